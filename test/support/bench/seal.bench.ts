import { createCipheriv, createDecipheriv, createSecretKey, randomBytes } from 'node:crypto';
import {
  AlgorithmSuiteIdentifier,
  buildClient,
  CommitmentPolicy,
  getLocalCryptographicMaterialsCache,
  NodeCachingMaterialsManager,
  RawAesKeyringNode,
  RawAesWrappingSuiteIdentifier,
} from '@aws-crypto/client-node';
import { Secret } from '../../../shared/core/secret.ts';
import type { SealBinding } from '../../../shared/vault/binding.ts';
import { createVault } from '../../../shared/vault/vault.ts';
import { createFakeKeyService, createMemoryKeyStore } from '../vault-fakes.ts';
import { renderFigure } from './figures.ts';

const TOKEN = `act.${'x'.repeat(76)}`;
const BINDING: SealBinding = {
  purpose: 'access-token',
  tenant: 'default',
  accountId: '019a2b3c-4d5e-7f60-8a9b-0c1d2e3f4a5b',
  column: 'oauth_accounts.access_token',
};
const ROUNDS = 15;
const MINUTE_MS = 60_000;

/** One way of sealing and opening a token once; it throws if the token does not come back. */
type RoundTrip = () => Promise<void> | void;

const expectToken = (text: string): void => {
  if (text !== TOKEN) throw new Error('The token did not come back.');
};

/** Ours, through the vault's whole front door, the data key in memory. */
const prepareVault = async () => {
  const keyService = createFakeKeyService();
  const settings = {
    dataKeyMaxAgeMs: 43_200 * MINUTE_MS,
    heldKeyMaxAgeMs: 5 * MINUTE_MS,
    heldKeysMax: 1_000,
  };
  const dataKeyStore = createMemoryKeyStore();
  const vault = createVault({
    keyService,
    dataKeyStore,
    clock: () => new Date(),
    settings,
  });
  await vault.prepare(BINDING.tenant);
  const plaintext = new Secret(TOKEN);
  const roundTrip: RoundTrip = async () => {
    const sealed = await vault.seal(plaintext, BINDING);
    expectToken((await vault.open(sealed, BINDING)).reveal());
  };
  const sealed = await vault.seal(plaintext, BINDING);
  return {
    roundTrip,
    overheadBytes: sealed.length - TOKEN.length,
    keyCalls: () => keyService.calls.length,
  };
};

/** The least that node:crypto needs for the same sizes: a fresh IV, associated data made beforehand, nothing put together. */
const bareRoundTrip = (key: ReturnType<typeof createSecretKey> | Buffer): RoundTrip => {
  const aad = randomBytes(110);
  return () => {
    const iv = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', key, iv);
    cipher.setAAD(aad);
    const ciphertext = cipher.update(TOKEN, 'utf8');
    cipher.final();
    const decipher = createDecipheriv('aes-256-gcm', key, iv);
    decipher.setAAD(aad);
    decipher.setAuthTag(cipher.getAuthTag());
    const plaintext = decipher.update(ciphertext);
    decipher.final();
    expectToken(plaintext.toString('utf8'));
  };
};

/** The AWS Encryption SDK with a caching materials manager over a raw AES keyring: no KMS call either. */
const encryptionSdkRoundTrip = (suiteId: AlgorithmSuiteIdentifier): RoundTrip => {
  const { encrypt, decrypt } = buildClient(CommitmentPolicy.REQUIRE_ENCRYPT_REQUIRE_DECRYPT);
  const keyring = new RawAesKeyringNode({
    keyName: 'bench',
    keyNamespace: 'bench',
    unencryptedMasterKey: randomBytes(32),
    wrappingSuite: RawAesWrappingSuiteIdentifier.AES256_GCM_IV12_TAG16_NO_PADDING,
  });
  const cache = getLocalCryptographicMaterialsCache(100);
  const manager = new NodeCachingMaterialsManager({
    backingMaterials: keyring,
    cache,
    maxAge: 10 * MINUTE_MS,
  });
  const { purpose, tenant, accountId, column } = BINDING;
  const encryptionContext = { purpose, tenant, accountId, column };
  return async () => {
    const options = {
      encryptionContext,
      suiteId,
      plaintextLength: TOKEN.length,
    };
    const { result } = await encrypt(manager, TOKEN, options);
    expectToken((await decrypt(manager, result)).plaintext.toString('utf8'));
  };
};

const microsecondsEach = async (roundTrip: RoundTrip, times: number): Promise<number> => {
  const start = process.hrtime.bigint();
  for (let done = 0; done < times; done += 1) await roundTrip();
  return Number(process.hrtime.bigint() - start) / 1_000 / times;
};

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

interface Contestant {
  readonly name: string;
  readonly roundTrip: RoundTrip;
  /** Round trips per round, so that each contestant's share of a round takes a comparable time. */
  readonly times: number;
}

/** Runs the contestants in turn, round after round, so that a slow moment of the machine meets them all. */
const raceInTurn = async (contestants: readonly Contestant[]): Promise<Map<string, number[]>> => {
  const results = new Map<string, number[]>(contestants.map(({ name }) => [name, []]));
  for (const { roundTrip, times } of contestants) await microsecondsEach(roundTrip, times);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const { name, roundTrip, times } of contestants) {
      results.get(name)?.push(await microsecondsEach(roundTrip, times));
    }
  }
  return results;
};

/** Sealing and opening a token of 80 bytes with the data key in memory, against bare node:crypto and the AWS Encryption SDK. */
export async function run(): Promise<string[]> {
  const ours = await prepareVault();
  const keyBytes = randomBytes(32);
  const results = await raceInTurn([
    { name: 'vault', roundTrip: ours.roundTrip, times: 4_000 },
    {
      name: 'bare, KeyObject',
      roundTrip: bareRoundTrip(createSecretKey(keyBytes)),
      times: 4_000,
    },
    {
      name: 'bare, Buffer key',
      roundTrip: bareRoundTrip(keyBytes),
      times: 2_000,
    },
    {
      name: 'SDK, fastest suite',
      roundTrip: encryptionSdkRoundTrip(
        AlgorithmSuiteIdentifier.ALG_AES256_GCM_IV12_TAG16_HKDF_SHA512_COMMIT_KEY,
      ),
      times: 150,
    },
    {
      name: 'SDK, default suite',
      roundTrip: encryptionSdkRoundTrip(
        AlgorithmSuiteIdentifier.ALG_AES256_GCM_IV12_TAG16_HKDF_SHA512_COMMIT_KEY_ECDSA_P384,
      ),
      times: 30,
    },
  ]);
  const vault = results.get('vault') ?? [];
  const speedup = (other: readonly number[]): number =>
    median(other.map((value, round) => value / (vault[round] ?? Number.NaN)));
  const lines = [...results].map(
    ([name, values]) =>
      `seal + open, ${name}: ${median(values).toFixed(2)} µs, vault at ${speedup(values).toFixed(2)} × its speed`,
  );
  const speedupOver = (name: string): number => speedup(results.get(name) ?? []);
  const operations = 2 * 4_000 * (ROUNDS + 1);
  return [
    ...lines,
    renderFigure({
      what: 'seal and open a token, × bare GCM',
      measured: Math.min(...['bare, KeyObject', 'bare, Buffer key'].map(speedupOver)),
      reach: 0.7,
      atLeast: true,
    }),
    renderFigure({
      what: 'seal and open a token, × AWS Encryption SDK',
      measured: speedupOver('SDK, fastest suite'),
      reach: 25,
      atLeast: true,
    }),
    renderFigure({
      what: 'bytes that a sealed token is longer than its text',
      measured: ours.overheadBytes,
      reach: 64,
      atLeast: false,
    }),
    renderFigure({
      what: 'KMS calls per token operation',
      measured: ours.keyCalls() / operations,
      reach: 0.01,
      atLeast: false,
    }),
  ];
}
