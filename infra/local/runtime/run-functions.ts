import { createHash, randomBytes } from 'node:crypto';
import { createWriteStream, mkdirSync, type WriteStream } from 'node:fs';
import { join } from 'node:path';
import type { LocalAws } from '../aws/start-aws.ts';
import { type AccessKey, environmentOf } from './function-environment.ts';
import { createLambdaPool, type LambdaPool } from './lambda-pool.ts';
import type { FunctionModel } from './read-functions.ts';
import type { InvocationResult } from './worker-messages.ts';

export interface RunningFunction {
  readonly model: FunctionModel;
  readonly pool: LambdaPool;
  readonly credentials: AccessKey;
}

export interface RunningFunctions {
  readonly all: readonly RunningFunction[];
  /** By ARN. Never rejects; an ARN without a function is an error of the caller and throws. */
  readonly invoke: (functionArn: string, event: unknown) => Promise<InvocationResult>;
  readonly byArn: (functionArn: string) => RunningFunction;
  readonly byOperation: (operationId: string) => RunningFunction;
  readonly close: () => Promise<void>;
}

/**
 * Makes every function callable: registers an access key for it that may do what its role allows, and gives it a pool
 * of processes whose output goes to `<logsDir>/<operationId>.log`. Throws on a role that is not fully understood.
 */
export const runFunctions = (
  models: readonly FunctionModel[],
  aws: LocalAws,
  logsDir: string,
  log: (line: string) => void,
): RunningFunctions => {
  mkdirSync(logsDir, { recursive: true });
  const streams: WriteStream[] = [];
  const all = models.map((model): RunningFunction => {
    const credentials = createKey(model);
    aws.addPrincipal({
      ...credentials,
      roleName: model.role.name,
      policies: model.role.policies.map((policy) => ({ ...policy })),
    });
    const path = join(logsDir, `${model.operationId}.log`);
    const stream = createWriteStream(path, { flags: 'a' });
    streams.push(stream);
    const pool = createLambdaPool({
      folder: model.folder,
      handler: model.handler,
      functionArn: model.arn,
      timeoutMs: model.timeoutMs,
      environment: environmentOf(model, aws, credentials),
      onOutput: (chunk) => stream.write(chunk),
      onFailure: ({ error }) =>
        log(`${model.operationId} failed: ${error.errorType}: ${error.errorMessage} (all of it in ${path})`),
    });
    return { model, pool, credentials };
  });
  const byArn = (arn: string) => findFunction(all, arn, ({ model }) => model.arn === arn);
  return {
    all,
    byArn,
    byOperation: (operationId) =>
      findFunction(all, operationId, ({ model }) => model.operationId === operationId),
    invoke: (arn, event) => byArn(arn).pool.invoke(event),
    close: async () => {
      await Promise.all(all.map(({ pool }) => pool.close()));
      for (const stream of streams) stream.end();
    },
  };
};

const findFunction = (
  all: readonly RunningFunction[],
  name: string,
  isIt: (candidate: RunningFunction) => boolean,
): RunningFunction => {
  const found = all.find(isIt);
  if (found === undefined)
    throw new Error(
      `There is no function ${name}. There are: ${all.map(({ model }) => model.operationId).join(', ')}.`,
    );
  return found;
};

/** An id of the form of AWS's, the same at each start; the secret is a new one. */
const createKey = ({ arn }: FunctionModel): AccessKey => ({
  accessKeyId: `AKIA${createHash('sha256').update(arn).digest('hex').slice(0, 16).toUpperCase()}`,
  secretAccessKey: randomBytes(30).toString('base64url'),
});
