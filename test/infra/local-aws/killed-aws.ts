import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { startAws } from '../../../infra/local/aws/start-aws.ts';
import { connectClients } from './aws-under-test.ts';

/* Runs as a process of its own: leaves one message given back and one never taken, deletes one, says so, and waits to be killed. */
const [dataDir] = process.argv.slice(2);
if (dataDir === undefined) throw new Error('The folder is missing.');
const aws = await startAws({ port: 0, dataDir });
const { sqs } = connectClients(aws);
const { url: QueueUrl } = aws.createQueue('events', { VisibilityTimeout: 600 });

await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'deleted' }));
await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: await receive() }));
await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'given back' }));
const giveBack = { QueueUrl, ReceiptHandle: await receive(), VisibilityTimeout: 0 };
await sqs.send(new ChangeMessageVisibilityCommand(giveBack));
await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'never taken' }));
process.send?.('ready');

async function receive(): Promise<string | undefined> {
  const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl }));
  return Messages?.[0]?.ReceiptHandle;
}
