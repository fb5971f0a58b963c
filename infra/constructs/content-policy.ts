/** A content security policy, by its directives. */
export type ContentPolicy = Readonly<Record<string, string>>;

export interface PageSources {
  /** Where a page sends the parts of a file. */
  readonly uploadOrigin: string;
  /** Where pictures come from that are not served by TLS, as those of the simulator. */
  readonly plainPictureOrigin?: string | undefined;
}

/**
 * What a page may do: load its own scripts and styles, call its own API, send files to the media bucket, show pictures
 * (creators' come from TikTok's many hosts) and films. It is never framed, submits no form by itself, moves on to TikTok
 * by navigating, and makes no HTML out of text.
 */
export const pageContentPolicy = ({ uploadOrigin, plainPictureOrigin }: PageSources): ContentPolicy => ({
  'default-src': "'none'",
  'script-src': "'self'",
  'style-src': "'self'",
  'img-src': ["'self' https:", plainPictureOrigin].filter((source) => source !== undefined).join(' '),
  // The film that somebody is about to post: a file of theirs, or an address.
  'media-src': "'self' blob: https:",
  'font-src': "'self'",
  'connect-src': `'self' ${uploadOrigin}`,
  'form-action': "'none'",
  'base-uri': "'none'",
  'frame-ancestors': "'none'",
  'require-trusted-types-for': "'script'",
  'trusted-types': "'none'",
});

/** An answer of the API is data: should a browser show one as a page, it may do nothing. */
export const apiContentPolicy: ContentPolicy = {
  'default-src': "'none'",
  'base-uri': "'none'",
  'form-action': "'none'",
  'frame-ancestors': "'none'",
};

/** What a stranger uploaded is no page of ours, whatever it says it is: opened, it has no origin and runs nothing. */
export const mediaContentPolicy: ContentPolicy = { ...apiContentPolicy, sandbox: '' };

/** The policy as its header writes it. */
export const writeContentPolicy = (policy: ContentPolicy): string =>
  Object.entries(policy)
    .map(([directive, value]) => `${directive} ${value}`.trim())
    .join('; ');

/** What a page answers with besides its content policy, and besides what every answer of the site carries. */
export const pageHeaders: Readonly<Record<string, string>> = {
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=()',
  // Whoever opened the page, or was there before it in this tab, has no hold on its window: it could put another
  // session into the address at any time.
  'cross-origin-opener-policy': 'same-origin',
};
