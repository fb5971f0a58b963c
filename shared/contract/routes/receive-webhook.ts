import { defineRoute } from '../rows.ts';

/** TikTok signs the bytes, not a form: nothing is parsed here, and nothing signed is refused. */
export const receiveWebhook = defineRoute({
  operationId: 'receive-webhook',
  trigger: 'webhook',
  method: 'POST',
  path: '/api/webhooks/tiktok',
  summary: "Takes TikTok's webhooks",
  description:
    'Answers 200 exactly when the event is durable in the queue; anything that prevents that is a 5xx, so TikTok retries.',
  auth: { kind: 'signature' },
  uses: ['queue:webhook-events:send', 'app-credentials'],
  timeoutSeconds: 10,
  memoryMb: 512,
  throttle: { ratePerSecond: 500, burst: 1000 },
  maxBodyBytes: 262_144,
  replies: { 200: { description: 'The event is durable.' } },
  failures: [
    'signature_missing',
    'signature_invalid',
    'body_too_large',
    'secret_unavailable',
    'queue_unavailable',
  ],
});
