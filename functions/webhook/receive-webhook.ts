import { receiveWebhook as route } from '../../shared/contract/routes/receive-webhook.ts';
import { systemClock } from '../../shared/core/clock.ts';
import { Failure } from '../../shared/core/failure.ts';
import { createLog } from '../../shared/core/log.ts';
import { answerUnopened, type EdgeDependencies, endpoint } from '../../shared/http/endpoint.ts';
import type { AppCredentials } from '../../shared/platforms/tiktok/app-credentials.ts';
import { readTiktokEnvironment } from '../../shared/platforms/tiktok/env.ts';
import { type SignatureVerdict, verifySignature } from '../../shared/platforms/tiktok/signature.ts';
import { readQueueUrl } from '../../shared/queue/env.ts';
import { createSender, createSqsClient, type Send } from '../../shared/queue/sqs.ts';
import type { StoredSecret } from '../../shared/vault/stored-secret.ts';
import { openAppCredentials } from '../from-environment.ts';
import { start } from '../start.ts';

export interface ReceiveWebhookDependencies extends EdgeDependencies {
  readonly credentials: StoredSecret<AppCredentials>;
  readonly send: Send;
  readonly maxAgeSeconds: number;
}

/** A clock of TikTok's that runs ahead of ours by more than this is not believed. */
const maxFutureSeconds = 5 * 60;

/** The current secret first; the previous one while it is being replaced. */
const secretsOf = ({ clientSecret, previousClientSecret }: AppCredentials) =>
  previousClientSecret === undefined ? [clientSecret] : [clientSecret, previousClientSecret];

/** Base64, since SQS refuses some characters; padding alone for no bytes, since SQS refuses an empty message. */
const encodeBody = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64') || '=';

const refuse = (verdict: Exclude<SignatureVerdict, 'valid'>): never => {
  const code = verdict === 'missing' ? 'signature_missing' : 'signature_invalid';
  throw new Failure(code, {
    detail: 'The delivery is not signed as TikTok signs.',
    cause: new Error(verdict),
  });
};

export const create = (dependencies: ReceiveWebhookDependencies) =>
  endpoint(
    route,
    dependencies,
  )(async ({ headers, bytes, now }) => {
    const { credentials, send, maxAgeSeconds } = dependencies;
    const verify = (known: AppCredentials) =>
      verifySignature(headers['tiktok-signature'], bytes, secretsOf(known), now, {
        maxAgeSeconds,
        maxFutureSeconds,
      });
    let known = await credentials.read();
    let verdict = verify(known);
    if (verdict === 'mismatch') {
      // The secret may have been replaced a moment ago.
      known = await credentials.readAgain();
      verdict = verify(known);
    }
    if (verdict !== 'valid') return refuse(verdict);
    await send({ body: encodeBody(bytes), attributes: { clientKey: known.clientKey } });
    return { status: 200 };
  });

export const handler = start(
  () =>
    create({
      credentials: openAppCredentials(process.env),
      send: createSender(createSqsClient(), readQueueUrl(process.env, 'webhook-events')),
      maxAgeSeconds: readTiktokEnvironment(process.env).webhookMaxAgeSeconds,
      clock: systemClock,
      log: createLog(),
    }),
  answerUnopened(createLog),
);
