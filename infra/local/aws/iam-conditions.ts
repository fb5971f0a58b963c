import { compileArnGlob, compileGlob, findVariable } from './iam-pattern.ts';

/** Condition keys of a request, their names in lower case. A key that is not there is absent, which is not the same as empty. */
export type ConditionContext = ReadonlyMap<string, readonly string[]>;

export type Condition = {
  readonly key: string;
  readonly test: (values: readonly string[] | undefined) => boolean;
};

type Matcher = (expected: readonly string[]) => Condition['test'];

/** Keys that this stack supplies, and those it knows to be absent from every local call (`kms:ViaService`). */
const singleValuedKeys = ['aws:securetransport', 'kms:viaservice'];
const multiValuedKeys = ['kms:encryptioncontextkeys', 'secretsmanager:versionstage'];
const encryptionContextKey = /^kms:encryptioncontext:.+$/;

/**
 * IAM's condition operators, and what each makes of an absent key. Source: IAM user guide, "Condition operators" and "Set operators
 * for multivalued context keys".
 */
const operators: Readonly<Record<string, Matcher>> = {
  StringEquals: matchAny((expected) => (value) => value === expected),
  StringEqualsIgnoreCase: matchAny((expected) => (value) => value.toLowerCase() === expected.toLowerCase()),
  StringLike: matchAny(matchGlob),
  StringNotEquals: (expected) => (values) => !values?.some((value) => expected.includes(value)),
  ArnEquals: matchAny(compileArnGlob),
  ArnLike: matchAny(compileArnGlob),
  Bool: matchAny((expected) => (value) => value.toLowerCase() === expected.toLowerCase()),
  Null: (expected) => (values) => expected.includes(values === undefined ? 'true' : 'false'),
  'ForAllValues:StringEquals': (expected) => (values) =>
    (values ?? []).every((value) => expected.includes(value)),
  'ForAnyValue:StringEquals': matchAny((expected) => (value) => value === expected),
};

/** Understands a statement's Condition block or throws, naming the operator, key or value it does not know. */
export function parseConditions(block: unknown): readonly Condition[] {
  return entriesOf(block ?? {}, 'Condition').flatMap(([operator, keys]) => {
    const match = Object.hasOwn(operators, operator) ? operators[operator] : undefined;
    if (!match) throw new Error(`IAM condition operator ${operator} is not known here.`);
    return entriesOf(keys, operator).map(([key, values]) => ({
      key: readKey(key, operator),
      test: match(readValues(values, operator, key)),
    }));
  });
}

/** Whether one condition holds for a request. */
export function holdsCondition({ key, test }: Condition, context: ConditionContext): boolean {
  return test(context.get(key));
}

function matchAny(compile: (expected: string) => (value: string) => boolean): Matcher {
  return (expected) => {
    const tests = expected.map(compile);
    return (values) => values?.some((value) => tests.some((test) => test(value))) ?? false;
  };
}

function matchGlob(expected: string): (value: string) => boolean {
  const glob = compileGlob(expected);
  return (value) => glob.test(value);
}

/** Key names ignore case in IAM, the encryption context's included; `kms:EncryptionContextKeys` is there for exactness. */
function readKey(key: string, operator: string): string {
  const name = key.toLowerCase();
  const isMultiValued = multiValuedKeys.includes(name);
  if (!isMultiValued && !singleValuedKeys.includes(name) && !encryptionContextKey.test(name)) {
    throw new Error(`IAM condition key ${key} is not known here.`);
  }
  if (isMultiValued && !operator.startsWith('For') && operator !== 'Null') {
    throw new Error(`IAM condition key ${key} has several values and needs ForAnyValue or ForAllValues.`);
  }
  return name;
}

function readValues(value: unknown, operator: string, key: string): readonly string[] {
  const values = Array.isArray(value) ? value : [value];
  if (values.length === 0) throw new Error(`IAM condition ${operator} ${key} has no value.`);
  return values.map((item) => readValue(item, operator, key));
}

function readValue(value: unknown, operator: string, key: string): string {
  const isTruth = operator === 'Bool' || operator === 'Null';
  const text = isTruth ? String(value).toLowerCase() : value;
  if (typeof text !== 'string' || (isTruth && text !== 'true' && text !== 'false')) {
    throw new Error(
      `IAM condition ${operator} ${key} has a value that is not known: ${JSON.stringify(value)}.`,
    );
  }
  const variable = findVariable(text);
  if (variable) throw new Error(`IAM policy variable ${variable} in ${operator} ${key} is not known here.`);
  return text;
}

function entriesOf(value: unknown, where: string): [string, unknown][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Error(`IAM ${where} is not a block of conditions: ${JSON.stringify(value)}.`);
  }
  return Object.entries(value);
}
