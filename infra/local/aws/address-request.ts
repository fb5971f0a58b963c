import type { IncomingMessage } from 'node:http';
import { AwsError } from './aws-error.ts';
import type { Principal, Principals } from './principals.ts';
import { jsonErrors, type Service } from './service.ts';
import { type Authorization, findSignatureFault, readAuthorization } from './sigv4.ts';

/** What is known of a request before its body is read. */
export type Addressed = {
  readonly authorization: Authorization;
  readonly service: Service;
  readonly action: string;
};

/** The service that a request is meant for, by its signature's scope or, unsigned, by its target. */
export function findService(request: IncomingMessage, services: readonly Service[]): Service | undefined {
  const authorization = readAuthorization(request.headers.authorization);
  if (authorization) return services.find(({ name }) => name === authorization.service);
  const target = readTarget(request);
  return services.find(({ targetPrefix }) => target.startsWith(targetPrefix));
}

/** Service and operation of a request; throws AWS's own error, or a plain one where AWS has none, for what is not known here. */
export function addressRequest(
  request: IncomingMessage,
  service: Service | undefined,
  { region, services }: { readonly region: string; readonly services: readonly Service[] },
): Addressed {
  const authorization = readAuthorization(request.headers.authorization);
  if (!authorization) {
    const [code, status] = (service?.errors ?? jsonErrors).missingAuthentication;
    throw new AwsError(code, 'Request is missing Authentication Token', status);
  }
  if (!service) {
    const known = [...services.map(({ name }) => name), 's3'].join(', ');
    throw new AwsError(
      'UnknownServiceException',
      `The local AWS stand-ins know ${known}, not ${authorization.service}.`,
    );
  }
  if (authorization.region !== region) {
    const [code, status] = service.errors.badSignature;
    throw new AwsError(
      code,
      `Credential should be scoped to a valid region, not '${authorization.region}'; this is '${region}'.`,
      status,
    );
  }
  return { authorization, service, action: readAction(request, service) };
}

function readAction(request: IncomingMessage, { name, targetPrefix, operations, errors }: Service): string {
  const target = readTarget(request);
  const action = target.slice(targetPrefix.length);
  if (request.method === 'POST' && target.startsWith(targetPrefix) && Object.hasOwn(operations, action))
    return action;
  const [code, status] = errors.unknownAction;
  throw new AwsError(
    code,
    `The local stand-in of ${name} does not know ${target || 'a call without X-Amz-Target'}.`,
    status,
  );
}

function readTarget(request: IncomingMessage): string {
  const target = request.headers['x-amz-target'];
  return typeof target === 'string' ? target : '';
}

/** Who signed the request; throws AWS's own error for an unknown key or a signature that does not fit. */
export function authenticateRequest(
  request: IncomingMessage,
  { authorization, service }: Addressed,
  body: Buffer,
  principals: Principals,
): Principal {
  const principal = principals.find(authorization.accessKeyId);
  if (!principal) {
    const [code, status] = service.errors.unknownKey;
    throw new AwsError(code, 'The security token included in the request is invalid.', status);
  }
  const signed = {
    method: request.method ?? '',
    target: request.url ?? '/',
    headers: request.headers,
    body,
  };
  const fault = findSignatureFault(signed, authorization, principal.secretAccessKey, Date.now());
  if (fault === undefined) return principal;
  const [code, status] = service.errors.badSignature;
  throw new AwsError(code, fault, status);
}
