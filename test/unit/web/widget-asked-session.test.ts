import { describe, expect, test } from '@jest/globals';
import type { ApiCall, ApiReply } from '../../../web/api/call-api.ts';
import { createAskedSession } from '../../../web/widget/session/asked-session.ts';
import { createToken } from './token.ts';

const startedAt = new Date('2026-05-04T12:00:00.000Z');

/** A token that lives so many seconds from a time on. */
const tokenAt = (now: Date, seconds: number, userId = 'ada'): string => {
  const iat = now.getTime() / 1000;
  return createToken({ sub: userId, scope: 'read', iat, exp: iat + seconds });
};

const refused = (status: number): ApiReply => ({
  kind: 'refused',
  trouble: {
    status,
    code: undefined,
    detail: undefined,
    requestId: undefined,
    fields: [],
    retryAfterSeconds: undefined,
  },
});

/** A session with a clock, timers and a CRM that stand still until the test moves them. */
const setUp = (give: (time: number) => Promise<string>, reply: (call: ApiCall) => ApiReply) => {
  const world = { now: startedAt, asked: 0, used: [] as string[], timers: new Map<() => void, number>() };
  const session = createAskedSession({
    getToken: () => {
      world.asked += 1;
      return give(world.asked);
    },
    call: async (call) => {
      world.used.push(call.token ?? '');
      return reply(call);
    },
    clock: () => world.now,
    setTimer: (callBack, delayMs) => {
      world.timers.set(callBack, delayMs);
      return () => world.timers.delete(callBack);
    },
  });
  return { session, world };
};

const answered: ApiReply = { kind: 'answered', body: { connected: false, accounts: [] } };
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('a session of a CRM that is asked for tokens', () => {
  test('asks once for calls that come together, and not again while the token is young', async () => {
    const { session, world } = setUp(
      async () => tokenAt(startedAt, 900),
      () => answered,
    );

    session.start();
    await Promise.all([1, 2, 3].map(() => session.call('get-connection-status')));
    world.now = new Date(startedAt.getTime() + 500_000);
    await session.call('get-connection-status');

    expect(world.asked).toBe(1);
    expect(session.state().kind).toBe('active');
  });

  test('asks anew once a third of the life is left', async () => {
    const { session, world } = setUp(
      async () => tokenAt(world.now, 900),
      () => answered,
    );

    session.start();
    await session.call('get-connection-status');
    world.now = new Date(startedAt.getTime() + 601_000);
    await Promise.all([session.call('get-connection-status'), session.token()]);

    expect(world.asked).toBe(2);
    expect(new Set(world.used).size).toBe(2);
  });

  test('goes on with a token that still lives when the CRM has no newer one just now', async () => {
    const { session, world } = setUp(
      (time) => (time === 1 ? Promise.resolve(tokenAt(startedAt, 900)) : Promise.reject(new Error('Away.'))),
      () => answered,
    );

    session.start();
    await session.call('get-connection-status');
    world.now = new Date(startedAt.getTime() + 601_000);
    await session.call('get-connection-status');
    await session.call('get-connection-status');
    world.now = new Date(startedAt.getTime() + 620_000);
    await session.call('get-connection-status');

    expect(world.asked).toBe(3);
    expect(session.state().kind).toBe('active');
  });

  test('takes another token for the one that was refused, once for all calls that had it', async () => {
    const old = tokenAt(startedAt, 900);
    const { session, world } = setUp(
      async (time) => (time === 1 ? old : tokenAt(startedAt, 901)),
      ({ token }) => (token === old ? refused(401) : answered),
    );

    session.start();
    await Promise.all([session.call('get-connection-status'), session.call('get-connection-status')]);

    expect(world.asked).toBe(2);
    expect(world.used.length).toBe(4);
  });

  test.each([
    ['the same token comes again', () => tokenAt(startedAt, 900), 1],
    ['the next one is refused as well', (time: number) => tokenAt(startedAt, 900 + time), 2],
  ])('ends when %s', async (_what, give, uses) => {
    const { session, world } = setUp(
      async (time) => give(time),
      () => refused(401),
    );

    session.start();
    await expect(session.call('get-connection-status')).rejects.toMatchObject({ failure: { kind: 'ended' } });

    expect(session.state().kind).toBe('ended');
    expect(world.used.length).toBe(uses);
    expect(world.asked).toBe(2);
  });

  test('keeps the session when the API refuses for another reason', async () => {
    const { session, world } = setUp(
      async () => tokenAt(startedAt, 900),
      () => refused(503),
    );

    session.start();
    await expect(session.call('get-connection-status')).rejects.toMatchObject({
      failure: { kind: 'refused' },
    });

    expect(session.state().kind).toBe('active');
    expect(world.asked).toBe(1);
  });

  test.each(['no-jwt', '', createToken({ sub: 'ada' })])('takes no token that is none: %s', async (token) => {
    const { session } = setUp(
      async () => token,
      () => answered,
    );

    session.start();
    await settle();

    expect(session.state()).toEqual({ kind: 'refused', code: 'token_invalid' });
    expect(await session.token()).toBe(undefined);
  });

  test('does not wait for ever for a function that never answers, and asks it again later', async () => {
    const { session, world } = setUp(
      (time) => (time === 1 ? new Promise(() => undefined) : Promise.resolve(tokenAt(startedAt, 900))),
      () => answered,
    );

    session.start();
    for (const fire of [...world.timers.keys()]) fire();
    await settle();
    const afterFirst = session.state();
    for (const fire of [...world.timers.keys()]) fire();
    await settle();

    expect(afterFirst).toEqual({ kind: 'refused', code: 'token_unavailable' });
    expect(session.state().kind).toBe('active');
  });

  test('asks nobody any more when it is paused while the CRM is asked, and goes on when it is started again', async () => {
    let refuse = (_reason: Error): void => undefined;
    const { session, world } = setUp(
      (time) =>
        time === 1
          ? new Promise((_resolve, reject) => {
              refuse = reject;
            })
          : Promise.resolve(tokenAt(startedAt, 900)),
      () => answered,
    );

    session.start();
    session.pause();
    refuse(new Error('Away.'));
    await settle();
    session.retry();
    session.renew();
    const whilePaused = [await session.token(), session.atHand(), session.state().kind];
    const [asked, timers] = [world.asked, world.timers.size];
    session.start();
    await settle();

    expect(whilePaused).toEqual([undefined, undefined, 'starting']);
    expect([asked, timers]).toEqual([1, 0]);
    expect(session.state().kind).toBe('active');
  });

  test('gives no token to whoever waited for it when it was paused meanwhile', async () => {
    const { session } = setUp(
      async () => tokenAt(startedAt, 900),
      () => answered,
    );

    session.start();
    const coming = session.token();
    session.pause();

    expect(await coming).toBe(undefined);
  });

  test('asks for a new token when told to, and uses it although the old one is young', async () => {
    const { session, world } = setUp(
      async (time) => tokenAt(startedAt, 900, time === 1 ? 'ada' : 'grace'),
      () => answered,
    );

    session.start();
    await session.call('get-connection-status');
    session.renew();
    const atOnce = session.atHand();
    await settle();
    await session.call('get-connection-status');

    expect(atOnce).toBe(undefined);
    expect(world.asked).toBe(2);
    expect(world.used).toEqual([tokenAt(startedAt, 900), tokenAt(startedAt, 900, 'grace')]);
    expect(session.state()).toMatchObject({ kind: 'active', claims: { userId: 'grace' } });
  });

  test.each([
    ['waits for a token', 0],
    ['is refused', 1],
  ])('calls nothing as one person that was to be called as another, when it %s', async (_what, sent) => {
    const ada = tokenAt(startedAt, 900);
    const { session, world } = setUp(
      async (time) => (time === 1 ? ada : tokenAt(startedAt, 900, 'grace')),
      () => refused(401),
    );

    session.start();
    await settle();
    if (sent === 0) session.renew();
    await expect(session.call('get-connection-status')).rejects.toMatchObject({ failure: { kind: 'ended' } });

    expect(world.used).toEqual(sent === 0 ? [] : [ada]);
    expect(session.state()).toMatchObject({ kind: 'active', claims: { userId: 'grace' } });
  });

  test('has a token at hand, without asking, as long as it need not be renewed', async () => {
    const { session, world } = setUp(
      async () => tokenAt(startedAt, 900),
      () => answered,
    );

    const before = session.atHand();
    session.start();
    await settle();
    const young = session.atHand();
    world.now = new Date(startedAt.getTime() + 601_000);

    expect([before, young, session.atHand()]).toEqual([undefined, tokenAt(startedAt, 900), undefined]);
    expect(world.asked).toBe(1);
  });

  test('leaves no timer behind when it is paused', async () => {
    const { session, world } = setUp(
      () => Promise.reject(new Error('Away.')),
      () => answered,
    );

    session.start();
    await settle();
    const before = world.timers.size;
    session.pause();

    expect(before).toBe(1);
    expect(world.timers.size).toBe(0);
  });
});
