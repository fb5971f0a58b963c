import type { FaultAction, FaultMatch, FaultRule } from './fault-book.ts';
import {
  filledText,
  flag,
  InputError,
  oneOf,
  orNull,
  type Reader,
  readObject,
  text,
  textRecord,
  whole,
} from './input.ts';

type ActionOf<K extends FaultAction['kind']> = Extract<FaultAction, { kind: K }>;

const status = whole(100, 599);

const share: Reader<number> = (value, place) => {
  if (typeof value === 'number' && value > 0 && value <= 1) return value;
  throw new InputError(`${place} must be a number above 0 and up to 1.`);
};

/** Readers of each kind of action; the compiler keeps the list complete. */
const actionReaders: { [K in FaultAction['kind']]: Reader<ActionOf<K>> } = {
  answer: readObject<ActionOf<'answer'>, 'kind' | 'status'>(
    {
      kind: oneOf('answer'),
      status,
      code: text,
      message: text,
      body: text,
      headers: textRecord,
      retryAfterSeconds: whole(0),
      takesEffect: flag,
    },
    'kind',
    'status',
  ),
  'rate-limit': readObject<ActionOf<'rate-limit'>, 'kind'>(
    { kind: oneOf('rate-limit'), retryAfterSeconds: whole(0) },
    'kind',
  ),
  delay: readObject<ActionOf<'delay'>, 'kind' | 'delayMs'>(
    { kind: oneOf('delay'), delayMs: whole(0), takesEffect: oneOf('first', 'last') },
    'kind',
    'delayMs',
  ),
  hang: readObject<ActionOf<'hang'>, 'kind'>({ kind: oneOf('hang'), takesEffect: flag }, 'kind'),
  'cut-before': readObject<ActionOf<'cut-before'>, 'kind'>({ kind: oneOf('cut-before') }, 'kind'),
  'cut-in-request': readObject<ActionOf<'cut-in-request'>, 'kind' | 'afterBytes'>(
    { kind: oneOf('cut-in-request'), afterBytes: whole(0) },
    'kind',
    'afterBytes',
  ),
  'cut-after': readObject<ActionOf<'cut-after'>, 'kind'>({ kind: oneOf('cut-after') }, 'kind'),
  'cut-mid-body': readObject<ActionOf<'cut-mid-body'>, 'kind'>({ kind: oneOf('cut-mid-body') }, 'kind'),
  trickle: readObject<ActionOf<'trickle'>, 'kind'>(
    { kind: oneOf('trickle'), pieceBytes: whole(1), intervalMs: whole(1) },
    'kind',
  ),
  html: readObject<ActionOf<'html'>, 'kind'>({ kind: oneOf('html'), status }, 'kind'),
  'huge-body': readObject<ActionOf<'huge-body'>, 'kind'>(
    { kind: oneOf('huge-body'), sizeBytes: whole(1, 2 ** 33) },
    'kind',
  ),
};

export const faultKinds: readonly string[] = Object.keys(actionReaders);

const readAction: Reader<FaultAction> = (value, place) => {
  const kind = typeof value === 'object' && value !== null && 'kind' in value ? value.kind : undefined;
  const readers: Readonly<Record<string, Reader<FaultAction>>> = actionReaders;
  const reader = typeof kind === 'string' && Object.hasOwn(readers, kind) ? readers[kind] : undefined;
  if (reader === undefined) throw new InputError(`${place}.kind must be one of ${faultKinds.join(', ')}.`);
  return reader(value, place);
};

const readMatch: Reader<FaultMatch> = readObject<FaultMatch, 'path'>(
  { method: text, path: text, grantType: text, nth: whole(1), openId: filledText },
  'path',
);

/** Reads a fault rule as the control API takes it. */
export const readFaultRule: Reader<FaultRule> = readObject<FaultRule, 'match' | 'action'>(
  { match: readMatch, times: orNull(whole(1)), share, seed: whole(0), action: readAction },
  'match',
  'action',
);
