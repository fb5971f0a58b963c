import { createServer } from 'node:http';
import { type CryptoKey, exportJWK, exportSPKI, generateKeyPair, SignJWT } from 'jose';

export interface OidcIssuer {
  readonly url: string;
  readonly publicKeyPem: string;
  /** Whether the issuer answers when its keys are asked for; a 500 when not. */
  setDown(down: boolean): void;
  /** A token of this issuer; `changes` state what differs from a good one. */
  mint(now: Date, changes?: Readonly<Record<string, unknown>>, key?: CryptoKey): Promise<string>;
  close(): Promise<void>;
}

const readPort = (address: unknown): number =>
  typeof address === 'object' && address !== null ? Number(Reflect.get(address, 'port')) : 0;

/** An OpenID provider on loopback with one RS256 key: discovery document, key set, and tokens signed by that key. */
export const startOidcIssuer = async (): Promise<OidcIssuer> => {
  const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true });
  const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid: 'key-1', alg: 'RS256', use: 'sig' }] };
  let down = false;
  let url = '';
  const server = createServer((request, response) => {
    const document = request.url === '/keys' ? jwks : { issuer: url, jwks_uri: `${url}/keys` };
    const status = down && request.url === '/keys' ? 500 : 200;
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(document));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${readPort(server.address())}`;
  return {
    url,
    publicKeyPem: await exportSPKI(publicKey),
    setDown: (value) => {
      down = value;
    },
    mint: (now, changes = {}, key = privateKey) => {
      const exp = Math.floor(now.getTime() / 1000) + 900;
      const claims = {
        iss: url,
        aud: 'crm-api',
        sub: 'user-1',
        scope: 'read',
        tenant: 'tenant-a',
        exp,
        ...changes,
      };
      return new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: 'key-1' }).sign(key);
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
};
