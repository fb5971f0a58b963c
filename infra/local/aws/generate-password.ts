import { randomInt } from 'node:crypto';

/** The settings of Secrets Manager's generated passwords, with AWS's names and defaults. */
export type PasswordProps = {
  readonly passwordLength?: number;
  readonly excludeCharacters?: string;
  readonly excludeLowercase?: boolean;
  readonly excludeUppercase?: boolean;
  readonly excludeNumbers?: boolean;
  readonly excludePunctuation?: boolean;
  readonly includeSpace?: boolean;
  readonly requireEachIncludedType?: boolean;
};

const lowercase = 'abcdefghijklmnopqrstuvwxyz';
const numbers = '0123456789';
const punctuation = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';

/** A random password of the kinds asked for; throws when nothing is left to draw from or not every kind fits. */
export function generatePassword(props: PasswordProps): string {
  const length = props.passwordLength ?? 32;
  const pools = choosePools(props);
  if (pools.length === 0) throw new Error('A generated secret excludes every character.');
  const required = (props.requireEachIncludedType ?? true) ? pools.map(drawFrom) : [];
  if (required.length > length) throw new Error(`A password of ${length} cannot hold each included type.`);
  const all = pools.join('');
  return shuffle([
    ...required,
    ...Array.from({ length: length - required.length }, () => drawFrom(all)),
  ]).join('');
}

function choosePools(props: PasswordProps): readonly string[] {
  const pools = [
    props.excludeLowercase ? '' : lowercase,
    props.excludeUppercase ? '' : lowercase.toUpperCase(),
    props.excludeNumbers ? '' : numbers,
    props.excludePunctuation ? '' : punctuation,
    props.includeSpace ? ' ' : '',
  ];
  const excluded = props.excludeCharacters ?? '';
  return pools
    .map((pool) => [...pool].filter((character) => !excluded.includes(character)).join(''))
    .filter((pool) => pool !== '');
}

function drawFrom(pool: string): string {
  return pool.charAt(randomInt(pool.length));
}

/** So that the required characters stand anywhere; the keys are drawn from the same source as the characters. */
function shuffle(items: readonly string[]): readonly string[] {
  return items
    .map((item) => ({ item, place: randomInt(2 ** 47) }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);
}
