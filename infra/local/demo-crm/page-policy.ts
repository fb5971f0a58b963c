/** The origins that the page deals with. */
export interface PageOrigins {
  /** Of Creator Connect: its widget's script, and the API that the widget calls. */
  readonly site: string;
  /** Where the simulator shows its creators' pictures, without TLS; TikTok's own come by https. */
  readonly pictures: string | undefined;
}

/**
 * A policy as strict as a CRM may have: besides itself the page names the origin of Creator Connect twice, and the
 * widget asks for nothing more. No inline script or style, no HTML out of text.
 */
export const pagePolicy = ({ site, pictures }: PageOrigins): string =>
  [
    "default-src 'none'",
    `script-src 'self' ${site}`,
    `connect-src 'self' ${site}`,
    "style-src 'self'",
    `img-src 'self' https:${pictures === undefined ? '' : ` ${pictures}`}`,
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');
