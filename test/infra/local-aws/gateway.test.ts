import { DescribeKeyCommand } from '@aws-sdk/client-kms';
import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { ListQueuesCommand, SendMessageBatchCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  type AwsUnderTest,
  catchError,
  connectClients,
  connectRole,
  startAwsUnderTest,
} from './aws-under-test.ts';

let under: AwsUnderTest;
let queue: { readonly url: string; readonly arn: string };
let key: { readonly arn: string };

beforeAll(async () => {
  under = await startAwsUnderTest();
  queue = under.aws.createQueue('events');
  key = under.aws.createKey('Tokens');
  under.aws.createSecret('App', { name: 'app/credentials', secretString: 'hush' });
});

afterAll(() => under.stop());

const send = () => new SendMessageCommand({ QueueUrl: queue.url, MessageBody: 'hello' });
const describeKey = () => new DescribeKeyCommand({ KeyId: key.arn });
const getSecret = () => new GetSecretValueCommand({ SecretId: 'app/credentials' });

describe('an access key', () => {
  test('that nobody registered is unknown, in each service’s own words', async () => {
    const stranger = connectClients(under.aws, { accessKeyId: 'AKIASTRANGER', secretAccessKey: 'x' });

    const errors = [
      await catchError(stranger.sqs.send(send())),
      await catchError(stranger.kms.send(describeKey())),
      await catchError(stranger.secrets.send(getSecret())),
    ];

    expect(errors.map(({ name }) => name)).toEqual([
      'InvalidClientTokenId',
      'UnrecognizedClientException',
      'UnrecognizedClientException',
    ]);
    expect(errors[0]).toMatchObject({ $metadata: { httpStatusCode: 403 } });
  });

  test('with another secret does not sign', async () => {
    const { accessKeyId } = under.aws.rootCredentials;
    const forger = connectClients(under.aws, { accessKeyId, secretAccessKey: 'guessed' });

    expect((await catchError(forger.sqs.send(send()))).name).toBe('SignatureDoesNotMatch');
    expect((await catchError(forger.kms.send(describeKey()))).name).toBe('InvalidSignatureException');
  });

  test('no longer works once its principal is removed', async () => {
    const worker = connectRole(under.aws, 'Leaver', [{ Effect: 'Allow', Action: 'kms:*', Resource: '*' }]);
    await worker.kms.send(describeKey());

    under.aws.removePrincipal('AKIALeaver');

    expect((await catchError(worker.kms.send(describeKey()))).name).toBe('UnrecognizedClientException');
  });

  test('of a role whose policy is not understood is never registered', () => {
    const register = () =>
      under.aws.addPrincipal({
        accessKeyId: 'AKIAODD',
        secretAccessKey: 'x',
        roleName: 'OddRole',
        policies: [
          { Statement: { Effect: 'Allow', Action: '*', Resource: '*', Condition: { DateLessThan: {} } } },
        ],
      });

    expect(register).toThrow(/OddRole.*DateLessThan/);
  });
});

describe('a call', () => {
  test('that the role allows passes, and its neighbours do not', async () => {
    const worker = connectRole(under.aws, 'Sender', [
      { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: queue.arn },
    ]);

    await worker.sqs.send(send());

    const other = under.aws.createQueue('other');
    const elsewhere = new SendMessageCommand({ QueueUrl: other.url, MessageBody: 'hello' });
    expect((await catchError(worker.sqs.send(elsewhere))).name).toBe('AccessDenied');
    expect((await catchError(worker.kms.send(describeKey()))).name).toBe('AccessDeniedException');
    expect((await catchError(worker.secrets.send(getSecret()))).name).toBe('AccessDeniedException');
  });

  test('of a batch needs the permission for one message', async () => {
    const worker = connectRole(under.aws, 'Batcher', [
      { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: queue.arn },
    ]);
    const batch = { QueueUrl: queue.url, Entries: [{ Id: 'a', MessageBody: 'one' }] };

    const sent = await worker.sqs.send(new SendMessageBatchCommand(batch));

    expect(sent.Successful).toHaveLength(1);
  });

  test('that is denied says who, what and on which resource, and is logged', async () => {
    const worker = connectRole(under.aws, 'Reader', []);

    const denied = await catchError(worker.kms.send(describeKey()));

    expect(denied.message).toBe(
      `User: arn:aws:sts::000000000000:assumed-role/Reader/Reader is not authorized to perform: kms:DescribeKey on resource: ${key.arn} because no identity-based policy allows the kms:DescribeKey action`,
    );
    expect(under.lines.some((line) => line.includes(denied.message))).toBe(true);
  });

  test('that is denied by SQS is a 403 whose action is in lower case, as SQS writes it', async () => {
    const worker = connectRole(under.aws, 'Denied', [
      { Effect: 'Allow', Action: 'sqs:*', Resource: '*' },
      { Effect: 'Deny', Action: 'sqs:SendMessage', Resource: queue.arn },
    ]);

    const denied = await catchError(worker.sqs.send(send()));

    expect(denied).toMatchObject({ name: 'AccessDenied', $metadata: { httpStatusCode: 403 } });
    expect(denied.message).toContain(`perform: sqs:sendmessage on resource: ${queue.arn}`);
    expect(denied.message).toContain('with an explicit deny in an identity-based policy');
  });

  test('is taken as one over TLS', async () => {
    const worker = connectRole(under.aws, 'Tls', [
      { Effect: 'Allow', Action: 'kms:*', Resource: '*' },
      { Effect: 'Deny', Action: '*', Resource: '*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
    ]);

    const answer = await worker.kms.send(describeKey());

    expect(answer.KeyMetadata?.Arn).toBe(key.arn);
  });

  test('is counted by operation, whatever came of it', async () => {
    const worker = connectRole(under.aws, 'Counted', []);
    under.aws.counters.reset();

    await under.sqs.send(send());
    await catchError(worker.sqs.send(send()));
    await under.kms.send(describeKey());

    expect(under.aws.counters.readAll()).toEqual({ 'sqs:SendMessage': 2, 'kms:DescribeKey': 1 });
    expect(under.aws.counters.read('kms:Decrypt')).toBe(0);
  });
});

describe('what is not known', () => {
  test('as an operation is refused by name', async () => {
    const refused = await catchError(under.sqs.send(new ListQueuesCommand({})));

    expect(refused.name).toBe('InvalidAction');
    expect(refused.message).toContain('ListQueues');
  });

  test('as a service is refused by name', async () => {
    const answer = await postAs('dynamodb', 'DynamoDB_20120810.ListTables');

    expect(answer.status).toBe(400);
    expect(await answer.json()).toEqual({
      __type: 'UnknownServiceException',
      message: 'The local AWS stand-ins know sqs, kms, secretsmanager, s3, not dynamodb.',
    });
  });

  test('as a region is refused', async () => {
    const abroad = connectClients(under.aws, under.aws.rootCredentials, 'us-east-1');

    const refused = await catchError(abroad.kms.send(describeKey()));

    expect(refused.message).toContain('us-east-1');
  });

  test('because it is not signed is refused', async () => {
    const answer = await fetch(under.aws.url, {
      method: 'POST',
      headers: { 'x-amz-target': 'TrentService.DescribeKey' },
      body: '{}',
    });

    expect(answer.status).toBe(403);
    expect(await answer.json()).toMatchObject({ __type: 'MissingAuthenticationTokenException' });
  });
});

/** A call that claims a service in its scope; it fails before its signature matters. */
function postAs(service: string, target: string): Promise<Response> {
  const scope = `AKIA/20261122/eu-central-1/${service}/aws4_request`;
  const authorization = `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=${'0'.repeat(64)}`;
  return fetch(under.aws.url, {
    method: 'POST',
    headers: { authorization, 'x-amz-target': target },
    body: '{}',
  });
}
