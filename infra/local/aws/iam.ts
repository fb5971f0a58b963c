import { type Condition, type ConditionContext, holdsCondition, parseConditions } from './iam-conditions.ts';
import { compileGlob, findVariable } from './iam-pattern.ts';

export type { ConditionContext } from './iam-conditions.ts';

/** A policy document as a template holds it, with every reference resolved. It is parsed before it is believed. */
export type PolicyDocument = Readonly<Record<string, unknown>>;

/** A policy document that was understood completely. */
export type Policy = readonly Statement[];

type Statement = {
  readonly effect: 'Allow' | 'Deny';
  readonly matchesAction: (action: string) => boolean;
  readonly matchesResource: (resource: string) => boolean;
  readonly conditions: readonly Condition[];
};

export type AccessRequest = {
  /** Such as `kms:Decrypt`. */
  readonly action: string;
  /** An ARN. */
  readonly resource: string;
  readonly context: ConditionContext;
};

export type Verdict = 'allowed' | 'explicitly denied' | 'not allowed';

/** The services whose calls are judged here; a statement on others only is kept but never matches. */
const judgedServices = ['sqs', 'kms', 'secretsmanager', 's3'];

/** Judges a request as IAM does within one account: an explicit deny wins, and what nothing allows is not allowed. */
export function evaluatePolicies(policies: readonly Policy[], request: AccessRequest): Verdict {
  const matching = policies.flat().filter((statement) => matchesStatement(statement, request));
  if (matching.some(({ effect }) => effect === 'Deny')) return 'explicitly denied';
  return matching.length > 0 ? 'allowed' : 'not allowed';
}

function matchesStatement(statement: Statement, { action, resource, context }: AccessRequest): boolean {
  return (
    statement.matchesAction(action) &&
    statement.matchesResource(resource) &&
    statement.conditions.every((condition) => holdsCondition(condition, context))
  );
}

/**
 * Understands an identity policy document completely or throws, naming what it does not know: an element, an operator, a condition
 * key of a judged service, a policy variable, a value that is not plain text. Nothing is skipped, since a skipped condition grants.
 */
export function parsePolicy(document: unknown): Policy {
  const { Version, Id: _id, Statement: statements, ...unknown } = readObject(document, 'a policy document');
  refuseUnknown(unknown, 'a policy document');
  if (Version !== undefined && Version !== '2012-10-17') {
    throw new Error(`IAM policy version ${JSON.stringify(Version)} is not known here; 2012-10-17 is.`);
  }
  if (statements === undefined) throw new Error('A policy document has no Statement.');
  return (Array.isArray(statements) ? statements : [statements]).map(parseStatement);
}

function parseStatement(value: unknown): Statement {
  const statement = readObject(value, 'a policy statement');
  const { Sid: _sid, Effect, Action, NotAction, Resource, NotResource, Condition, ...unknown } = statement;
  refuseUnknown(unknown, 'a statement of an identity policy');
  if (Effect !== 'Allow' && Effect !== 'Deny') {
    throw new Error(`A policy statement's Effect is ${JSON.stringify(Effect)}; Allow and Deny are known.`);
  }
  const matchesAction = parseChoice('Action', Action, NotAction, readAction);
  const isJudged = judgedServices.some((service) => touchesService(Action, service));
  return {
    effect: Effect,
    matchesAction: (action) => matchesAction(action.toLowerCase()),
    matchesResource: parseChoice('Resource', Resource, NotResource, readResource),
    conditions: isJudged ? parseConditions(Condition) : [],
  };
}

/** Exactly one of an element and its negation, as one question. */
function parseChoice(
  name: string,
  positive: unknown,
  negative: unknown,
  read: (pattern: string) => string,
): (text: string) => boolean {
  if ((positive === undefined) === (negative === undefined)) {
    throw new Error(`A policy statement needs exactly one of ${name} and Not${name}.`);
  }
  const globs = readTexts(positive ?? negative, name).map((pattern) => compileGlob(read(pattern)));
  const isNegated = positive === undefined;
  return (text) => globs.some((glob) => glob.test(text)) !== isNegated;
}

function readAction(pattern: string): string {
  if (pattern !== '*' && !/^[a-z0-9-]+:[a-z0-9*?]+$/i.test(pattern)) {
    throw new Error(`IAM action ${JSON.stringify(pattern)} is not of the form service:Action.`);
  }
  return pattern.toLowerCase();
}

function readResource(pattern: string): string {
  if (pattern !== '*' && !/^arn:[^:]+:[^:]+:[^:]*:[^:]*:.+$/.test(pattern)) {
    throw new Error(`IAM resource ${JSON.stringify(pattern)} is neither an ARN nor "*".`);
  }
  return pattern;
}

/** Whether actions can name something of a service; NotAction always can. */
function touchesService(actions: unknown, service: string): boolean {
  if (actions === undefined) return true;
  return readTexts(actions, 'Action').some(
    (action) => action === '*' || action.toLowerCase().startsWith(`${service}:`),
  );
}

function readTexts(value: unknown, name: string): readonly string[] {
  const values = Array.isArray(value) ? value : [value];
  if (values.length === 0) throw new Error(`A policy statement's ${name} is empty.`);
  return values.map((item) => {
    if (typeof item !== 'string') {
      throw new Error(`A policy statement's ${name} is not text but ${JSON.stringify(item)}.`);
    }
    const variable = findVariable(item);
    if (variable) throw new Error(`IAM policy variable ${variable} in ${name} is not known here.`);
    return item;
  });
}

function readObject(value: unknown, what: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Error(`Expected ${what}, not ${JSON.stringify(value)}.`);
  }
  return { ...value };
}

function refuseUnknown(rest: Record<string, unknown>, where: string): void {
  const [name] = Object.keys(rest);
  if (name !== undefined) throw new Error(`IAM element ${name} is not known in ${where} here.`);
}
