import type { HttpEvent } from '../../shared/http/endpoint.ts';

export interface WebhookRequestWish {
  readonly base64?: boolean;
}

/** TikTok's request as API Gateway hands it to receive-webhook (payload format 2.0); without a signature when there is none. */
export const writeWebhookRequest = (
  body: Uint8Array,
  signature: string | undefined,
  { base64 = true }: WebhookRequestWish = {},
): HttpEvent => ({
  version: '2.0',
  routeKey: 'POST /api/webhooks/tiktok',
  rawPath: '/api/webhooks/tiktok',
  rawQueryString: '',
  headers: {
    'content-type': 'application/json',
    ...(signature === undefined ? {} : { 'tiktok-signature': signature }),
  },
  body: Buffer.from(body).toString(base64 ? 'base64' : 'utf8'),
  isBase64Encoded: base64,
  requestContext: {
    accountId: '000000000000',
    apiId: 'api',
    domainName: 'localhost',
    domainPrefix: 'api',
    http: {
      method: 'POST',
      path: '/api/webhooks/tiktok',
      protocol: 'HTTP/1.1',
      sourceIp: '127.0.0.1',
      userAgent: 'test',
    },
    requestId: 'request-1',
    routeKey: 'POST /api/webhooks/tiktok',
    stage: '$default',
    time: '',
    timeEpoch: 0,
  },
});
