/** What a `connectUrl` carries behind its `#`, where no server and no log sees it. */
export interface PageFragment {
  readonly token: string;
  readonly returnTo: string | undefined;
}

/** Three parts of base64url, as a signed JWT is written (RFC 7515 section 7.1). */
const compactForm = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/** Reads `#token=<jwt>&returnTo=<url>`. Undefined when it holds no token. */
export const readFragment = (hash: string): PageFragment | undefined => {
  const fields = new URLSearchParams(hash.replace(/^#/, ''));
  const token = fields.get('token') ?? '';
  return compactForm.test(token) ? { token, returnTo: fields.get('returnTo') || undefined } : undefined;
};
