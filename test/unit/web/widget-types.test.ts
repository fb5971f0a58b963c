import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import type * as written from '../../../web/widget/react.d.ts';
import type * as real from '../../../web/widget/react.ts';

type IsSame<One, Other> = [One, Other] extends [Other, One] ? true : false;

/** The compiler refuses this file when the types that are handed out are not those of the component. */
const checked: readonly [
  IsSame<Required<written.CreatorConnectWidgetProps>, Required<real.CreatorConnectWidgetProps>>,
  IsSame<written.CreatorConnectOpenEvent, real.CreatorConnectOpenEvent>,
  IsSame<written.CreatorConnectErrorEvent, real.CreatorConnectErrorEvent>,
  typeof real.CreatorConnectWidget extends typeof written.CreatorConnectWidget ? true : false,
] = [true, true, true, true];

const folder = `${import.meta.dirname}/../../../web/widget`;
const read = (file: string): string => readFileSync(`${folder}/${file}`, 'utf8');
const namesIn = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)].map(([, name]) => name ?? '').sort();

describe('the types that go with the React component', () => {
  test('are those of the component, by the compiler', () => {
    expect(checked).toEqual([true, true, true, true]);
  });

  test('name every prop and nothing but what is exported, and import nothing but React', () => {
    const [types, source] = [read('react.d.ts'), read('react.ts')];
    const props = (text: string): string =>
      /interface CreatorConnectWidgetProps \{[\s\S]*?\n\}/.exec(text)?.[0] ?? '';

    expect(namesIn(props(types), /readonly (\w+)\??:/g)).toEqual(
      namesIn(props(source), /readonly (\w+)\??:/g),
    );
    expect(namesIn(types, /export declare const (\w+)/g)).toEqual(namesIn(source, /export const (\w+)/g));
    expect(namesIn(types, /from '([^']+)'/g)).toEqual(['react']);
  });
});
