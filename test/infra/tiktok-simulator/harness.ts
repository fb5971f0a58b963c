import { createServer, type IncomingMessage } from 'node:http';
import {
  type Simulator,
  type SimulatorOptions,
  startSimulator,
} from '../../../infra/local/tiktok-simulator/simulator.ts';

export const redirectUri = 'https://app.example.com/oauth/tiktok/callback/';
export const clientKey = 'awsimclientkey01';
export const clientSecret = 'sim-client-secret-0123456789';
export const startOfTime = Date.UTC(2026, 10, 22, 9, 30);

/** Runs a test body against a fresh simulator with a frozen clock, and stops it whatever happens. */
export async function withSimulator(
  body: (simulator: Simulator) => Promise<void>,
  options: SimulatorOptions = {},
): Promise<void> {
  const app = { redirectUris: [redirectUri], ...options.app };
  const simulator = await startSimulator({
    clock: { now: startOfTime, frozen: true },
    ...options,
    app,
  });
  try {
    await body(simulator);
  } finally {
    await simulator.close();
  }
}

export interface JsonAnswer {
  status: number;
  headers: Headers;
  body: Record<string, unknown>;
}

export async function readJson(response: Response): Promise<JsonAnswer> {
  return {
    status: response.status,
    headers: response.headers,
    body: asRecord(await response.json()),
  };
}

export function asRecord(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null) throw new Error(`${JSON.stringify(value)} is no object`);
  return { ...value };
}

export function textOf(value: unknown): string {
  if (typeof value !== 'string') throw new Error(`${JSON.stringify(value)} is no text`);
  return value;
}

/** The address of an authorize request; a parameter given as null is left out. */
export function authorizeUrl(simulator: Simulator, changes: Record<string, string | null> = {}): string {
  const parameters: Record<string, string | null> = {
    client_key: clientKey,
    scope: 'user.info.basic,user.info.profile,video.publish',
    redirect_uri: redirectUri,
    response_type: 'code',
    state: 'state-1',
    ...changes,
  };
  const given = Object.entries(parameters).flatMap(([name, value]) =>
    value === null ? [] : [[name, value]],
  );
  return `${simulator.url}/v2/auth/authorize/?${new URLSearchParams(given)}`;
}

/** Answers the consent page as a script would and returns the query that comes back to the app. */
export async function consent(
  simulator: Simulator,
  changes: Record<string, string | null> = {},
): Promise<URLSearchParams> {
  const answers = {
    sim_user: 'simcreator',
    sim_decision: 'approve',
    ...changes,
  };
  const response = await fetch(authorizeUrl(simulator, answers), {
    redirect: 'manual',
  });
  return new URL(response.headers.get('location') ?? 'about:blank').searchParams;
}

export async function postForm(
  simulator: Simulator,
  path: string,
  fields: Record<string, string>,
): Promise<JsonAnswer> {
  return readJson(
    await fetch(`${simulator.url}${path}`, {
      method: 'POST',
      body: new URLSearchParams(fields),
    }),
  );
}

export const credentials = {
  client_key: clientKey,
  client_secret: clientSecret,
};

export function exchange(simulator: Simulator, code: string, changes: Record<string, string> = {}) {
  return postForm(simulator, '/v2/oauth/token/', {
    ...credentials,
    grant_type: 'authorization_code',
    code,
    redirect_uri: redirectUri,
    ...changes,
  });
}

export function refresh(simulator: Simulator, refreshToken: unknown) {
  return postForm(simulator, '/v2/oauth/token/', {
    ...credentials,
    grant_type: 'refresh_token',
    refresh_token: textOf(refreshToken),
  });
}

/** Calls the control API and returns status and parsed body. */
export async function callControl(simulator: Simulator, method: string, path: string, body?: unknown) {
  const response = await fetch(`${simulator.url}/_simulator/api${path}`, {
    method,
    ...(body === undefined
      ? {}
      : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  const parsed: unknown = await response.json();
  return { status: response.status, body: parsed };
}

export async function readUserInfo(simulator: Simulator, accessToken: unknown, fields = 'open_id') {
  const headers = { authorization: `Bearer ${textOf(accessToken)}` };
  return readJson(await fetch(`${simulator.url}/v2/user/info/?fields=${fields}`, { headers }));
}

export function errorOf(answer: JsonAnswer): Record<string, unknown> {
  return asRecord(answer.body['error']);
}

export interface Received {
  headers: IncomingMessage['headers'];
  body: Buffer;
}

export interface Receiver {
  url: string;
  received: Received[];
  /** The statuses of the next answers; 200 when used up. */
  statuses: number[];
}

/** Runs a test body with a web server that collects what webhooks bring. */
export async function withReceiver(body: (receiver: Receiver) => Promise<void>): Promise<void> {
  const receiver: Receiver = { url: '', received: [], statuses: [] };
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(Buffer.from(part));
    receiver.received.push({
      headers: request.headers,
      body: Buffer.concat(parts),
    });
    response.writeHead(receiver.statuses.shift() ?? 200).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  receiver.url = `http://127.0.0.1:${address.port}/hook`;
  try {
    await body(receiver);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}
