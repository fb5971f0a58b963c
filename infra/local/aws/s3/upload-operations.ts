import { randomUUID } from 'node:crypto';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { AwsError } from '../aws-error.ts';
import { readBody } from '../request-body.ts';
import { completeParts, readCompletion } from './complete-upload.ts';
import { defaultContentType } from './object-operations.ts';
import { receiveBody } from './receive-body.ts';
import { answerXml, type S3Answer, type S3Call, type S3Operation } from './s3-call.ts';
import { noSuchUpload } from './s3-errors.ts';
import { keepPart, listParts, removePartsBut } from './upload-parts.ts';
import { writeXml, type XmlElement } from './xml.ts';

/** The operations of a multipart upload. */
export const uploadOperations = {
  createMultipartUpload: {
    name: 'CreateMultipartUpload',
    permission: 's3:PutObject',
    parameters: ['uploads'],
    headers: ['content-type'],
    run: createUpload,
  },
  uploadPart: {
    name: 'UploadPart',
    permission: 's3:PutObject',
    parameters: ['partNumber', 'uploadId'],
    headers: ['content-md5', 'content-type'],
    run: uploadPart,
  },
  listParts: {
    name: 'ListParts',
    permission: 's3:ListMultipartUploadParts',
    parameters: ['uploadId', 'max-parts', 'part-number-marker'],
    headers: [],
    run: describeParts,
  },
  completeMultipartUpload: {
    name: 'CompleteMultipartUpload',
    permission: 's3:PutObject',
    parameters: ['uploadId'],
    headers: ['content-type'],
    run: completeUpload,
  },
  abortMultipartUpload: {
    name: 'AbortMultipartUpload',
    permission: 's3:AbortMultipartUpload',
    parameters: ['uploadId'],
    headers: [],
    run: abortUpload,
  },
} as const satisfies Record<string, S3Operation>;

function createUpload({ request, bucket, key }: S3Call): S3Answer {
  const contentType = request.headers['content-type'] ?? defaultContentType;
  const uploadId = bucket.files.createUpload({ key, contentType, startedAtMs: Date.now() });
  return answerXml(
    writeXml('InitiateMultipartUploadResult', [
      ['Bucket', bucket.name],
      ['Key', key],
      ['UploadId', uploadId],
    ]),
  );
}

async function uploadPart(call: S3Call): Promise<S3Answer> {
  const { uploadId, folder } = findUpload(call);
  const partNumber = readPartNumber(call.query.get('partNumber'));
  const draft = join(folder, `${randomUUID()}.draft`);
  const received = await receiveBody(call.request, call.payloadHash, draft).catch((error: unknown) => {
    throw existsSync(folder) ? error : noSuchUpload();
  });
  // The upload may have been completed or aborted while the bytes came in.
  if (call.bucket.files.readUpload(uploadId) === undefined) {
    rmSync(draft, { force: true });
    throw noSuchUpload();
  }
  keepPart(folder, partNumber, received);
  return { status: 200, headers: { etag: `"${received.md5}"` } };
}

function readPartNumber(text: string | undefined): number {
  const partNumber = /^\d{1,5}$/.test(text ?? '') ? Number(text) : 0;
  if (partNumber >= 1 && partNumber <= 10_000) return partNumber;
  throw new AwsError('InvalidArgument', 'Part number must be an integer between 1 and 10000, inclusive');
}

function describeParts(call: S3Call): S3Answer {
  const { uploadId, folder } = findUpload(call);
  const marker = readCount(call.query.get('part-number-marker'), 0);
  const most = Math.min(readCount(call.query.get('max-parts'), 1000), 1000);
  const following = listParts(folder).filter(({ partNumber }) => partNumber > marker);
  const page = following.slice(0, most);
  return answerXml(
    writeXml('ListPartsResult', [
      ['Bucket', call.bucket.name],
      ['Key', call.key],
      ['UploadId', uploadId],
      ['PartNumberMarker', marker],
      ['NextPartNumberMarker', page.at(-1)?.partNumber ?? 0],
      ['MaxParts', most],
      ['IsTruncated', following.length > page.length],
      ['StorageClass', 'STANDARD'],
      ...page.map(
        ({ partNumber, etag, sizeBytes, modifiedAtMs }): XmlElement => [
          'Part',
          [
            ['PartNumber', partNumber],
            ['LastModified', new Date(modifiedAtMs).toISOString()],
            ['ETag', `"${etag}"`],
            ['Size', sizeBytes],
          ],
        ],
      ),
    ]),
  );
}

function readCount(text: string | undefined, fallback: number): number {
  if (text === undefined) return fallback;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new AwsError('InvalidArgument', 'Provided max-parts or part-number-marker is not an integer');
}

async function completeUpload(call: S3Call): Promise<S3Answer> {
  const body = await readBody(call.request);
  const wanted = readCompletion(body.toString('utf8'));
  const { uploadId, folder, contentType } = findUpload(call);
  const { parts, etag } = completeParts(wanted, listParts(folder));
  const { files, name } = call.bucket;
  const segments = parts.map(({ file, sizeBytes }) => ({ file, sizeBytes }));
  files.writeObject({
    key: call.key,
    etag,
    contentType,
    modifiedAtMs: Date.now(),
    folder: uploadId,
    segments,
  });
  files.forgetUpload(uploadId);
  removePartsBut(folder, parts);
  return answerXml(
    writeXml('CompleteMultipartUploadResult', [
      ['Location', `${call.url}/${name}/${encodeURIComponent(call.key)}`],
      ['Bucket', name],
      ['Key', call.key],
      ['ETag', `"${etag}"`],
    ]),
  );
}

function abortUpload(call: S3Call): S3Answer {
  const { uploadId } = findUpload(call);
  call.bucket.files.forgetUpload(uploadId);
  call.bucket.files.removeFolder(uploadId);
  return { status: 204, headers: {} };
}

/** The upload that a call names, by its id and its key; what is under way elsewhere is none of this key's. */
function findUpload({ bucket, key, query }: S3Call) {
  const uploadId = query.get('uploadId') ?? '';
  const record = bucket.files.readUpload(uploadId);
  if (record?.key !== key) throw noSuchUpload();
  return { uploadId, contentType: record.contentType, folder: bucket.files.folderPath(uploadId) };
}
