import { isJsonObject, type JsonObject, textOf, textsOf } from '../../api/read-json.ts';
import { type Field, readField, readFields } from './read-schema.ts';
import { resolveReference } from './resolve-reference.ts';

export interface Parameter extends Field {
  /** `query`, `path`, `header` or `cookie`. */
  readonly place: string;
}

export interface Reply {
  readonly status: string;
  readonly description: string;
  readonly headers: readonly string[];
  readonly fields: readonly Field[];
  readonly isProblem: boolean;
}

export interface Operation {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly summary: string;
  readonly description: string | undefined;
  /** The names of the schemes that let a caller in; none when the route is open. */
  readonly access: readonly string[];
  /** What the caller's token has to allow. */
  readonly scopes: readonly string[];
  readonly parameters: readonly Parameter[];
  readonly body: readonly Field[];
  readonly replies: readonly Reply[];
}

export interface ApiDocument {
  readonly title: string;
  readonly version: string;
  readonly description: string | undefined;
  readonly schemes: readonly { readonly name: string; readonly description: string }[];
  /** The fields of every problem document; none when the document does not name them. */
  readonly problemFields: readonly Field[];
  readonly operations: readonly Operation[];
}

const methods = ['get', 'post', 'put', 'patch', 'delete'] as const;

const objectOf = (value: JsonObject, key: string): JsonObject => {
  const found = value[key];
  return isJsonObject(found) ? found : {};
};

const listOf = (value: JsonObject, key: string): readonly unknown[] => {
  const found = value[key];
  return Array.isArray(found) ? found : [];
};

/** The media type that a body is described in: JSON of one kind or another, else the first. */
const contentOf = (holder: JsonObject): { readonly type: string; readonly schema: unknown } | undefined => {
  const content = Object.entries(objectOf(holder, 'content'));
  const [type, media] = content.find(([name]) => name.includes('json')) ?? content[0] ?? [];
  return type === undefined ? undefined : { type, schema: isJsonObject(media) ? media['schema'] : undefined };
};

/** Scopes stand in the requirement or, as OpenAPI leaves them to OAuth there, in `x-scope`. */
const readAccess = (root: JsonObject, operation: JsonObject): Pick<Operation, 'access' | 'scopes'> => {
  const stated = 'security' in operation ? listOf(operation, 'security') : listOf(root, 'security');
  const requirements = stated.filter(isJsonObject);
  const named = requirements.flatMap((requirement) =>
    Object.keys(requirement).flatMap((name) => textsOf(requirement, name)),
  );
  const extra = textOf(operation, 'x-scope');
  return {
    access: requirements.flatMap((requirement) => Object.keys(requirement)),
    scopes: extra === undefined ? named : [...named, extra],
  };
};

const readParameter = (root: JsonObject, value: unknown): Parameter => {
  const parameter = resolveReference(root, value);
  const isRequired = parameter['required'] === true;
  const field = readField(root, textOf(parameter, 'name') ?? '', isRequired, parameter['schema']);
  return {
    ...field,
    description: textOf(parameter, 'description') ?? field.description,
    place: textOf(parameter, 'in') ?? '',
  };
};

const readReply = (root: JsonObject, status: string, value: unknown): Reply => {
  const reply = resolveReference(root, value);
  const content = contentOf(reply);
  return {
    status,
    description: textOf(reply, 'description') ?? '',
    headers: Object.keys(objectOf(reply, 'headers')),
    fields: content === undefined ? [] : readFields(root, content.schema),
    isProblem: content?.type.startsWith('application/problem+json') === true,
  };
};

const readOperation = (root: JsonObject, path: string, method: string, shared: JsonObject): Operation => {
  const operation = objectOf(shared, method);
  const body = contentOf(resolveReference(root, operation['requestBody']));
  return {
    id: textOf(operation, 'operationId') ?? `${method}-${path.replaceAll(/\W+/g, '-')}`,
    method: method.toUpperCase(),
    path,
    summary: textOf(operation, 'summary') ?? '',
    description: textOf(operation, 'description'),
    ...readAccess(root, operation),
    parameters: [...listOf(shared, 'parameters'), ...listOf(operation, 'parameters')].map((parameter) =>
      readParameter(root, parameter),
    ),
    body: body === undefined ? [] : readFields(root, body.schema),
    replies: Object.entries(objectOf(operation, 'responses')).map(([status, reply]) =>
      readReply(root, status, reply),
    ),
  };
};

const readSchemes = (root: JsonObject): ApiDocument['schemes'] =>
  Object.entries(objectOf(objectOf(root, 'components'), 'securitySchemes')).map(([name, value]) => ({
    name,
    description: textOf(resolveReference(root, value), 'description') ?? '',
  }));

/** What the page shows of an OpenAPI 3 document. Undefined when it is none. */
export const readDocument = (root: unknown): ApiDocument | undefined => {
  if (!isJsonObject(root) || !isJsonObject(root['paths'])) return undefined;
  const info = objectOf(root, 'info');
  const operations = Object.entries(root['paths']).flatMap(([path, value]) => {
    const shared = resolveReference(root, value);
    return methods
      .filter((method) => isJsonObject(shared[method]))
      .map((method) => readOperation(root, path, method, shared));
  });
  return {
    title: textOf(info, 'title') ?? '',
    version: textOf(info, 'version') ?? '',
    description: textOf(info, 'description'),
    schemes: readSchemes(root),
    problemFields: readFields(root, objectOf(objectOf(root, 'components'), 'schemas')['Problem']),
    operations,
  };
};
