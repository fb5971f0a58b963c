import { appShape } from './app-settings.ts';
import type { ClockChange } from './clock-control.ts';
import type { Control } from './control.ts';
import { presentApp, presentDelivery } from './control-views.ts';
import { type Creator, creatorShape, readNewCreator } from './creators.ts';
import { readFaultRule } from './fault-input.ts';
import { readBulkGrant } from './grant-input.ts';
import { flag, InputError, listOf, readPartial, text, whole } from './input.ts';
import { postingRoutes } from './posting/posting-routes.ts';
import { switchShape } from './switches.ts';
import { readEvent, readEvents, readRaw } from './webhook-input.ts';

export interface ControlCall {
  readonly name: string;
  readonly query: URLSearchParams;
  readonly body: unknown;
}

export interface ControlRoute {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Below `/_simulator/api`; `{name}` stands for one part of the path. */
  readonly path: string;
  readonly summary: string;
  readonly run: (control: Control, call: ControlCall) => unknown;
}

const readCreatorPatch = readPartial<Creator>(creatorShape);
const readConnection = readPartial<{ scopes: string[] }>({
  scopes: listOf(text),
});
const readReason = readPartial<{ reason: number }>({ reason: whole(0, 5) });
const readAppPatch = readPartial(appShape);
const readSwitchPatch = readPartial(switchShape);
const readClockChange = readPartial<ClockChange>({
  frozen: flag,
  now: whole(0),
  advanceMs: whole(0),
});

/** The control API, once: its server and its index both read this list. */
export const controlRoutes: readonly ControlRoute[] = [
  {
    method: 'GET',
    path: '/creators',
    summary: 'Creators with their connection state.',
    run: (control) => control.listCreators(),
  },
  {
    method: 'POST',
    path: '/creators',
    summary: 'Adds a creator: {username, …}.',
    run: (control, { body }) => control.addCreator(readNewCreator(body, 'body')),
  },
  {
    method: 'PATCH',
    path: '/creators/{name}',
    summary: 'Changes a creator: any of the keys that the list shows.',
    run: (control, { name, body }) => control.patchCreator(name, readCreatorPatch(body, 'body')),
  },
  {
    method: 'POST',
    path: '/creators/{name}/connect',
    summary: 'Consents and exchanges in one step: {scopes?}; answers as the token endpoint does.',
    run: (control, { name, body }) => control.connectCreator(name, readConnection(body, 'body').scopes),
  },
  {
    method: 'POST',
    path: '/creators/{name}/disconnect',
    summary: 'The creator removes the app: {reason? = 1}. Tokens die, then authorization.removed is sent.',
    run: (control, { name, body }) =>
      presentDelivery(control.disconnectCreator(name, readReason(body, 'body').reason)),
  },
  {
    method: 'POST',
    path: '/grants',
    summary:
      'New creators, each with a live grant and a fresh pair: {count, prefix? = "creator", scopes?} or {creators: [{username, …}], scopes?}.',
    run: (control, { body }) => control.grantCreators(readBulkGrant(body, 'body')),
  },
  {
    method: 'GET',
    path: '/tokens',
    summary:
      'The tokens that work now, whole, and how often each creator refreshed, of everyone who ever had a grant: ?openId=.',
    run: (control, { query }) => {
      const openId = query.get('openId');
      return openId === null ? control.listTokens() : [control.readTokens(openId)];
    },
  },
  {
    method: 'GET',
    path: '/token-calls',
    summary:
      'Refresh calls that arrived, took effect, were refused or struck by a fault, and the most token calls in flight at one time: {total, creators}, ?openId=.',
    run: (control, { query }) => ({
      total: control.countTokenCalls(),
      creators: control.listTokenCalls().filter(({ openId }) => isAsked(query, 'openId', openId)),
    }),
  },
  {
    method: 'GET',
    path: '/app',
    summary: 'The app as registered in the portal; secrets are masked.',
    run: (control) => presentApp(control.readApp()),
  },
  {
    method: 'PATCH',
    path: '/app',
    summary: 'Changes the app. A new clientSecret makes the old one previousClientSecret.',
    run: (control, { body }) => presentApp(control.patchApp(readAppPatch(body, 'body'))),
  },
  {
    method: 'GET',
    path: '/switches',
    summary: 'What TikTok leaves open, or changed lately.',
    run: (control) => control.readSwitches(),
  },
  {
    method: 'PATCH',
    path: '/switches',
    summary: 'Sets switches by name.',
    run: (control, { body }) => control.patchSwitches(readSwitchPatch(body, 'body')),
  },
  {
    method: 'GET',
    path: '/clock',
    summary: 'The time: {now, iso, frozen}.',
    run: (control) => control.readClock(),
  },
  {
    method: 'POST',
    path: '/clock',
    summary:
      '{frozen?, now?, advanceMs?}. Advancing lets webhook retries and what happens to posts be at their own time.',
    run: (control, { body }) => control.changeClock(readClockChange(body, 'body')),
  },
  {
    method: 'GET',
    path: '/faults',
    summary: 'Fault rules with how often each was seen and applied.',
    run: (control) => control.listFaults(),
  },
  {
    method: 'POST',
    path: '/faults',
    summary:
      'Adds a rule: {match: {path, method?, grantType?, nth?, openId?}, times? = 1, share?, seed?, action: {kind, …}}. A share (0.05) hits that part of the matching calls at random, the same ones for the same seed, and times is null then unless stated. A delay has takesEffect? = first or last; cut-in-request has afterBytes.',
    run: (control, { body }) => control.addFault(readFaultRule(body, 'body')),
  },
  {
    method: 'DELETE',
    path: '/faults',
    summary: 'Removes all rules.',
    run: (control) => control.clearFaults(),
  },
  {
    method: 'DELETE',
    path: '/faults/{name}',
    summary: 'Removes one rule by its id.',
    run: (control, { name }) => {
      if (!control.removeFault(name)) throw new InputError(`There is no fault ${name}.`);
    },
  },
  {
    method: 'GET',
    path: '/webhooks',
    summary: 'Deliveries, oldest first: ?state=pending|delivered|dropped&limit=.',
    run: (control, { query }) =>
      control
        .listWebhooks()
        .filter((delivery) => isAsked(query, 'state', delivery.state))
        .slice(-readLimit(query))
        .map(presentDelivery),
  },
  {
    method: 'POST',
    path: '/webhooks/event',
    summary:
      'Emits an event: {event, creator or userOpenid, content or contentText, createTimeSeconds?, duplicates?, delayMs?, signature?, signWith?, timestampOffsetSeconds?, retrySignature?, retried?, url?, headers?, clientKey?}.',
    run: (control, { body }) => control.sendEvent(readEvent(body, 'body')).map(presentDelivery),
  },
  {
    method: 'POST',
    path: '/webhooks/events',
    summary: 'Emits a batch: {events: […], order?: any, given, reversed or shuffled}.',
    run: (control, { body }) => {
      const { events, order } = readEvents(body, 'body');
      return control.sendEvents(events, order).map(presentDelivery);
    },
  },
  {
    method: 'POST',
    path: '/webhooks/raw',
    summary: 'Signs and sends any bytes: {bodyBase64, …options of an event}.',
    run: (control, { body }) => control.sendRaw(readRaw(body, 'body')).map(presentDelivery),
  },
  {
    method: 'POST',
    path: '/webhooks/ping',
    summary: 'The "Test URL" button of the portal; see the switches pingSigned and pingContent.',
    run: (control) => presentDelivery(control.sendPing()),
  },
  {
    method: 'POST',
    path: '/webhooks/settle',
    summary: 'Answers once no delivery is under way or due.',
    run: (control) => control.settleWebhooks(),
  },
  {
    method: 'DELETE',
    path: '/webhooks',
    summary: 'Forgets all deliveries, pending ones too.',
    run: (control) => control.clearWebhooks(),
  },
  {
    method: 'GET',
    path: '/calls',
    summary:
      'API calls received, oldest first: ?path=&grantType=&openId=&limit=. Without queries, tokens or secrets.',
    run: (control, { query }) =>
      control
        .listCalls()
        .filter((call) => isAsked(query, 'path', call.path))
        .filter((call) => isAsked(query, 'grantType', call.grantType))
        .filter((call) => isAsked(query, 'openId', call.openId))
        .slice(-readLimit(query)),
  },
  {
    method: 'DELETE',
    path: '/calls',
    summary: 'Forgets the calls and what was counted of them.',
    run: (control) => control.clearCalls(),
  },
  ...postingRoutes,
  {
    method: 'POST',
    path: '/reset',
    summary: 'Back to how the simulator was started.',
    run: (control) => control.reset(),
  },
];

function readLimit(query: URLSearchParams): number {
  return whole(1)(Number(query.get('limit') ?? 1_000), 'limit');
}

/** Whether a row passes a filter of the query; a filter that is not given lets everything through. */
function isAsked(query: URLSearchParams, name: string, value: string | null): boolean {
  return !query.has(name) || query.get(name) === value;
}
