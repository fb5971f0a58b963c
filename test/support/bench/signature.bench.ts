import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { Webhook } from 'svix';
import { Secret } from '../../../shared/core/secret.ts';
import { verifySignature } from '../../../shared/platforms/tiktok/signature.ts';
import { clientSecret, signBody, writeEvent } from '../tiktok-events.ts';
import { median, renderFigure, speedOver } from './figures.ts';

const rounds = 25;
const timesPerRound = 10_000;

/** A body of about 400 bytes, as the events of posts are. */
const body = writeEvent({
  event: 'post.publish.publicly_available',
  openId: '-000SimOpenIdAbCdEfGhIjKlMnOpQrStUvWx',
  content: `{"publish_id":"v_pub_file~v2-1.7600000000000000123","publish_type":"DIRECT_PUBLISH","post_id":"7600000000000000456","x":"${'x'.repeat(80)}"}`,
});
const seconds = Math.floor(Date.now() / 1000);

/** Throws unless the signature is found valid. */
type Verify = () => void;

const demand = (valid: boolean): void => {
  if (!valid) throw new Error('A valid signature was refused.');
};

const ours = (): Verify => {
  const header = signBody(body, seconds);
  const secrets = [new Secret(clientSecret)];
  const now = new Date(seconds * 1000);
  const rules = { maxAgeSeconds: 73 * 3600, maxFutureSeconds: 300 };
  return () => demand(verifySignature(header, body, secrets, now, rules) === 'valid');
};

/** The least that a check needs: one HMAC over the same bytes and one comparison in constant time. */
const bare = (): Verify => {
  const claimed = Buffer.from(signBody(body, seconds).split('s=')[1] ?? '', 'hex');
  const prefix = `${seconds}.`;
  return () =>
    demand(timingSafeEqual(createHmac('sha256', clientSecret).update(prefix).update(body).digest(), claimed));
};

const svix = (): Verify => {
  const webhook = new Webhook(`whsec_${randomBytes(24).toString('base64')}`);
  const text = body.toString();
  const headers = {
    'svix-id': 'msg_1',
    'svix-timestamp': String(seconds),
    'svix-signature': webhook.sign('msg_1', new Date(seconds * 1000), text),
  };
  return () => void webhook.verify(text, headers);
};

const microsecondsEach = (verify: Verify): number => {
  const start = process.hrtime.bigint();
  for (let done = 0; done < timesPerRound; done += 1) verify();
  return Number(process.hrtime.bigint() - start) / 1_000 / timesPerRound;
};

/** Verifying a webhook signature, against bare node:crypto and the verifier of svix, in turn. */
export const run = async (): Promise<string[]> => {
  const contestants = { ours: ours(), bare: bare(), svix: svix() };
  const times = { ours: [] as number[], bare: [] as number[], svix: [] as number[] };
  const names = ['ours', 'bare', 'svix'] as const;
  for (const name of names) microsecondsEach(contestants[name]);
  for (let round = 0; round < rounds; round += 1) {
    for (const name of names) times[name].push(microsecondsEach(contestants[name]));
  }
  return [
    ...names.map(
      (name) => `${name}: ${median(times[name]).toFixed(2)} µs for a body of ${body.length} bytes`,
    ),
    renderFigure({
      what: 'verify a signature, × bare createHmac',
      measured: speedOver(times.bare, times.ours),
      reach: 0.6,
      atLeast: true,
    }),
    renderFigure({
      what: 'verify a signature, × svix',
      measured: speedOver(times.svix, times.ours),
      reach: 2.5,
      atLeast: true,
    }),
  ];
};
