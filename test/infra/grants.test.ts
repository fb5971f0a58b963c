import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { functions } from '../../shared/contract/functions.ts';
import type { Capability, FunctionRow, QueueName } from '../../shared/contract/rows.ts';
import { forQueues, type QueueUse } from './queue-capabilities.ts';
import {
  at,
  listOf,
  type Resource,
  removeScratch,
  type Synthesized,
  synthesize,
  targetOf,
} from './synthesized.ts';

let starter: Synthesized;
beforeAll(async () => {
  starter = await synthesize({
    oidcIssuer: 'https://issuer.example.com',
  });
}, 60_000);
afterAll(removeScratch);

const lambdaOf = ({ operationId }: FunctionRow): Resource => {
  const found = starter
    .find('AWS::Lambda::Function')
    .find(({ Properties }) => Properties['FunctionName'] === `creator-connect-starter-${operationId}`);
  if (found === undefined) throw new Error(`no function for ${operationId}`);
  return found;
};

const statementsOf = (roleId: unknown): readonly unknown[] =>
  starter
    .find('AWS::IAM::Policy')
    .filter(({ Properties }) => listOf(Properties['Roles']).some((role) => at(role, 'Ref') === roleId))
    .flatMap(({ Properties }) => listOf(at(Properties, 'PolicyDocument', 'Statement')));

/** Every `action target` that a role allows. */
const allowedBy = (lambda: Resource): string[] =>
  statementsOf(at(lambda.Properties['Role'], 'Fn::GetAtt', 0)).flatMap((statement) =>
    listOf(at(statement, 'Action')).flatMap((action) =>
      listOf(at(statement, 'Resource')).map((resource) => `${String(action)} ${targetOf(resource, starter)}`),
    ),
  );

const network = ['Create', 'Delete']
  .map((verb) => `ec2:${verb}NetworkInterface *`)
  .concat(
    ['ec2:DescribeNetworkInterfaces *', 'ec2:DescribeSubnets *'],
    ['ec2:AssignPrivateIpAddresses *', 'ec2:UnassignPrivateIpAddresses *'],
  );
const reads = (secret: string) => `secretsmanager:GetSecretValue Secret/creator-connect/starter/${secret}`;

/** What each use of a queue may cause on it and on its dead letters. */
const onQueue: Record<QueueUse, (main: string, dead: string) => readonly string[]> = {
  send: (main) => [`sqs:SendMessage ${main}`],
  consume: (main, dead) => [
    `sqs:ReceiveMessage ${main}`,
    `sqs:DeleteMessage ${main}`,
    `sqs:GetQueueAttributes ${main}`,
    `sqs:ChangeMessageVisibility ${main}`,
    `sqs:SendMessage ${dead}`,
  ],
  redrive: (main, dead) => [
    `sqs:ReceiveMessage ${dead}`,
    `sqs:DeleteMessage ${dead}`,
    `sqs:GetQueueAttributes ${dead}`,
    `sqs:SendMessage ${main}`,
  ],
  count: (main) => [`sqs:GetQueueAttributes ${main}`],
};

const grantOnQueue = (queue: QueueName, use: QueueUse) => (): readonly string[] => {
  const main = `Queue/creator-connect-starter-${queue}`;
  return onQueue[use](main, `${main}-dlq`);
};

/** Listing is what tells a missing object from a missing permission. */
const onMedia = (...actions: readonly string[]): readonly string[] => [
  's3:ListBucket media',
  ...actions.map((action) => `s3:${action} media/media/*`),
];

/** Written from the design, not from the code: what each word in `uses` may cause. */
const promised: Record<Capability, (row: FunctionRow) => readonly string[]> = {
  database: ({ trigger }) => {
    if (trigger === 'deploy') {
      return [...network, reads('database-owner'), reads('database-app'), reads('database-worker')];
    }
    return [
      ...network,
      reads(trigger === 'http' || trigger === 'webhook' ? 'database-app' : 'database-worker'),
    ];
  },
  'all-tenants-database': () => [...network, reads('database-worker')],
  vault: () => ['kms:GenerateDataKey tokens', 'kms:Decrypt tokens'],
  site: () => [],
  'app-credentials': () => [reads('tiktok-app')],
  'signing-secret': () => [reads('crm-signing-secret')],
  'posting-settings': () => [],
  'media-signing': () => [reads('media-signing-key')],
  'media:read': () => onMedia('GetObject'),
  'media:write': () =>
    onMedia('GetObject', 'PutObject', 'AbortMultipartUpload', 'ListMultipartUploadParts', 'DeleteObject'),
  ...forQueues(grantOnQueue),
};

const keyNames = (grants: readonly string[]): string[] =>
  grants.map((grant) =>
    grant
      .replace(/Key\/KeysTokens\w+$/, 'tokens')
      .replace(/Key\/KeysStorage\w+$/, 'storage')
      .replace(/Bucket\/MediaBucket[0-9A-F]{8}/, 'media'),
  );

describe.each(functions.map((row) => [row.operationId, row] as const))('the role of %s', (_name, row) => {
  test('may do exactly what the row uses', () => {
    const log = `LogGroup//aws/lambda/creator-connect-starter-${row.operationId}`;
    const expected = [
      `logs:CreateLogStream ${log}`,
      `logs:PutLogEvents ${log}`,
      ...row.uses.flatMap((capability) => promised[capability](row)),
    ];

    const allowed = keyNames(allowedBy(lambdaOf(row)));

    expect(allowed.toSorted()).toEqual([...new Set(expected)].toSorted());
  });

  test('belongs to it alone and has no managed policy', () => {
    const roleId = at(lambdaOf(row).Properties['Role'], 'Fn::GetAtt', 0);

    const users = starter
      .find('AWS::Lambda::Function')
      .filter(({ Properties }) => at(Properties['Role'], 'Fn::GetAtt', 0) === roleId);
    const role = starter.find('AWS::IAM::Role').find(({ id }) => id === roleId);

    expect(users).toHaveLength(1);
    expect(role?.Properties['ManagedPolicyArns']).toBeUndefined();
    expect(role?.Properties['Policies']).toBeUndefined();
  });

  test('is inside the network exactly when the row uses the database', () => {
    const reaches = row.uses.some((use) => use === 'database' || use === 'all-tenants-database');

    const inside = lambdaOf(row).Properties['VpcConfig'] !== undefined;

    expect(inside).toBe(reaches);
  });

  test('allows the token key only with the encryption context of a tenant', () => {
    const roleId = at(lambdaOf(row).Properties['Role'], 'Fn::GetAtt', 0);

    const onKeys = statementsOf(roleId).filter((statement) =>
      listOf(at(statement, 'Action')).some((action) => String(action).startsWith('kms:')),
    );

    expect(onKeys).toHaveLength(row.uses.includes('vault') ? 1 : 0);
    for (const statement of onKeys) {
      expect(at(statement, 'Condition')).toEqual({
        StringEquals: { 'kms:EncryptionContext:service': 'creator-connect' },
        'ForAllValues:StringEquals': { 'kms:EncryptionContextKeys': ['service', 'tenant'] },
      });
    }
  });
});

test('only the authorizer and create-session may read the signing secret', () => {
  const readers = starter
    .find('AWS::Lambda::Function')
    .filter((lambda) => allowedBy(lambda).some((grant) => grant.includes('crm-signing-secret')))
    .map(({ Properties }) => Properties['FunctionName']);

  expect(readers.toSorted()).toEqual([
    'creator-connect-starter-authorize-caller',
    'creator-connect-starter-create-session',
  ]);
});

test('of the functions over HTTP only run-token-refresh has the login that sees every tenant', () => {
  const loginsOf = (row: FunctionRow) =>
    allowedBy(lambdaOf(row)).flatMap((grant) => /\/database-(\w+)$/.exec(grant)?.[1] ?? []);
  const overHttp = functions.filter(({ trigger }) => trigger === 'http' || trigger === 'webhook');

  const logins = Object.groupBy(
    overHttp.flatMap((row) => loginsOf(row).map((login) => ({ login, operationId: row.operationId }))),
    ({ login }) => login,
  );

  expect(Object.keys(logins).toSorted()).toEqual(['app', 'worker']);
  expect(logins['worker']?.map(({ operationId }) => operationId)).toEqual(['run-token-refresh']);
});

test('a function connects by the login whose secret it may read', () => {
  for (const row of functions.filter(({ trigger }) => trigger !== 'deploy')) {
    const lambda = lambdaOf(row);
    const named = at(lambda.Properties, 'Environment', 'Variables', 'DATABASE_SECRET_ARN');
    const readable = allowedBy(lambda).flatMap(
      (grant) => /(Secret\/\S*\/database-\w+)$/.exec(grant)?.[1] ?? [],
    );

    expect(named === undefined ? [] : [targetOf(named, starter)]).toEqual(readable);
  }
});

test('the receiver and the authorizer work without network, database secret and token key', () => {
  const rows = functions.filter(({ operationId }) =>
    ['receive-webhook', 'authorize-caller'].includes(operationId),
  );

  const reached = rows.flatMap((row) => allowedBy(lambdaOf(row))).join('\n');

  expect(rows).toHaveLength(2);
  expect(rows.map((row) => lambdaOf(row).Properties['VpcConfig'])).toEqual([undefined, undefined]);
  expect(reached).not.toMatch(/database|kms:|ec2:/);
});

test('the transfer of media works without network, database, secret and key, and may read media and nothing more', () => {
  const row = functions.find(({ operationId }) => operationId === 'transfer-media');
  if (row === undefined) throw new Error('There is no transfer of media.');

  const lambda = lambdaOf(row);
  const reached = keyNames(allowedBy(lambda));

  expect(lambda.Properties['VpcConfig']).toBeUndefined();
  expect(reached.join('\n')).not.toMatch(/secretsmanager:|kms:|ec2:|database/);
  expect(reached.filter((grant) => grant.startsWith('s3:'))).toEqual([
    's3:GetObject media/media/*',
    's3:ListBucket media',
  ]);
});

test('no policy of the product allows everything, but for the network interfaces that EC2 does not name', () => {
  const everywhere = functions
    .flatMap((row) => allowedBy(lambdaOf(row)))
    .filter((grant) => grant.endsWith(' *') && !network.includes(grant));
  const anything = functions
    .flatMap((row) => allowedBy(lambdaOf(row)))
    .filter((grant) => /^\S*\*/.test(grant));

  expect(everywhere).toEqual([]);
  expect(anything).toEqual([]);
});

test('the clock may start its own function and nothing else', () => {
  const schedules = starter.find('AWS::Scheduler::Schedule');

  const allowed = schedules.map(({ Properties }) =>
    statementsOf(at(Properties, 'Target', 'RoleArn', 'Fn::GetAtt', 0)).map((statement) => [
      at(statement, 'Action'),
      targetOf(at(statement, 'Resource'), starter),
    ]),
  );

  expect(allowed).toEqual(
    functions
      .filter(({ trigger }) => trigger === 'schedule')
      .map(({ operationId }) => [
        ['lambda:InvokeFunction', `Function/creator-connect-starter-${operationId}`],
      ]),
  );
});
