import { randomUUID } from 'node:crypto';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceExistsException,
  ResourceNotFoundException,
  UpdateSecretCommand,
} from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { generatePassword } from '../../../infra/local/aws/generate-password.ts';
import { type AwsUnderTest, catchError, connectRole, startAwsUnderTest } from './aws-under-test.ts';

let under: AwsUnderTest;

beforeAll(async () => {
  under = await startAwsUnderTest();
});

afterAll(() => under.stop());

async function readValue(SecretId: string, stage?: string) {
  const wanted = { SecretId, ...(stage === undefined ? {} : { VersionStage: stage }) };
  return (await under.secrets.send(new GetSecretValueCommand(wanted))).SecretString;
}

describe('a secret', () => {
  test('is read by name, by ARN and by ARN without its ending', async () => {
    const { arn } = under.aws.createSecret('Named', { name: 'app/named', secretString: 'hush' });

    expect(arn).toMatch(
      /^arn:aws:secretsmanager:eu-central-1:000000000000:secret:app\/named-[A-Za-z0-9]{6}$/,
    );
    for (const id of ['app/named', arn, arn.slice(0, -7)]) expect(await readValue(id)).toBe('hush');
  });

  test('that does not exist, or has no value yet, is not found', async () => {
    const { arn } = under.aws.createSecret('Empty', { name: 'app/empty' });

    expect(await catchError(readValue('app/nobody'))).toBeInstanceOf(ResourceNotFoundException);
    expect(await catchError(readValue(arn))).toBeInstanceOf(ResourceNotFoundException);
    expect(await catchError(readValue(arn, 'AWSPREVIOUS'))).toBeInstanceOf(ResourceNotFoundException);
  });

  test('that is put anew keeps its previous value under AWSPREVIOUS', async () => {
    const { arn } = under.aws.createSecret('Rotated', { name: 'app/rotated', secretString: 'one' });
    const { VersionId: firstId } = await under.secrets.send(new GetSecretValueCommand({ SecretId: arn }));

    await under.secrets.send(new PutSecretValueCommand({ SecretId: arn, SecretString: 'two' }));
    const third = await under.secrets.send(
      new PutSecretValueCommand({ SecretId: arn, SecretString: 'three' }),
    );

    expect(third.VersionStages).toEqual(['AWSCURRENT']);
    expect(await readValue(arn)).toBe('three');
    expect(await readValue(arn, 'AWSPREVIOUS')).toBe('two');
    const first = await under.secrets.send(new GetSecretValueCommand({ SecretId: arn, VersionId: firstId }));
    expect(first).toMatchObject({ SecretString: 'one', VersionStages: [] });
    const described = await under.secrets.send(new DescribeSecretCommand({ SecretId: arn }));
    expect(
      Object.values(described.VersionIdsToStages ?? {})
        .flat()
        .sort(),
    ).toEqual(['AWSCURRENT', 'AWSPREVIOUS']);
  });

  test('takes a version under a stage of its own without touching the current one', async () => {
    const { arn } = under.aws.createSecret('Pending', { name: 'app/pending', secretString: 'now' });

    const pending = { SecretId: arn, SecretString: 'next', VersionStages: ['AWSPENDING'] };
    await under.secrets.send(new PutSecretValueCommand(pending));

    expect(await readValue(arn)).toBe('now');
    expect(await readValue(arn, 'AWSPENDING')).toBe('next');
  });

  test('put twice with one request token changes once, and refuses another value for it', async () => {
    const { arn } = under.aws.createSecret('Retried', { name: 'app/retried', secretString: 'one' });
    const ClientRequestToken = randomUUID();
    const put = (SecretString: string) =>
      under.secrets.send(new PutSecretValueCommand({ SecretId: arn, SecretString, ClientRequestToken }));

    await put('two');
    await put('two');

    expect(await readValue(arn, 'AWSPREVIOUS')).toBe('one');
    expect(await catchError(put('three'))).toBeInstanceOf(ResourceExistsException);
  });

  test('can be updated, and can hold bytes', async () => {
    const { arn } = under.aws.createSecret('Bytes', { name: 'app/bytes' });
    const SecretBinary = Buffer.from([0, 255, 1]);

    await under.secrets.send(
      new UpdateSecretCommand({ SecretId: arn, SecretBinary, Description: 'three bytes' }),
    );

    const value = await under.secrets.send(new GetSecretValueCommand({ SecretId: arn }));
    const described = await under.secrets.send(new DescribeSecretCommand({ SecretId: arn }));
    expect(Buffer.from(value.SecretBinary ?? [])).toEqual(SecretBinary);
    expect(described.Description).toBe('three bytes');
    expect(described.LastChangedDate?.getTime()).toBeGreaterThan(Date.now() - 60_000);
  });

  test('is read and written by the stack itself', async () => {
    const { arn } = under.aws.createSecret('Own', { name: 'app/own', secretString: 'one' });

    under.aws.writeSecret(arn, 'two');

    expect(under.aws.readSecret(arn)).toBe('two');
    expect(await readValue(arn)).toBe('two');
    expect(() => under.aws.readSecret('app/nobody')).toThrow('app/nobody');
  });

  test('keeps ARN and value over a restart, in a file for its owner only', async () => {
    const props = { name: 'app/kept', generateSecretString: { passwordLength: 20 } };
    const { arn } = under.aws.createSecret('Kept', props);
    const value = await readValue(arn);
    await under.stop({ folder: true });

    under = await startAwsUnderTest({ dataDir: under.dataDir });

    expect(under.aws.createSecret('Kept', props).arn).toBe(arn);
    expect(await readValue(arn)).toBe(value);
    expect(statSync(join(under.dataDir, 'secrets.json')).mode & 0o777).toBe(0o600);
  });

  test('is denied to a role that may read another, even before it exists', async () => {
    const { arn } = under.aws.createSecret('Mine', { name: 'app/mine', secretString: 'mine' });
    const { arn: other } = under.aws.createSecret('Theirs', { name: 'app/theirs', secretString: 'theirs' });
    const worker = connectRole(under.aws, 'SecretReader', [
      { Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource: `${arn.slice(0, -6)}??????` },
    ]);
    const read = (SecretId: string) => worker.secrets.send(new GetSecretValueCommand({ SecretId }));

    expect((await read('app/mine')).SecretString).toBe('mine');
    expect((await catchError(read(other))).name).toBe('AccessDeniedException');
    expect((await catchError(read('app/nobody'))).name).toBe('AccessDeniedException');
  });
});

describe('a generated secret', () => {
  test('puts a password into its template', async () => {
    const { arn } = under.aws.createSecret('Database', {
      name: 'app/database',
      generateSecretString: {
        secretStringTemplate: '{"username":"app","port":5432}',
        generateStringKey: 'password',
        passwordLength: 40,
        excludePunctuation: true,
      },
    });

    const value: unknown = JSON.parse((await readValue(arn)) ?? '');

    expect(value).toEqual({
      username: 'app',
      port: 5432,
      password: expect.stringMatching(/^[A-Za-z0-9]{40}$/),
    });
  });

  test('holds each included kind, none that is excluded, and is never the same', () => {
    const passwords = Array.from({ length: 200 }, () =>
      generatePassword({ passwordLength: 4, excludeCharacters: '"@/\\abc0' }),
    );

    for (const password of passwords) {
      expect(password).toHaveLength(4);
      expect(password).toMatch(/[a-z]/);
      expect(password).toMatch(/[A-Z]/);
      expect(password).toMatch(/[0-9]/);
      expect(password).toMatch(/[^A-Za-z0-9]/);
      expect(password).not.toMatch(/["@/\\abc0]/);
    }
    expect(new Set(passwords).size).toBeGreaterThan(190);
  });

  test('that cannot be drawn is refused', () => {
    const onlyNumbers = { excludeLowercase: true, excludeUppercase: true, excludePunctuation: true };

    expect(() => generatePassword({ ...onlyNumbers, excludeNumbers: true })).toThrow('every character');
    expect(() => generatePassword({ passwordLength: 3 })).toThrow('each included type');
    expect(generatePassword({ ...onlyNumbers, passwordLength: 3 })).toMatch(/^\d{3}$/);
  });
});
