import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { Secret } from '../../shared/core/secret.ts';
import { createTiktok } from '../../shared/platforms/tiktok/tiktok.ts';
import { refuseWith, strikeInit } from '../support/init-paths.ts';
import { openMemoryMedia, startOrigin } from '../support/publish-media.ts';
import type { PostKind } from '../support/publish-posts.ts';
import { type PublishWorld, startPublishWorld } from '../support/publish-world.ts';
import type { ConnectedAccount } from '../support/token-world.ts';

const minuteMs = 60_000;

let world: PublishWorld;

beforeAll(async () => {
  world = await startPublishWorld();
});
afterEach(() => world.simulator.control.clearFaults());
afterAll(() => world.close());

const publish = async (kind: PostKind, account: ConnectedAccount) => {
  const post = await world.insertPost(kind, {}, { account });
  await world.pump();
  return world.findPost(post);
};

/** Those of tiktok-api.md section 5.10 that an init may be refused with, for good. */
const finalCodes: readonly (readonly [string, number, PostKind])[] = [
  ['invalid_param', 400, 'direct pull'],
  ['invalid_params', 400, 'inbox file'],
  ['invalid_file_upload', 400, 'direct file'],
  ['app_version_check_failed', 400, 'inbox photos'],
  ['scope_not_authorized', 401, 'direct file'],
  ['scope_permission_missed', 400, 'direct pull'],
  ['spam_risk_user_banned_from_posting', 403, 'inbox pull'],
  ['unaudited_client_can_only_post_to_private_accounts', 403, 'direct photos'],
  ['url_ownership_unverified', 403, 'direct pull'],
  ['privacy_level_option_mismatch', 403, 'direct photos'],
  ['a_code_that_no_page_names', 403, 'direct file'],
];

describe('an init that TikTok refuses for good', () => {
  test.each(finalCodes)(
    'with %s (%i) ends a %s with its code and log id, after one call',
    async (code, status, kind) => {
      const account = await world.newAccount();
      strikeInit(world, account, kind, refuseWith(code, status), null);

      const post = await publish(kind, account);

      expect(post).toMatchObject({
        state: 'failed',
        reason: { code, logId: `log of ${code}` },
        publishId: null,
        dueAt: null,
        willSubmitAt: null,
        isLeased: false,
      });
      expect(world.inits(account).called).toBe(1);
    },
  );

  test('inside an HTTP 200 ends the post all the same', async () => {
    const account = await world.newAccount();
    strikeInit(world, account, 'direct pull', refuseWith('url_ownership_unverified', 200));

    const post = await publish('direct pull', account);

    expect(post).toMatchObject({ state: 'failed', reason: { code: 'url_ownership_unverified' } });
    expect(world.inits(account).called).toBe(1);
  });

  test('is counted for the operator where only the operator can mend it', async () => {
    const account = await world.newAccount();
    const countOf = () => world.counted['PostingMisconfigured'] ?? 0;
    const before = countOf();
    strikeInit(world, account, 'direct pull', refuseWith('url_ownership_unverified', 403));
    await publish('direct pull', account);
    const after = countOf();
    strikeInit(world, account, 'direct pull', refuseWith('privacy_level_option_mismatch', 403));
    await publish('direct pull', account);

    expect([after - before, countOf() - after]).toEqual([1, 0]);
  });

  test('is told to the CRM with its reason', async () => {
    const account = await world.newAccount();
    strikeInit(world, account, 'direct pull', refuseWith('url_ownership_unverified', 403));

    const post = await publish('direct pull', account);

    const told = await world.database.superuser`
      select payload from outbox
      where account_id = ${account.id} and type = 'post.state_changed' order by payload ->> 'state'`;
    expect(told.map(({ payload }) => payload)).toMatchObject([
      { postId: post.id, state: 'failed', before: 'submitting', reason: 'url_ownership_unverified' },
      { postId: post.id, state: 'submitting', before: 'queued' },
    ]);
  });
});

describe('an access token that TikTok refuses at the init', () => {
  test('is renewed once, and the same submission goes on', async () => {
    const account = await world.newAccount();
    strikeInit(world, account, 'direct pull', refuseWith('access_token_invalid', 401));

    const post = await publish('direct pull', account);

    expect(post).toMatchObject({ state: 'published', initAttempts: 1 });
    expect(world.tasks(account)).toHaveLength(1);
    expect(world.simulator.control.countTokenCalls(account.openId)).toMatchObject({ refreshed: 1 });
  });

  test('twice ends the post: the account is to be connected again', async () => {
    const account = await world.newAccount();
    strikeInit(world, account, 'direct file', refuseWith('access_token_invalid', 401), null);

    const post = await publish('direct file', account);

    expect(post).toMatchObject({
      state: 'failed',
      reason: { code: 'access_token_invalid' },
      initAttempts: 0,
    });
    expect(world.inits(account).called).toBe(2);
    expect(world.tasks(account)).toEqual([]);
  });

  test('and that cannot be renewed ends the post as one of an account that is not connected', async () => {
    const account = await world.newAccount();
    strikeInit(world, account, 'direct file', refuseWith('access_token_invalid', 401), null);
    world.simulator.control.addFault({
      match: { path: '/v2/oauth/token/', openId: account.openId },
      times: null,
      action: {
        kind: 'answer',
        status: 400,
        body: '{"error":"invalid_grant","error_description":"","log_id":""}',
      },
    });

    const post = await publish('direct file', account);

    expect(post).toMatchObject({
      state: 'failed',
      reason: { code: 'account_not_connected' },
      isLeased: false,
    });
    expect(world.inits(account).called).toBe(1);
  });

  test('and whose renewal fails for now lets the post wait, with nothing asked in between', async () => {
    const account = await world.newAccount();
    strikeInit(world, account, 'direct pull', refuseWith('access_token_invalid', 401));
    world.simulator.control.addFault({
      match: { path: '/v2/oauth/token/', openId: account.openId },
      times: 2,
      action: { kind: 'answer', status: 503 },
    });
    const post = await world.insertPost('direct pull', {}, { account });

    await world.pump({ forMs: 0 });
    const waiting = await world.findPost(post);
    await world.pump({ forMs: 10 * minuteMs });

    expect(waiting).toMatchObject({ state: 'queued', initAttempts: 0, failures: 1 });
    expect(await world.findPost(post)).toMatchObject({ state: 'published', initAttempts: 1, failures: 0 });
  });
});

describe('an access token that has ended', () => {
  test('is renewed before the init, which TikTok then takes at once', async () => {
    const account = await world.newAccount();
    await world.advance(180 * minuteMs);

    const post = await publish('direct pull', account);

    expect(post).toMatchObject({ state: 'published' });
    expect(world.inits(account)).toMatchObject({ called: 1, ok: 1 });
    expect(world.simulator.control.countTokenCalls(account.openId)).toMatchObject({ refreshed: 1 });
  });
});

describe('a post whose account', () => {
  test('has not granted what it needs fails without a call', async () => {
    const account = await world.newAccount({ scopes: ['user.info.basic', 'video.upload'] });
    const post = await world.insertPost('direct pull', { creatorCheckedAt: null }, { account });

    await world.pump();

    expect(await world.findPost(post)).toMatchObject({
      state: 'failed',
      reason: { code: 'scope_not_authorized' },
    });
    expect(world.inits(account).called).toBe(0);
  });

  test('is no more connected fails without a call', async () => {
    const account = await world.newAccount();
    await world.database.superuser`
      update oauth_accounts set state = 'revoked', state_reason = 'removed_by_creator',
        sealed_access_token = null, sealed_refresh_token = null
      where id = ${account.id}`;

    const post = await publish('direct pull', account);

    expect(post).toMatchObject({ state: 'failed', reason: { code: 'account_not_connected' } });
    expect(world.inits(account).called).toBe(0);
  });

  test('is not there fails without a call', async () => {
    const account = { ...(await world.newAccount()), id: '019a0000-0000-7000-8000-000000000001' };

    const post = await publish('direct pull', account);

    expect(post).toMatchObject({ state: 'failed', reason: { code: 'account_not_connected' } });
  });
});

describe('staged photos', () => {
  test('of which one is gone fail without a call', async () => {
    const account = await world.newAccount();
    const post = await world.insertPost('direct staged photos', {}, { account });

    const media = openMemoryMedia(new Set([`media/tenant/${post.id}-b`]));

    await world.pump({ job: world.job({ media }) });

    expect(await world.findPost(post)).toMatchObject({ state: 'failed', reason: { code: 'media_changed' } });
    expect(world.inits(account).called).toBe(0);
  });
});

describe('when TikTok cannot be reached at all', () => {
  test('a post waits longer each time, nothing counts as asked, and it is published in the end', async () => {
    const account = await world.newAccount();
    const post = await world.insertPost('direct pull', {}, { account });
    const { url, close } = await startOrigin();
    await close();
    const nobody = createTiktok({
      settings: { authorizeUrl: url, apiUrl: url, pkce: 'off' },
      credentials: async () => ({
        clientKey: 'key',
        clientSecret: new Secret('secret'),
        previousClientSecret: undefined,
      }),
      fetch,
    });
    const waits: number[] = [];

    for (let tries = 0; tries < 4; tries += 1) {
      await world.pump({ forMs: 0, job: world.job({ platform: nobody }) });
      const { willSubmitAt, state, initAttempts } = await world.findPost(post);
      expect({ state, initAttempts }).toEqual({ state: 'queued', initAttempts: 0 });
      waits.push((willSubmitAt?.getTime() ?? 0) - world.now().getTime());
      await world.advance((waits.at(-1) ?? 0) + 1_000);
    }
    await world.pump();

    expect(waits.map((ms) => Math.round(ms / 1_000))).toEqual([34, 68, 135, 270]);
    expect(await world.findPost(post)).toMatchObject({ state: 'published', initAttempts: 1, failures: 0 });
  });

  test('for hours, a post fails with a reason that says so', async () => {
    const account = await world.newAccount();
    const post = await world.insertPost('direct pull', {}, { account });
    strikeInit(world, account, 'direct pull', { kind: 'html', status: 404 }, null);

    for (let minutes = 0; minutes < 5 * 60; minutes += 10) {
      await world.pump({ forMs: 10 * minuteMs });
      await world.advance(10 * minuteMs);
      await world.reconcile();
    }

    expect(await world.findPost(post)).toMatchObject({
      state: 'failed',
      reason: { code: 'platform_unavailable' },
    });
    expect(world.inits(account).called).toBe(15);
  });
});
