import { type AppSettings, patchApp } from './app-settings.ts';
import {
  type BulkGrant,
  type GrantedCreator,
  grantCreators,
  grantTokens,
  readScopes,
} from './bulk-grants.ts';
import type { ApiCall } from './call-log.ts';
import { type ClockChange, type ClockReading, changeClock, readClock } from './clock-control.ts';
import { type Creator, completeCreator, type NewCreator } from './creators.ts';
import { type CurrentTokens, listCurrentTokens, readCurrentTokens } from './current-tokens.ts';
import type { Delivery } from './delivery.ts';
import type { ActiveFault, FaultRule } from './fault-book.ts';
import { endGrants, findLiveGrants, type TokenAnswer } from './grants.ts';
import { InputError } from './input.ts';
import { removeAuthorization } from './posting/course.ts';
import { clearPosting } from './posting/posting.ts';
import { createPostingControl, type PostingControl } from './posting/posting-control.ts';
import type { Simulation } from './simulation.ts';
import type { SimulatorState } from './state.ts';
import type { Switches } from './switches.ts';
import type { TokenCallCounts } from './token-traffic.ts';
import { authorizationRemoved } from './webhook-event.ts';
import {
  composeEvents,
  composePing,
  composeRaw,
  type EventOrder,
  type EventRequest,
  type RawRequest,
} from './webhook-orders.ts';

/** A creator with what the simulator knows about their connection. */
export interface CreatorView extends Creator {
  connected: boolean;
  /** Scopes of the newest live grant. */
  grantedScopes: string[];
  liveGrants: number;
}

/** Everything that can be done to the simulator besides calling TikTok's API. Bad input throws an InputError. */
export interface Control extends PostingControl {
  listCreators(): CreatorView[];
  addCreator(creator: NewCreator): Creator;
  patchCreator(username: string, patch: Partial<Creator>): Creator;
  /** The consent of a creator and the exchange of its code in one step, without a browser. */
  connectCreator(username: string, scopes?: readonly string[]): TokenAnswer;
  /** The same for many new creators at once. */
  grantCreators(wish: BulkGrant): GrantedCreator[];
  /** The creator removes the app: tokens are dead first, then `authorization.removed` is sent. */
  disconnectCreator(username: string, reason?: number): Delivery;
  /** The tokens of a creator that work now; empty lists for an open id that never had a grant. */
  readTokens(openId: string): CurrentTokens;
  /** The same for everyone who ever had a grant. */
  listTokens(): CurrentTokens[];
  /** What token calls met, for one creator or over all. */
  countTokenCalls(openId?: string): TokenCallCounts;
  /** The same for every creator with a call. */
  listTokenCalls(): ({ openId: string } & TokenCallCounts)[];
  readApp(): AppSettings;
  patchApp(patch: Partial<AppSettings>): AppSettings;
  readSwitches(): Switches;
  patchSwitches(patch: Partial<Switches>): Switches;
  readClock(): ClockReading;
  /** Moves the clock; advancing stops at every webhook retry that falls due on the way and waits for its answer. */
  changeClock(change: ClockChange): Promise<ClockReading>;
  addFault(rule: FaultRule): ActiveFault;
  listFaults(): readonly ActiveFault[];
  removeFault(id: string): boolean;
  clearFaults(): void;
  listWebhooks(): Delivery[];
  sendEvent(event: EventRequest): Delivery[];
  sendEvents(events: readonly EventRequest[], order?: EventOrder): Delivery[];
  sendRaw(raw: RawRequest): Delivery[];
  /** The portal's "Test URL" button: tried once. */
  sendPing(): Delivery;
  /** Resolves once nothing is under way or due. */
  settleWebhooks(): Promise<void>;
  clearWebhooks(): void;
  listCalls(): readonly ApiCall[];
  /** Forgets the calls and what was counted of them. */
  clearCalls(): void;
  /** Back to how the simulator was started. */
  reset(): void;
}

/** The control operations over a simulation; `fresh` makes the state that a reset goes back to. */
export function createControl(simulation: Simulation, fresh: () => SimulatorState): Control {
  const { store, clock, webhooks, faults, calls, traffic, limiter, posting } = simulation;
  const { state } = store;
  const saved = <T>(result: T): T => {
    store.touch();
    return result;
  };
  const clearCalls = () => {
    calls.clear();
    traffic.clear();
    posting.traffic.clear();
  };
  return {
    ...createPostingControl(simulation, (username) => findCreator(state, username).openId),
    listCreators: () => viewCreators(simulation),
    addCreator: (given) => saved(addCreator(state, given)),
    patchCreator: (username, patch) => saved(patchCreator(state, username, patch)),
    connectCreator: (username, scopes) => saved(connectCreator(simulation, username, scopes)),
    disconnectCreator: (username, reason) => saved(disconnectCreator(simulation, username, reason ?? 1)),
    grantCreators: (wish) => saved(grantCreators(state, wish, clock.now())),
    readTokens: (openId) => readCurrentTokens(state, openId, clock.now()),
    listTokens: () => listCurrentTokens(state, clock.now()),
    countTokenCalls: traffic.count,
    listTokenCalls: traffic.list,
    readApp: () => state.app,
    patchApp: (patch) => {
      state.app = patchApp(state.app, patch, state.switches.allowHttpLocalhost);
      return saved(state.app);
    },
    readSwitches: () => state.switches,
    patchSwitches: (patch) => saved(Object.assign(state.switches, patch)),
    readClock: () => readClock(simulation),
    changeClock: (change) => changeClock(simulation, change),
    addFault: faults.add,
    listFaults: faults.list,
    removeFault: faults.remove,
    clearFaults: faults.clear,
    listWebhooks: () => [...state.deliveries.values()],
    sendEvent: (event) => webhooks.send(composeEvents(simulation, [event])),
    sendEvents: (events, order = 'any') =>
      webhooks.send(composeEvents(simulation, events, order), order !== 'any'),
    sendRaw: (raw) => webhooks.send(composeRaw(simulation, raw)),
    sendPing: () => first(webhooks.send([composePing(simulation)])),
    settleWebhooks: webhooks.settled,
    clearWebhooks: () => saved(state.deliveries.clear()),
    listCalls: calls.list,
    clearCalls,
    reset() {
      clearPosting(posting);
      Object.assign(state, fresh());
      faults.clear();
      clearCalls();
      limiter.clear();
      webhooks.wake();
      store.touch();
    },
  };
}

function viewCreators({ store, clock }: Simulation): CreatorView[] {
  return [...store.state.creators.values()].map((creator) => {
    const grants = findLiveGrants(store.state, creator.openId, clock.now());
    return {
      ...creator,
      connected: grants.length > 0,
      grantedScopes: grants.at(-1)?.scopes ?? [],
      liveGrants: grants.length,
    };
  });
}

/** The creator of a username; throws an InputError if there is none. */
export function findCreator(state: SimulatorState, username: string): Creator {
  const creator = state.creators.get(username);
  if (creator === undefined) throw new InputError(`There is no creator @${username}.`);
  return creator;
}

function addCreator(state: SimulatorState, given: NewCreator): Creator {
  if (state.creators.has(given.username))
    throw new InputError(`There is a creator @${given.username} already.`);
  const creator = completeCreator(given);
  state.creators.set(creator.username, creator);
  return creator;
}

/** A creator may take another username; the open id stays, as at TikTok, unless the patch names it. */
function patchCreator(state: SimulatorState, username: string, patch: Partial<Creator>): Creator {
  const next = { ...findCreator(state, username), ...patch };
  if (next.username !== username && state.creators.has(next.username)) {
    throw new InputError(`There is a creator @${next.username} already.`);
  }
  const entries = [...state.creators].map(([key, creator]) => (key === username ? next : creator));
  state.creators = new Map(entries.map((creator) => [creator.username, creator]));
  return next;
}

function connectCreator(
  { store, clock }: Simulation,
  username: string,
  scopes?: readonly string[],
): TokenAnswer {
  const { state } = store;
  const { openId } = findCreator(state, username);
  return grantTokens(state, openId, readScopes(state, scopes), clock.now());
}

function disconnectCreator(simulation: Simulation, username: string, reason: number): Delivery {
  const { store, clock, webhooks } = simulation;
  const { state } = store;
  const { openId } = findCreator(state, username);
  endGrants(state, openId, clock.now());
  removeAuthorization(simulation, openId);
  return first(webhooks.send([authorizationRemoved(state.app.clientKey, openId, reason, clock.now())]));
}

function first<T>(items: readonly T[]): T {
  const [item] = items;
  if (item === undefined) throw new Error('Nothing was sent.');
  return item;
}
