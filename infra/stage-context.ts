import { createPublicKey, type KeyObject } from 'node:crypto';
import * as z from 'zod';
import { stageNames } from './stages.ts';

const httpsOrigin = z
  .url({ protocol: /^https?$/ })
  .refine((text) => URL.canParse(text) && new URL(text).origin === text, {
    message: 'must be an origin, such as https://crm.example.com, without a path',
  });
const httpsAddress = z.url({ protocol: /^https$/ });
const ownAddress = z.url({ protocol: /^https?$/ }).refine((text) => !text.endsWith('/'), {
  message: 'must not end with a slash',
});
const commaList = <Item extends z.ZodType>(item: Item) =>
  z.preprocess(
    (value) => (typeof value === 'string' ? value.split(',').map((part) => part.trim()) : value),
    z.array(item),
  );

/** What is not JSON stays text, which the schema then refuses by the setting's name. */
const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

/**
 * A domain with a dot in it, or an https address that ends in a slash, both as a browser would write them: that is how an
 * address is compared with them. The portal verifies no IP address and no port.
 */
const isVerifiable = (text: string): boolean => {
  const isDomain = /^[a-z\d-]+(\.[a-z\d-]+)*\.[a-z][a-z\d-]*$/.test(text);
  if (isDomain) return URL.canParse(`https://${text}/`) && new URL(`https://${text}/`).hostname === text;
  if (!text.startsWith('https://') || !text.endsWith('/') || !URL.canParse(text)) return false;
  const { href, hostname, port, search, hash, username } = new URL(text);
  const isPlain = port === '' && search === '' && hash === '' && username === '';
  return isPlain && href === text && isVerifiable(hostname);
};
const verifiedProperty = z
  .string()
  .refine(
    isVerifiable,
    'each must be a domain, such as media.example.com, or an https address that ends in a slash, such as https://example.com/videos/',
  );

const certificate = z
  .string()
  .regex(/^arn:[^:]+:acm:us-east-1:\d{12}:certificate\/.+$/, 'must be a certificate in us-east-1');

/** From PEM, or from its base64 alone: of a value with several lines the CDK's command line keeps the first. */
const readPublicKey = (text: string): KeyObject | undefined => {
  const body = text.replaceAll(/-----(BEGIN|END) PUBLIC KEY-----|\s/g, '');
  // The text of a private key has other lines around it, and its bytes have another form: neither is taken.
  if (!/^[\w+/=]+$/.test(body)) return undefined;
  try {
    return createPublicKey({ key: Buffer.from(body, 'base64'), format: 'der', type: 'spki' });
  } catch {
    return undefined;
  }
};
const publicKey = z.string().transform((text, context) => {
  const key = readPublicKey(text);
  // CloudFront asks for this size.
  if (key?.asymmetricKeyType === 'rsa' && key.asymmetricKeyDetails?.modulusLength === 2048)
    return key.export({ type: 'spki', format: 'pem' }).toString();
  context.addIssue('must be the public half, in PEM or its base64 on one line, of an RSA key of 2048 bits');
  return z.NEVER;
});
const files = z.preprocess(
  (value) => (typeof value === 'string' ? parseJson(value) : value),
  z.record(z.string().regex(/^[\w.-]+\.(txt|html)$/), z.string().max(10_000)),
);

/** What `-c name=value` or the `context` of `cdk.json` may set. */
const deploymentSchema = z.strictObject({
  stage: z
    .enum(stageNames)
    .optional()
    .describe(
      '`starter` (when absent: small, cheap, deleted with its stacks) or `production` (two zones, protected).',
    ),
  domainName: z
    .hostname()
    .optional()
    .describe(
      "The site's own domain, with `certificateArn`; otherwise the site has an address of CloudFront.",
    ),
  certificateArn: certificate.optional().describe('The certificate of that domain, in us-east-1.'),
  mediaPublicKey: publicKey
    .optional()
    .describe(
      'Public key (RSA of 2048 bits, PEM or its base64) of what signs the addresses of staged photos, with `domainName`; without it there are none.',
    ),
  crmOrigins: commaList(httpsOrigin)
    .optional()
    .describe('Origins of the CRM, comma-separated: CORS admits them, and `returnTo` may name them.'),
  oidcIssuer: httpsAddress
    .optional()
    .describe('An issuer whose tokens the API takes as CRM tokens, in place of the signing secret.'),
  oidcAudience: z.string().min(1).optional().describe('Their audience; `creator-connect` when absent.'),
  privacyUrl: httpsAddress.optional().describe("Where `/privacy` of the site leads, for TikTok's review."),
  termsUrl: httpsAddress.optional().describe("Where `/terms` of the site leads, for TikTok's review."),
  verificationFiles: files
    .optional()
    .describe(
      'Files by which TikTok verifies the site, as JSON: `{"tiktok….txt": "tiktok-developers-site-verification=…"}`.',
    ),
  verifiedProperties: commaList(verifiedProperty)
    .optional()
    .describe(
      "Domains and https address prefixes verified in TikTok's portal, comma-separated: `PULL_FROM_URL` is taken from there alone.",
    ),
  alarmEmail: z.email().optional().describe('Who is told of alarms; the address has to be confirmed once.'),
  logLevel: z.enum(['DEBUG', 'INFO', 'WARN', 'ERROR']).optional().describe('`INFO` when absent.'),
  tiktokPkce: z
    .enum(['off', 'hex'])
    .optional()
    .describe("`hex` when TikTok's authorize page complains of `code_challenge`; `off` when absent."),
});

/** What the local runtime sets besides, since its ports may differ. */
export const contextSchema = deploymentSchema.extend({
  localUrl: ownAddress.optional(),
  simulatorUrl: ownAddress.optional(),
  localAwsUrl: ownAddress.optional(),
});

/** The settings of a deployment, for the README. */
export const settings: readonly { readonly name: string; readonly description: string }[] = Object.entries(
  deploymentSchema.shape,
).map(([name, { description }]) => ({ name, description: description ?? '' }));

/** The names a caller may set in the context. */
export const settingNames = contextSchema.keyof().options;
export type SettingName = (typeof settingNames)[number];
export type StageContext = z.infer<typeof contextSchema>;
