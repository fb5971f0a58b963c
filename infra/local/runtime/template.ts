/** What a resource is known by: `Ref` and `Fn::GetAtt` answer with these. */
export interface Identity {
  readonly ref: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** Where the intrinsic functions of one stack's template find their answers. */
export interface Scope {
  readonly stackName: string;
  readonly region: string;
  readonly accountId: string;
  readonly parameters: Readonly<Record<string, { readonly Type: string; readonly Default?: unknown }>>;
  readonly conditions: Readonly<Record<string, unknown>>;
  readonly mappings: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;
  /** Throws when the template has no such resource, or when it has no stand-in here. */
  readonly identityOf: (logicalId: string) => Identity;
  readonly importValue: (exportName: string) => unknown;
  /** A property of another resource of the template, as it is written there. */
  readonly propertyOf: (logicalId: string, property: string) => unknown;
}

type Intrinsic = (argument: unknown, scope: Scope) => unknown;

/**
 * The value that CloudFormation would make of a value in a template. A property whose value is `AWS::NoValue` is left
 * out. Throws on an intrinsic function it does not know, and on a reference that leads nowhere.
 */
export const evaluate = (value: unknown, scope: Scope): unknown => {
  if (Array.isArray(value))
    return value.map((item) => evaluate(item, scope)).filter((item) => item !== noValue);
  if (!isRecord(value)) return value;
  const entries = Object.entries(value);
  const [only] = entries;
  if (entries.length === 1 && only !== undefined && isIntrinsicName(only[0])) {
    return intrinsicNamed(only[0])(only[1], scope);
  }
  return Object.fromEntries(
    entries.map(([key, item]) => [key, evaluate(item, scope)]).filter(([, item]) => item !== noValue),
  );
};

/** Stands for `AWS::NoValue` until the property or item that holds it is dropped. */
const noValue = Symbol('AWS::NoValue');

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isIntrinsicName = (key: string): boolean =>
  key === 'Ref' || key === 'Condition' || key.startsWith('Fn::');

const intrinsicNamed = (name: string): Intrinsic => {
  const intrinsic = intrinsics[name];
  if (intrinsic === undefined)
    throw new Error(`The local stack does not know the intrinsic function ${name}.`);
  return intrinsic;
};

const pseudoParameters: Readonly<Record<string, (scope: Scope) => unknown>> = {
  'AWS::Region': ({ region }) => region,
  'AWS::AccountId': ({ accountId }) => accountId,
  'AWS::Partition': () => 'aws',
  'AWS::URLSuffix': () => 'amazonaws.com',
  'AWS::StackName': ({ stackName }) => stackName,
  'AWS::StackId': ({ region, accountId, stackName }) =>
    `arn:aws:cloudformation:${region}:${accountId}:stack/${stackName}/local`,
  'AWS::NoValue': () => noValue,
};

const ref: Intrinsic = (argument, scope) => {
  const name = text(argument, 'Ref');
  const pseudo = pseudoParameters[name];
  if (pseudo !== undefined) return pseudo(scope);
  if (name.startsWith('AWS::'))
    throw new Error(`The local stack does not know the pseudo parameter ${name}.`);
  const parameter = scope.parameters[name];
  return parameter === undefined ? scope.identityOf(name).ref : defaultOf(name, parameter);
};

const defaultOf = (name: string, parameter: Scope['parameters'][string]): unknown => {
  if (parameter.Type.startsWith('AWS::SSM::'))
    throw new Error(`The parameter ${name} is read from AWS at deployment; the local stack cannot know it.`);
  if (parameter.Default === undefined) throw new Error(`The parameter ${name} has no default value.`);
  return parameter.Default;
};

const getAtt: Intrinsic = (argument, scope) => {
  const [logicalId, ...rest] =
    typeof argument === 'string' ? argument.split('.') : list(argument, 'Fn::GetAtt');
  const attribute = rest.map((part) => text(evaluate(part, scope), 'Fn::GetAtt')).join('.');
  const name = text(logicalId, 'Fn::GetAtt');
  const value = scope.identityOf(name).attributes[attribute];
  if (value === undefined) throw new Error(`The stand-in of ${name} has no attribute ${attribute}.`);
  return value;
};

/** `${Name}`, `${Name.Attribute}`, `${!Literal}`, and variables of its own. */
const sub: Intrinsic = (argument, scope) => {
  const [template, variables = {}] = typeof argument === 'string' ? [argument] : list(argument, 'Fn::Sub');
  if (!isRecord(variables)) throw new Error('Fn::Sub takes its variables as an object.');
  return text(template, 'Fn::Sub').replaceAll(/\$\{([^}]+)\}/g, (_, name: string) => {
    if (name.startsWith('!')) return `\${${name.slice(1)}}`;
    if (Object.hasOwn(variables, name)) return text(evaluate(variables[name], scope), 'Fn::Sub');
    return text(name.includes('.') ? getAtt(name, scope) : ref(name, scope), 'Fn::Sub');
  });
};

const intrinsics: Readonly<Record<string, Intrinsic>> = {
  Ref: ref,
  'Fn::GetAtt': getAtt,
  'Fn::Sub': sub,
  'Fn::Join': (argument, scope) => {
    const [separator, parts] = list(argument, 'Fn::Join');
    return list(evaluate(parts, scope), 'Fn::Join')
      .map((part) => text(part, 'Fn::Join'))
      .join(text(separator, 'Fn::Join'));
  },
  'Fn::Select': (argument, scope) => {
    const [index, items] = list(argument, 'Fn::Select');
    const item = list(evaluate(items, scope), 'Fn::Select')[Number(evaluate(index, scope))];
    if (item === undefined) throw new Error('Fn::Select points past the end of its list.');
    return item;
  },
  'Fn::Split': (argument, scope) => {
    const [separator, whole] = list(argument, 'Fn::Split');
    return text(evaluate(whole, scope), 'Fn::Split').split(text(separator, 'Fn::Split'));
  },
  'Fn::ImportValue': (argument, scope) =>
    scope.importValue(text(evaluate(argument, scope), 'Fn::ImportValue')),
  'Fn::FindInMap': (argument, scope) => {
    const [map, first, second] = list(evaluate(argument, scope), 'Fn::FindInMap').map((key) =>
      text(key, 'Fn::FindInMap'),
    );
    const found = scope.mappings[map ?? '']?.[first ?? '']?.[second ?? ''];
    if (found === undefined) throw new Error(`The mapping ${map} has no ${first}.${second}.`);
    return found;
  },
  'Fn::Base64': (argument, scope) =>
    Buffer.from(text(evaluate(argument, scope), 'Fn::Base64'), 'utf8').toString('base64'),
  'Fn::ToJsonString': (argument, scope) => JSON.stringify(evaluate(argument, scope)),
  'Fn::If': (argument, scope) => {
    const [condition, whenTrue, whenFalse] = list(argument, 'Fn::If');
    return evaluate(holds(condition, scope) ? whenTrue : whenFalse, scope);
  },
  'Fn::Equals': (argument, scope) => {
    const [left, right] = list(evaluate(argument, scope), 'Fn::Equals');
    return left === right;
  },
  'Fn::Not': (argument, scope) => !list(evaluate(argument, scope), 'Fn::Not')[0],
  'Fn::And': (argument, scope) => list(evaluate(argument, scope), 'Fn::And').every(Boolean),
  'Fn::Or': (argument, scope) => list(evaluate(argument, scope), 'Fn::Or').some(Boolean),
  Condition: (argument, scope) => holds(argument, scope),
};

/** Whether the named condition of the template is true. */
export const holds = (name: unknown, scope: Scope): boolean => {
  const condition = scope.conditions[text(name, 'Condition')];
  if (condition === undefined) throw new Error(`The template has no condition ${String(name)}.`);
  return evaluate(condition, scope) === true;
};

const text = (value: unknown, where: string): string => {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new Error(`${where} takes text, not ${JSON.stringify(value) ?? String(value)}.`);
};

const list = (value: unknown, where: string): readonly unknown[] => {
  if (!Array.isArray(value)) throw new Error(`${where} takes a list, not ${JSON.stringify(value)}.`);
  return value;
};
