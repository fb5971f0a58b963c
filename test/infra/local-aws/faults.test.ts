import { DescribeKeyCommand, GenerateDataKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type AwsUnderTest, catchError, startAwsUnderTest } from './aws-under-test.ts';

let under: AwsUnderTest;
let key: { readonly arn: string };
let queue: { readonly url: string };

beforeAll(async () => {
  under = await startAwsUnderTest();
  key = under.aws.createKey('Tokens');
  queue = under.aws.createQueue('events');
  under.aws.createSecret('App', { name: 'app', secretString: 'hush' });
});

beforeEach(() => under.aws.clearFaults());

afterAll(() => under.stop());

const describeKey = () => under.kms.send(new DescribeKeyCommand({ KeyId: key.arn }));
const send = () => under.sqs.send(new SendMessageCommand({ QueueUrl: queue.url, MessageBody: 'x' }));
const getSecret = () => under.secrets.send(new GetSecretValueCommand({ SecretId: 'app' }));

describe('a fault', () => {
  test('of throttling looks like the service’s own, and a client that retries gets over it', async () => {
    for (const service of ['sqs', 'kms', 'secretsmanager'] as const) {
      under.aws.setFault({ service, error: 'ThrottlingException', times: 1 });
    }
    const errors = [await catchError(send()), await catchError(describeKey()), await catchError(getSecret())];
    expect(errors.map(({ name }) => name)).toEqual([
      'RequestThrottled',
      'ThrottlingException',
      'ThrottlingException',
    ]);

    under.aws.setFault({ service: 'kms', error: 'ThrottlingException', times: 1 });
    const { url: endpoint, region, rootCredentials: credentials } = under.aws;
    const patient = new KMSClient({ endpoint, region, credentials });
    const answer = await patient.send(new DescribeKeyCommand({ KeyId: key.arn }));
    patient.destroy();

    expect(answer.$metadata.attempts).toBe(2);
  });

  test('of failing inside is a 500', async () => {
    under.aws.setFault({ service: 'secretsmanager', error: 'InternalFailure', times: 1 });

    const failed = await catchError(getSecret());

    expect(failed).toMatchObject({ name: 'InternalFailure', $metadata: { httpStatusCode: 500 } });
    expect((await getSecret()).SecretString).toBe('hush');
  });

  test('of being unavailable cuts the connection until it is cleared', async () => {
    under.aws.setFault({ service: 'sqs', error: 'unavailable' });

    expect((await catchError(send())).message).toContain('socket hang up');
    expect((await catchError(send())).message).toContain('socket hang up');
    under.aws.clearFaults();

    expect((await send()).MessageId).toBeDefined();
  });

  test('of losing an answer carries the call out', async () => {
    under.aws.setFault({ service: 'sqs', error: 'answerLost', times: 1 });
    const stored = async () => (await under.aws.dumpQueues()).flatMap(({ bodies }) => bodies).length;
    const before = await stored();

    const lost = await catchError(send());

    expect(lost.message).toContain('socket hang up');
    expect(await stored()).toBe(before + 1);
  });

  test('of one action leaves the others and the other services alone', async () => {
    under.aws.setFault({ service: 'kms', action: 'GenerateDataKey', error: 'InternalFailure' });
    const generate = new GenerateDataKeyCommand({ KeyId: key.arn, KeySpec: 'AES_256' });

    expect((await catchError(under.kms.send(generate))).name).toBe('InternalFailure');
    expect((await describeKey()).KeyMetadata?.Arn).toBe(key.arn);
    expect((await send()).MessageId).toBeDefined();
  });
});
