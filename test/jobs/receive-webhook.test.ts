import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { create } from '../../functions/webhook/receive-webhook.ts';
import { parseAppCredentials } from '../../shared/platforms/tiktok/app-credentials.ts';
import { createSender } from '../../shared/queue/sqs.ts';
import { createStoredSecret } from '../../shared/vault/stored-secret.ts';
import { collectLog } from '../support/collected-log.ts';
import { type EventQueue, openEventQueue } from '../support/event-queue.ts';
import { pollOnce } from '../support/queue-poller.ts';
import { clientKey, clientSecret, epoch, signBody, writeEvent } from '../support/tiktok-events.ts';
import { writeWebhookRequest } from '../support/webhook-request.ts';

const hour = 3600;

describe('a 200 to a webhook means that the event is in the queue', () => {
  let queue: EventQueue;
  let secretArn: string;
  let secrets: SecretsManagerClient;
  let now: Date;

  beforeAll(async () => {
    queue = await openEventQueue();
    const { aws } = queue;
    secretArn = aws.createSecret('app', { name: 'app', secretString: storedSecret() }).arn;
    const credentials = aws.rootCredentials;
    secrets = new SecretsManagerClient({
      endpoint: aws.url,
      region: aws.region,
      credentials,
      maxAttempts: 1,
    });
  });
  beforeEach(() => {
    now = new Date(epoch * 1000);
    queue.aws.writeSecret(secretArn, storedSecret());
  });
  afterEach(() => queue.aws.clearFaults());
  afterAll(async () => {
    secrets.destroy();
    await queue.stop();
  });

  const storedSecret = (secret = clientSecret, previousClientSecret?: string) =>
    JSON.stringify({ clientKey, clientSecret: secret, previousClientSecret });

  const open = (client = queue.client) => {
    const clock = () => now;
    return create({
      credentials: createStoredSecret({ client: secrets, arn: secretArn, clock, parse: parseAppCredentials }),
      send: createSender(client, queue.queueUrl),
      maxAgeSeconds: 73 * hour,
      clock,
      log: collectLog(),
    });
  };

  const takeAll = async (): Promise<Buffer[]> => {
    const bodies: Buffer[] = [];
    await pollOnce(queue, async ({ Records }) => {
      bodies.push(...Records.map(({ body }) => Buffer.from(body, 'base64')));
      return { batchItemFailures: [] };
    });
    return bodies;
  };

  test.each([true, false])(
    'a signed delivery is in the queue, byte for byte (base64: %s)',
    async (base64) => {
      const body = writeEvent({ content: '{"title":"é \\u0000 😀"}' });

      const answer = await open()(writeWebhookRequest(body, signBody(body), { base64 }));

      expect(answer.statusCode).toBe(200);
      expect(await takeAll()).toEqual([body]);
    },
  );

  test.each([
    ['no bytes at all', Buffer.alloc(0)],
    ['bytes that are no text', Buffer.from([0, 255, 254, 128, 10])],
    ['exactly 256 KiB', Buffer.alloc(262_144, 'x')],
  ])('%s, signed, is taken and kept', async (_, body) => {
    const answer = await open()(writeWebhookRequest(body, signBody(body)));

    expect(answer.statusCode).toBe(200);
    expect(await takeAll()).toEqual([body]);
  });

  test('one byte more than 256 KiB is a 413 and is not taken', async () => {
    const body = Buffer.alloc(262_145, 'x');

    const answer = await open()(writeWebhookRequest(body, signBody(body)));

    expect([answer.statusCode, await takeAll()]).toEqual([413, []]);
  });

  test.each([
    ['no signature', undefined],
    ['an empty signature', ''],
    ['garbage', 'x'],
    ['no time', `s=${'0'.repeat(64)}`],
    ['no digest', `t=${epoch}`],
    ['a digest cut short', signBody(writeEvent()).slice(0, -1)],
    ['another secret', signBody(writeEvent(), epoch, 'another secret')],
    ['another time than was signed', signBody(writeEvent(), epoch).replace(`t=${epoch}`, `t=${epoch + 1}`)],
    ['a time too old to be a retry', signBody(writeEvent(), epoch - 73 * hour - 1)],
    ['a time ahead of ours', signBody(writeEvent(), epoch + 301)],
  ])('a delivery with %s is a 401 and is not taken', async (_, signature) => {
    const answer = await open()(writeWebhookRequest(writeEvent(), signature));

    expect([answer.statusCode, await takeAll()]).toEqual([401, []]);
  });

  test.each([
    ['three days old', epoch - 73 * hour],
    ['five minutes ahead', epoch + 300],
  ])('a signature %s is still accepted', async (_, t) => {
    const body = writeEvent();

    const answer = await open()(writeWebhookRequest(body, signBody(body, t)));

    expect([answer.statusCode, (await takeAll()).length]).toEqual([200, 1]);
  });

  test('while the secret is being replaced, the old and the new one are both accepted', async () => {
    queue.aws.writeSecret(secretArn, storedSecret('new-secret', clientSecret));
    const receive = open();
    const body = writeEvent();

    const answers = [
      await receive(writeWebhookRequest(body, signBody(body, epoch, clientSecret))),
      await receive(writeWebhookRequest(body, signBody(body, epoch, 'new-secret'))),
    ];

    expect(answers.map((answer) => answer.statusCode)).toEqual([200, 200]);
    expect((await takeAll()).length).toBe(2);
  });

  test('a secret that was replaced a moment ago is found, without a restart', async () => {
    const receive = open();
    const body = writeEvent();
    await receive(writeWebhookRequest(body, signBody(body)));
    queue.aws.writeSecret(secretArn, storedSecret('new-secret'));
    now = new Date(now.getTime() + 31_000);

    const answer = await receive(writeWebhookRequest(body, signBody(body, epoch, 'new-secret')));

    expect(answer.statusCode).toBe(200);
    expect((await takeAll()).length).toBe(2);
  });

  test('without the app secret nothing is taken, and TikTok is told to try again', async () => {
    queue.aws.setFault({ service: 'secretsmanager', error: 'InternalFailure' });
    const body = writeEvent();

    const answer = await open()(writeWebhookRequest(body, signBody(body)));

    expect(answer.statusCode).toBeGreaterThanOrEqual(500);
    expect(await takeAll()).toEqual([]);
  });

  test.each(['{}', 'no json', '{"clientKey":"x","clientSecret":""}'])(
    'with an app secret of %s nothing is taken, and TikTok is told to try again',
    async (stored) => {
      queue.aws.writeSecret(secretArn, stored);
      const body = writeEvent();

      const answer = await open()(writeWebhookRequest(body, signBody(body, epoch, '')));

      expect(answer.statusCode).toBeGreaterThanOrEqual(500);
      expect(await takeAll()).toEqual([]);
    },
  );

  test.each(['ThrottlingException', 'InternalFailure', 'unavailable'] as const)(
    'when SQS answers %s, so does the webhook with a 5xx',
    async (error) => {
      queue.aws.setFault({ service: 'sqs', action: 'SendMessage', error });
      const body = writeEvent();

      const answer = await open()(writeWebhookRequest(body, signBody(body)));

      queue.aws.clearFaults();
      expect(answer.statusCode).toBe(503);
      expect(await takeAll()).toEqual([]);
    },
  );

  test('when SQS denies the call, the webhook is a 5xx', async () => {
    const denied = { accessKeyId: 'AKIADENIED', secretAccessKey: 'denied' };
    queue.aws.addPrincipal({ ...denied, roleName: 'denied', policies: [] });
    const { url: endpoint, region } = queue.aws;
    const client = new SQSClient({ endpoint, region, credentials: denied, maxAttempts: 1 });
    const body = writeEvent();

    const answer = await open(client)(writeWebhookRequest(body, signBody(body)));

    client.destroy();
    expect(answer.statusCode).toBe(503);
  });

  describe('when SQS takes the call and never answers', () => {
    let hanging: Server;

    beforeAll(async () => {
      hanging = createServer(() => {});
      await new Promise<void>((resolve) => hanging.listen(0, '127.0.0.1', resolve));
    });
    afterAll(() => void hanging.close());

    test('the webhook is a 5xx of its own', async () => {
      const { port } = hanging.address() as AddressInfo;
      const client = new SQSClient({
        endpoint: `http://127.0.0.1:${port}`,
        region: queue.aws.region,
        credentials: queue.aws.rootCredentials,
        maxAttempts: 1,
        requestHandler: { requestTimeout: 100, throwOnRequestTimeout: true },
      });
      const body = writeEvent();

      const answer = await open(client)(writeWebhookRequest(body, signBody(body)));

      client.destroy();
      hanging.closeAllConnections();
      expect(answer.statusCode).toBe(503);
    });
  });
});
