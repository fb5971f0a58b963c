import { randomUUID } from 'node:crypto';
import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { AwsError } from '../aws-error.ts';
import type { ObjectRecord } from './bucket-files.ts';
import { readRange } from './range.ts';
import { sendObjectBytes, sizeOf } from './read-object.ts';
import { receiveBody } from './receive-body.ts';
import type { S3Answer, S3Call, S3Operation } from './s3-call.ts';
import { noSuchKey } from './s3-errors.ts';

/** What S3 calls bytes of which nothing was said. */
export const defaultContentType = 'binary/octet-stream';

/** The checksums that `x-amz-checksum-mode` asks for are answered when an object has them, and none has here. */
const reading = {
  permission: 's3:GetObject',
  parameters: [],
  headers: ['range', 'if-match', 'x-amz-checksum-mode'],
};

/** The operations on whole objects. */
export const objectOperations = {
  getObject: { name: 'GetObject', ...reading, run: getObject },
  headObject: { name: 'HeadObject', ...reading, run: headObject },
  putObject: {
    name: 'PutObject',
    permission: 's3:PutObject',
    parameters: [],
    headers: ['content-type', 'content-md5'],
    run: putObject,
  },
  deleteObject: {
    name: 'DeleteObject',
    permission: 's3:DeleteObject',
    parameters: [],
    headers: [],
    run: deleteObject,
  },
} as const satisfies Record<string, S3Operation>;

function getObject(call: S3Call): S3Answer {
  const record = findObject(call);
  const { status, headers, range } = describeAnswer(call, record);
  const folder = call.bucket.files.folderPath(record.folder);
  return { status, headers, body: (write) => sendObjectBytes(folder, record, range, write) };
}

function headObject(call: S3Call): S3Answer {
  const { status, headers } = describeAnswer(call, findObject(call));
  return { status, headers };
}

/** S3 tells that a key is not there only to who may list the bucket. */
function findObject({ bucket, key, mayList, request }: S3Call): ObjectRecord {
  const record = bucket.files.readObject(key);
  if (record === undefined) throw mayList ? noSuchKey() : new AwsError('AccessDenied', 'Access Denied', 403);
  const expected = request.headers['if-match'];
  if (expected === undefined || expected === '*' || expected.replaceAll('"', '') === record.etag)
    return record;
  throw new AwsError(
    'PreconditionFailed',
    'At least one of the pre-conditions you specified did not hold',
    412,
  );
}

function describeAnswer({ request, ignoresRange }: S3Call, record: ObjectRecord) {
  const sizeBytes = sizeOf(record);
  const asked = ignoresRange ? undefined : readRange(request.headers.range, sizeBytes);
  const range = asked ?? { first: 0, last: sizeBytes - 1 };
  const headers = {
    etag: `"${record.etag}"`,
    'content-type': record.contentType,
    'content-length': String(range.last - range.first + 1),
    'last-modified': new Date(record.modifiedAtMs).toUTCString(),
    'accept-ranges': 'bytes',
    ...(asked ? { 'content-range': `bytes ${range.first}-${range.last}/${sizeBytes}` } : {}),
  };
  return { status: asked ? 206 : 200, headers, range };
}

async function putObject({ request, bucket: { files }, key, payloadHash }: S3Call): Promise<S3Answer> {
  const folder = files.createFolder();
  const path = files.folderPath(folder);
  try {
    const received = await receiveBody(request, payloadHash, join(path, `${randomUUID()}.draft`));
    renameSync(received.path, join(path, 'whole'));
    files.writeObject({
      key,
      etag: received.md5,
      contentType: request.headers['content-type'] ?? defaultContentType,
      modifiedAtMs: Date.now(),
      folder,
      segments: [{ file: 'whole', sizeBytes: received.sizeBytes }],
    });
    return { status: 200, headers: { etag: `"${received.md5}"` } };
  } catch (error) {
    files.removeFolder(folder);
    throw error;
  }
}

function deleteObject({ bucket, key }: S3Call): S3Answer {
  bucket.files.deleteObject(key);
  return { status: 204, headers: {} };
}
