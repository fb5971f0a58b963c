import { createHmac } from 'node:crypto';

export const clientKey = 'awsimclientkey01';
export const clientSecret = 'sim-client-secret-0123456789';

/** 26 October 2026, where most tests take place. */
export const epoch = 1_793_000_000;

export interface EventWish {
  readonly event?: string;
  readonly openId?: string | undefined;
  readonly createTime?: unknown;
  readonly content?: unknown;
  readonly clientKey?: unknown;
}

/** The body of a valid event, in TikTok's own order of keys; by default a post that was published. */
export const writeEvent = (wish: EventWish = {}): Buffer =>
  Buffer.from(
    JSON.stringify({
      client_key: wish.clientKey ?? clientKey,
      event: wish.event ?? 'post.publish.complete',
      create_time: wish.createTime ?? epoch,
      ...('openId' in wish && wish.openId === undefined ? {} : { user_openid: wish.openId ?? 'open-id' }),
      content: wish.content ?? '{"publish_id":"v_pub_file~v2-1.76","publish_type":"DIRECT_PUBLISH"}',
    }),
  );

export const writeRemoval = (openId: string, createTime = epoch, reason = 1): Buffer =>
  writeEvent({ event: 'authorization.removed', openId, createTime, content: `{"reason":${reason}}` });

/** The header that TikTok would send with these bytes. */
export const signBody = (body: Uint8Array, t = epoch, secret = clientSecret): string =>
  `t=${t},s=${createHmac('sha256', secret).update(`${t}.`).update(body).digest('hex')}`;
