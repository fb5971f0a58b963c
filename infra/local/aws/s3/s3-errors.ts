import { AwsError } from '../aws-error.ts';
import type { CommonErrors } from '../service.ts';
import { writeXml } from './xml.ts';

/** How S3 names what every service reports. Source: S3 API reference, "Error responses". */
export const s3Errors: CommonErrors = {
  accessDenied: ['AccessDenied', 403],
  unknownKey: ['InvalidAccessKeyId', 403],
  badSignature: ['SignatureDoesNotMatch', 403],
  missingAuthentication: ['AccessDenied', 403],
  unknownAction: ['NotImplemented', 501],
  throttled: ['SlowDown', 503],
  internal: ['InternalError', 500],
};

/** What S3 can do and this stand-in cannot; AWS would act on it, and passing over it would be a lie. */
export function notImplemented(what: string): AwsError {
  return new AwsError('NotImplemented', `The local stand-in of s3 does not know ${what}.`, 501);
}

export function noSuchKey(): AwsError {
  return new AwsError('NoSuchKey', 'The specified key does not exist.', 404);
}

export function noSuchUpload(): AwsError {
  return new AwsError(
    'NoSuchUpload',
    'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
    404,
  );
}

/** The error document of S3. */
export function writeErrorXml(error: AwsError, resource: string, requestId: string): string {
  return writeXml('Error', [
    ['Code', error.code],
    ['Message', error.message],
    ['Resource', resource],
    ['RequestId', requestId],
  ]);
}
