import { createServer, type Server } from 'node:http';
import { type DemoCrm, startDemoCrm } from '../../../infra/local/demo-crm/demo-crm.ts';

/** What plays Creator Connect: its answers, and what it was asked. */
export interface FakeCreatorConnect {
  readonly url: string;
  /** The bodies of the sessions that were asked for, and with which token. */
  readonly sessions: { readonly token: string | undefined; readonly body: unknown }[];
  /** In place of 201 with a session. */
  refusal: { readonly status: number; readonly body: object } | undefined;
  /** False: its site has no widget. */
  hasWidget: boolean;
  readonly close: () => Promise<void>;
}

/** The widget as far as the page knows it: an element that asks for a token of each user and shows whose it is. */
const widgetScript = `customElements.define('creator-connect-widget', class extends HTMLElement {
  static observedAttributes = ['user'];
  connectedCallback() { void this.show(); }
  attributeChangedCallback(_name, before, after) { if (this.isConnected && before !== after) void this.show(); }
  async show() {
    try { this.textContent = 'widget of ' + (await this.getToken()); }
    catch (error) { this.textContent = 'widget without token'; }
  }
});`;

export const accountName = 'Maya Moves';

const startFakeCreatorConnect = async (): Promise<FakeCreatorConnect> => {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const send = (status: number, body: string, type = 'application/json') =>
      response
        .writeHead(status, {
          'content-type': type,
          'access-control-allow-origin': '*',
          'access-control-allow-headers': 'authorization',
        })
        .end(body);
    const path = request.url ?? '';
    if (request.method === 'OPTIONS') return send(204, '');
    if (path.startsWith('/widget/'))
      return fake.hasWidget ? send(200, widgetScript, 'text/javascript') : send(404, 'no', 'text/plain');
    if (path === '/api/platforms/tiktok/status')
      return send(
        200,
        JSON.stringify({
          accounts: [{ accountId: 'a1', state: 'connected', displayName: accountName, username: 'maya' }],
        }),
      );
    if (path !== '/api/sessions') return send(200, `<p>${path}</p>`, 'text/html');
    const body: unknown = JSON.parse(Buffer.concat(chunks).toString());
    fake.sessions.push({ token: request.headers.authorization, body });
    if (fake.refusal !== undefined) return send(fake.refusal.status, JSON.stringify(fake.refusal.body));
    const user = String(Object(body).userId);
    return send(
      201,
      JSON.stringify({
        token: `token-of-${user}`,
        expiresAt: '2030-01-01T00:00:00.000Z',
        connectUrl: `${fake.url}/platforms/connect/tiktok#token=token-of-${user}`,
        uploadUrl: `${fake.url}/platforms/tiktok/upload#token=token-of-${user}`,
      }),
    );
  });
  const fake: FakeCreatorConnect = {
    url: await listen(server),
    sessions: [],
    refusal: undefined,
    hasWidget: true,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return fake;
};

const listen = async (server: Server): Promise<string> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return `http://localhost:${typeof address === 'object' && address !== null ? address.port : 0}`;
};

export interface CrmUnderTest extends DemoCrm {
  readonly creatorConnect: FakeCreatorConnect;
}

/** The demo CRM beside something that plays Creator Connect. */
export const startCrmUnderTest = async (): Promise<CrmUnderTest> => {
  const creatorConnect = await startFakeCreatorConnect();
  const crm = await startDemoCrm({
    port: 0,
    siteUrl: creatorConnect.url,
    apiUrl: creatorConnect.url,
    simulatorUrl: 'http://127.0.0.1:4010',
    mintAdminToken: async () => 'admin-token',
  });
  return {
    url: crm.url,
    creatorConnect,
    close: async () => {
      await crm.close();
      await creatorConnect.close();
    },
  };
};
