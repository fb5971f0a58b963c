import type { IncomingMessage } from 'node:http';
import { objectOperations } from './object-operations.ts';
import type { S3Operation } from './s3-call.ts';
import { notImplemented } from './s3-errors.ts';
import { signatureParameters } from './signature.ts';
import type { Target } from './target.ts';
import { uploadOperations } from './upload-operations.ts';

/** The operation that method and query mean; `uploads` and `uploadId` in the query make it one of a multipart upload. */
function chooseOperation(method: string, { key, query }: Target): S3Operation | undefined {
  if (key === '') return undefined;
  if (query.has('uploads')) return method === 'POST' ? uploadOperations.createMultipartUpload : undefined;
  return query.has('uploadId') ? ofUploads[method] : ofObjects[method];
}

const ofUploads: Readonly<Record<string, S3Operation>> = {
  PUT: uploadOperations.uploadPart,
  GET: uploadOperations.listParts,
  POST: uploadOperations.completeMultipartUpload,
  DELETE: uploadOperations.abortMultipartUpload,
};

const ofObjects: Readonly<Record<string, S3Operation>> = {
  GET: objectOperations.getObject,
  HEAD: objectOperations.headObject,
  PUT: objectOperations.putObject,
  DELETE: objectOperations.deleteObject,
};

/** Headers that S3 acts on; an operation takes those it names, and these on every call. */
const acted =
  /^(x-amz-.+|range|if-(none-)?match|if-(un)?modified-since|content-(md5|type|encoding|disposition|language)|expires)$/;
const takenAlways = ['x-amz-date', 'x-amz-content-sha256', 'x-amz-user-agent', 'x-amzn-trace-id'];

/**
 * The operation of a request. Throws S3's `NotImplemented` for what the stand-in does not know, by name: an operation, a parameter
 * or a header that S3 would act on.
 */
export function findOperation(request: IncomingMessage, target: Target): S3Operation {
  const operation = chooseOperation(request.method ?? '', target);
  if (operation === undefined) {
    const names = [...target.query.keys()].filter((name) => !signatureParameters.includes(name));
    throw notImplemented(
      `${request.method} ${target.key === '' ? 'of a bucket' : 'of an object'} with the parameters [${names.join(', ')}]`,
    );
  }
  const parameters = ['x-id', ...signatureParameters, ...operation.parameters];
  const parameter = [...target.query.keys()].find((name) => !parameters.includes(name));
  if (parameter !== undefined) throw notImplemented(`the parameter ${parameter} of ${operation.name}`);
  const header = Object.keys(request.headers).find(
    (name) => acted.test(name) && !takenAlways.includes(name) && !operation.headers.includes(name),
  );
  if (header !== undefined) throw notImplemented(`the header ${header} of ${operation.name}`);
  return operation;
}
