import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { handler } from '../../../functions/http/complete-authorization.ts';
import { startAws } from '../../../infra/local/aws/start-aws.ts';
import { checkAnswer, readAnswer } from '../../support/answer.ts';
import { callGateway } from '../../support/api-gateway.ts';
import { createDatabase, loginTo, readTestServer } from '../../support/database.ts';

const dataDir = await mkdtemp(join(tmpdir(), 'callback-'));
const [aws, database] = await Promise.all([startAws({ port: 0, dataDir }), createDatabase()]);
const secretOf = (name: string, value: object) =>
  aws.createSecret(name, { name, secretString: JSON.stringify(value) }).arn;

Object.assign(process.env, {
  AWS_ENDPOINT_URL: aws.url,
  AWS_REGION: aws.region,
  AWS_ACCESS_KEY_ID: aws.rootCredentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: aws.rootCredentials.secretAccessKey,
  DATABASE_TLS: 'off',
  DATABASE_SECRET_ARN: secretOf('login', loginTo('app', database.name, readTestServer())),
  TIKTOK_APP_SECRET_ARN: secretOf('tiktok', { clientKey: 'k', clientSecret: 's' }),
  TIKTOK_AUTHORIZE_URL: 'https://tiktok.example/authorize/',
  TIKTOK_API_URL: 'https://tiktok.example/',
  TIKTOK_REDIRECT_URI: 'https://connect.example/api/auth/tiktok/callback',
  TOKEN_KEY_ARN: aws.createKey('tokens').arn,
  PUBLIC_URL: 'https://connect.example',
  POWERTOOLS_LOG_LEVEL: 'SILENT',
});

afterAll(async () => {
  await Promise.all([aws.close(), database.drop()]);
  await rm(dataDir, { recursive: true });
});

const comeBack = async () => {
  const call = {
    method: 'GET',
    target: '/api/auth/tiktok/callback?state=a&code=b',
    requestId: 'r-1',
    now: new Date(),
  };
  const handlers = {
    open: async () => handler,
    authorize: async () => ({ isAuthorized: true, context: {} }),
  };
  const { route, result } = await callGateway(handlers, call);
  const answer = readAnswer(result);
  checkAnswer(route, answer, 'r-1');
  return answer;
};

describe('the callback, opened from its environment', () => {
  test('without the login’s secret says so, and works as soon as it is there again', async () => {
    aws.setFault({ service: 'secretsmanager', error: 'InternalFailure' });

    const during = await comeBack();
    aws.clearFaults();
    const after = await comeBack();

    expect(during.status).toBe(503);
    expect(during.body).toMatchObject({ code: 'secret_unavailable' });
    expect(during.headers['retry-after']).toBe('10');
    expect(after.headers['location']).toBe(
      'https://connect.example/platforms/connect/tiktok?tiktok=error&code=authorization_state_unknown',
    );
  });
});
