import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { functions } from '../../shared/contract/functions.ts';
import type { Capability, FunctionRow } from '../../shared/contract/rows.ts';
import { createKeyPair } from '../support/media-key.ts';
import { forQueues, variablesOfQueue } from './queue-capabilities.ts';
import { at, type Resource, removeScratch, type Synthesized, synthesize } from './synthesized.ts';

let starter: Synthesized;
beforeAll(async () => {
  starter = await synthesize({
    oidcIssuer: 'https://issuer.example.com',
    crmOrigins: 'https://crm.example.com',
    domainName: 'connect.example.com',
    certificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/3f0c',
    mediaPublicKey: createKeyPair().publicKey,
    verifiedProperties: 'videos.example.com,https://example.com/films/',
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

const variables: Record<Capability, (row: FunctionRow) => readonly string[]> = {
  database: ({ trigger }) => [
    'DATABASE_SECRET_ARN',
    'DATABASE_TLS',
    'NODE_EXTRA_CA_CERTS',
    ...(trigger === 'deploy' ? ['APP_LOGIN_SECRET_ARN', 'WORKER_LOGIN_SECRET_ARN'] : []),
  ],
  'all-tenants-database': () => ['DATABASE_SECRET_ARN', 'DATABASE_TLS', 'NODE_EXTRA_CA_CERTS'],
  vault: () => ['TOKEN_KEY_ARN'],
  site: () => ['PUBLIC_URL', 'CRM_ORIGINS'],
  'app-credentials': () => [
    'TIKTOK_APP_SECRET_ARN',
    'TIKTOK_AUTHORIZE_URL',
    'TIKTOK_API_URL',
    'TIKTOK_REDIRECT_URI',
    'TIKTOK_PKCE',
    'WEBHOOK_MAX_AGE_SECONDS',
  ],
  'signing-secret': () => ['SIGNING_SECRET_ARN', 'OIDC_ISSUER', 'OIDC_AUDIENCE'],
  'posting-settings': () => ['MEDIA_URL', 'VERIFIED_PROPERTIES'],
  'media-signing': () => ['MEDIA_SIGNING_SECRET_ARN', 'MEDIA_KEY_PAIR_ID', 'MEDIA_PUBLIC_KEY'],
  'media:read': () => ['MEDIA_BUCKET', 'MEDIA_RETENTION_DAYS'],
  'media:write': () => ['MEDIA_BUCKET', 'MEDIA_RETENTION_DAYS'],
  ...forQueues((queue, use) => () => variablesOfQueue(queue, use)),
};

test('every function has the variables of what it uses, and no others', () => {
  const common = ['STAGE', 'SERVICE_VERSION', 'OPERATION_ID'].concat(
    ['SERVICE_NAME', 'METRICS_NAMESPACE', 'LOG_LEVEL'].map((name) => `POWERTOOLS_${name}`),
  );
  const expected = functions.map((row) => ({
    function: row.operationId,
    variables: [...new Set([...common, ...row.uses.flatMap((use) => variables[use](row))])].toSorted(),
  }));

  const actual = functions.map((row) => ({
    function: row.operationId,
    variables: Object.keys(at(lambdaOf(row).Properties, 'Environment', 'Variables') ?? {}).toSorted(),
  }));

  expect(actual).toEqual(expected);
});

test('no variable holds a secret: what is secret is named by its address', () => {
  const values = functions.flatMap((row) =>
    Object.entries(at(lambdaOf(row).Properties, 'Environment', 'Variables') ?? {}),
  );

  const resolved = values.filter(([, value]) => JSON.stringify(value).includes('resolve:'));

  expect(values.length).toBeGreaterThan(0);
  expect(resolved).toEqual([]);
});

test('posting knows where staged photos are served and from where TikTok may pull', () => {
  const posting = functions.filter(({ uses }) => uses.includes('posting-settings'));

  const told = posting.map((row) => at(lambdaOf(row).Properties, 'Environment', 'Variables'));

  expect(posting.length).toBeGreaterThan(0);
  for (const variables of told)
    expect(variables).toMatchObject({
      MEDIA_URL: 'https://connect.example.com/',
      VERIFIED_PROPERTIES: 'videos.example.com,https://example.com/films/',
    });
});
