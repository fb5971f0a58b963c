// The body of a worker process: stands where Lambda's runtime stands, loads one bundle and answers one invocation
// after the other. It imports nothing but Node's own modules and types, so that it starts fast.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Invocation, LambdaError, WorkerMessage } from './worker-messages.ts';

type Handler = (event: unknown, context: unknown) => unknown;

const send = (message: WorkerMessage): void => {
  process.send?.(message);
};

/** The function's own process must not outlive the stack, however that ends. */
process.once('disconnect', () => process.exit(0));
// Ctrl-C reaches the whole group; the stack decides when its workers end.
process.on('SIGINT', () => {});

const describeError = (thrown: unknown): LambdaError => {
  if (!(thrown instanceof Error)) return { errorType: typeof thrown, errorMessage: String(thrown) };
  const trace = thrown.stack?.split('\n') ?? [];
  return { errorType: thrown.name, errorMessage: thrown.message, trace };
};

const loadHandler = async (): Promise<Handler> => {
  const [, , folder = '', name = ''] = process.argv;
  const [file, exported = 'handler'] = name.split('.');
  const module: Record<string, unknown> = await import(pathToFileURL(join(folder, `${file}.mjs`)).href);
  const handler = module[exported];
  if (typeof handler !== 'function') throw new Error(`${file}.mjs does not export the function ${exported}.`);
  return handler as Handler;
};

const contextOf = ({ requestId, deadlineAtMs }: Invocation) => ({
  awsRequestId: requestId,
  functionName: process.env['AWS_LAMBDA_FUNCTION_NAME'],
  functionVersion: process.env['AWS_LAMBDA_FUNCTION_VERSION'],
  invokedFunctionArn: process.argv[4],
  memoryLimitInMB: process.env['AWS_LAMBDA_FUNCTION_MEMORY_SIZE'],
  logGroupName: process.env['AWS_LAMBDA_LOG_GROUP_NAME'],
  logStreamName: process.env['AWS_LAMBDA_LOG_STREAM_NAME'],
  callbackWaitsForEmptyEventLoop: true,
  getRemainingTimeInMillis: () => Math.max(0, deadlineAtMs - Date.now()),
});

const answer = async (handler: Handler, invocation: Invocation): Promise<void> => {
  const { requestId, event } = invocation;
  try {
    const result = await handler(JSON.parse(event), contextOf(invocation));
    send({ kind: 'result', requestId, result: JSON.stringify(result) ?? 'null' });
  } catch (thrown) {
    console.error(thrown);
    send({ kind: 'error', requestId, error: describeError(thrown) });
  }
};

try {
  const handler = await loadHandler();
  process.on('message', (invocation: Invocation) => void answer(handler, invocation));
  send({ kind: 'ready' });
} catch (thrown) {
  console.error(thrown);
  send({ kind: 'init-failed', error: describeError(thrown) });
  process.disconnect?.();
}
