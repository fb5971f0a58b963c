import { setMaxListeners } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serveApi } from './api-server.ts';
import { type AppSettings, patchApp } from './app-settings.ts';
import { createCallLog } from './call-log.ts';
import { createClock } from './clock.ts';
import { type Control, createControl } from './control.ts';
import { isControlPath, serveControl } from './control-server.ts';
import { completeCreator, type NewCreator } from './creators.ts';
import { createFaultBook } from './fault-book.ts';
import { createPosting } from './posting/posting.ts';
import { resumePosting } from './posting/resume-posting.ts';
import { isMediaPath, serveMedia } from './posting/serve-media.ts';
import { createRateLimiter } from './rate-limiter.ts';
import type { Simulation } from './simulation.ts';
import { initialState, type SimulatorState } from './state.ts';
import { openStore, type Store } from './store.ts';
import type { Switches } from './switches.ts';
import { createTokenTraffic } from './token-traffic.ts';
import { createWebhookQueue } from './webhook-queue.ts';
import { createWebhookTransport } from './webhook-transport.ts';

export interface SimulatorOptions {
  /** 0, the default, takes any free port. The address is always 127.0.0.1. */
  port?: number;
  /** Settings that differ from the sample app; they win over those in a state file. */
  app?: Partial<AppSettings>;
  /** As `app`, for the switches. */
  switches?: Partial<Switches>;
  /** Creators in place of the sample ones; with a state file, those it does not know are added. */
  creators?: readonly NewCreator[];
  /** Keeps the state over restarts; without it everything is in memory. */
  stateFile?: string;
  /** Keeps the bytes of posts, so that they can be watched; beside the state file unless stated, and nowhere without one. */
  mediaFolder?: string;
  /** Where the clock starts, in milliseconds since 1970, and whether it stands still. */
  clock?: { now?: number; frozen?: boolean };
  log?: (line: string) => void;
}

export interface Simulator {
  /** `http://127.0.0.1:<port>`, without a slash at the end. */
  readonly url: string;
  readonly port: number;
  /** What the control API does, in this process. */
  readonly control: Control;
  /** Saves the state, ends every connection and stops. */
  close(): Promise<void>;
}

/**
 * Starts a stand-in for TikTok. Rejects with the error of `listen` if the port is taken, and with an InputError
 * for settings that TikTok's portal would refuse.
 */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const log = options.log ?? (() => {});
  const store = openStore(options.stateFile, () => freshState(options));
  applyOptions(store, options);
  const folder =
    options.mediaFolder ?? (options.stateFile === undefined ? null : `${options.stateFile}.media`);
  const { simulation, transport } = assemble(store, folder, log);
  const control = createControl(simulation, () => freshState(options));
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    const serve = () => {
      if (isMediaPath(path)) return serveMedia(simulation, request, response);
      if (isControlPath(path)) return serveControl(control, request, response, store.flush);
      return serveApi(simulation, request, response, log);
    };
    void serve().catch((error: unknown) => {
      if (simulation.closing.signal.aborted) return;
      log(`simulator failed: ${error instanceof Error ? error.stack : error}`);
      response.destroy();
    });
  });
  // Longer than a client usually keeps an idle connection, so that it is the client that closes it.
  server.keepAliveTimeout = 65_000;
  const port = await listen(server, options.port ?? 0).catch((error: unknown) => {
    transport.close();
    throw error;
  });
  simulation.baseUrl = `http://127.0.0.1:${port}`;
  simulation.webhooks.wake();
  resumePosting(simulation);
  return {
    url: simulation.baseUrl,
    port,
    control,
    close: () => close(server, simulation),
  };
}

type Server = ReturnType<typeof createServer<typeof IncomingMessage, typeof ServerResponse>>;

function assemble(store: Store, mediaFolder: string | null, log: (line: string) => void) {
  const transport = createWebhookTransport();
  const clock = createClock(
    () => store.state.clock,
    () => store.touch(),
  );
  const closing = new AbortController();
  // Every call that waits listens to it.
  setMaxListeners(0, closing.signal);
  const simulation: Simulation = {
    store,
    clock,
    webhooks: createWebhookQueue({ store, clock, transport, log }),
    faults: createFaultBook(),
    calls: createCallLog(clock),
    traffic: createTokenTraffic(),
    limiter: createRateLimiter(clock),
    posting: createPosting(clock, mediaFolder),
    closing,
    baseUrl: '',
  };
  return { simulation, transport };
}

function freshState(options: SimulatorOptions): SimulatorState {
  const state = initialState();
  const switches = { ...state.switches, ...options.switches };
  const creators = options.creators?.map(completeCreator) ?? [...state.creators.values()];
  const now = options.clock?.now ?? Date.now();
  return {
    ...state,
    switches,
    app: patchApp(state.app, withoutPrevious(options.app), switches.allowHttpLocalhost),
    creators: new Map(creators.map((creator) => [creator.username, creator])),
    clock: {
      offsetMs: now - Date.now(),
      frozenAt: options.clock?.frozen === true ? now : null,
    },
  };
}

/** The sample secret was never this app's, so it does not become the previous one. */
function withoutPrevious(app: Partial<AppSettings> = {}): Partial<AppSettings> {
  return { previousClientSecret: null, ...app };
}

/** What is stated at the start wins over what was saved. */
function applyOptions(store: Store, options: SimulatorOptions): void {
  const { state } = store;
  Object.assign(state.switches, options.switches);
  state.app = patchApp(state.app, options.app ?? {}, state.switches.allowHttpLocalhost);
  for (const given of options.creators ?? []) {
    if (!state.creators.has(given.username)) state.creators.set(given.username, completeCreator(given));
  }
  if (options.clock !== undefined) state.clock = freshState(options).clock;
  store.touch();
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve(portOf(server.address()));
    });
  });
}

function portOf(address: string | AddressInfo | null): number {
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return address.port;
}

async function close(server: Server, { store, webhooks, closing, posting }: Simulation): Promise<void> {
  closing.abort();
  posting.agenda.close();
  posting.pulls.stopAll();
  await posting.pulls.ended();
  webhooks.close();
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
  store.close();
}
