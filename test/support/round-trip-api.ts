import { randomUUID } from 'node:crypto';
import { connect } from '../../shared/database/client.ts';
import { createDataKeyStore } from '../../shared/database/data-keys.ts';
import { createDueAccountStore } from '../../shared/database/due-accounts.ts';
import { createVault } from '../../shared/vault/vault.ts';
import { storesOn } from './api.ts';
import { callGateway, createHandlers, type Handlers, type RequestWish } from './api-gateway.ts';
import { type LoginName, loginTo, readTestServer } from './database.ts';
import { type MediaApi, startMediaApi } from './media-api.ts';
import { openPullOrigin, type PullOrigin } from './post-requests.ts';
import type { Calls } from './round-trip-scenarios.ts';
import { type CountedWire, openCountedWire } from './round-trip-wire.ts';

/** A request that is about to be made, and how it is answered when all is well. */
export interface Asked extends RequestWish {
  readonly method: string;
  readonly target: string;
  readonly status: number;
}

/** The HTTP API twice: as a test has it, to make things ready, and over a wire that counts. */
export interface CountedApi {
  readonly api: MediaApi;
  readonly wire: CountedWire;
  /** Has a video that TikTok pulls. */
  readonly origin: PullOrigin;
  /** Makes a request over the wire that counts; throws when it is answered otherwise than `asked` says. */
  request(operationId: string, asked: Asked): Promise<void>;
  countCalls(): Calls;
  close(): Promise<void>;
}

/** The functions with a login and as many connections as their entries open. */
const openFunctions = (api: MediaApi, port: number, login: LoginName, maxConnections: number) => {
  const sql = connect(loginTo(login, api.database.name, { ...readTestServer(), port }), {
    tls: 'off',
    maxConnections,
  });
  const vault = createVault({
    keyService: api.keyService,
    dataKeyStore: createDataKeyStore(sql),
    clock: api.now,
    settings: { dataKeyMaxAgeMs: 30 * 86_400_000, heldKeyMaxAgeMs: 300_000, heldKeysMax: 100 },
  });
  const handlers = createHandlers({
    ...api.product,
    ...storesOn(sql),
    due: createDueAccountStore(sql),
    vault,
  });
  return { sql, handlers };
};

const sum = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((total, count) => total + count, 0);

/** As the entries of HTTP functions open them; the one that sees every tenant sweeps, with four. */
export const startCountedApi = async (): Promise<CountedApi> => {
  const api = await startMediaApi();
  const [wire, origin] = await Promise.all([openCountedWire(readTestServer().port), openPullOrigin(api)]);
  const app = openFunctions(api, wire.port, 'app', 1);
  const worker = openFunctions(api, wire.port, 'worker', 4);
  const handlersOf = (operationId: string): Handlers =>
    operationId === 'run-token-refresh' ? worker.handlers : app.handlers;
  return {
    api,
    wire,
    origin,
    request: async (operationId, { status, ...asked }) => {
      const call = { ...asked, requestId: randomUUID(), now: api.now() };
      const { route, result } = await callGateway(handlersOf(operationId), call);
      if (route.operationId === operationId && result.statusCode === status) return;
      throw new Error(`${route.operationId} answered ${result.statusCode}: ${result.body}`);
    },
    countCalls: () => ({
      tiktok: api.simulator.control.listCalls().length,
      s3: sum(api.bucket.aws.counters.readAll()),
      sqs: api.toSubmit.length + api.sent.length + api.lifeboat.length,
      kms: api.keyService.calls.length,
    }),
    close: async () => {
      await Promise.all([app.sql.end({ timeout: 1 }), worker.sql.end({ timeout: 1 })]);
      await wire.close();
      await Promise.all([origin.close(), api.close()]);
    },
  };
};
