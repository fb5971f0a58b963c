import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { readDayEnd, readDoubtfulBearers } from '../support/day-end.ts';
import { findLostGrants } from '../support/lost-grants.ts';
import { type DayPlan, type InjectedFault, runDay } from '../support/simulated-day.ts';
import { startTokenWorld, type TokenWorld } from '../support/token-world.ts';

const timeoutMs = 180_000;

/** These take no effect at TikTok, or harm nobody. */
const harmless: readonly InjectedFault[] = [
  { share: 0.01, action: { kind: 'answer', status: 500, code: 'server_error' } },
  { share: 0.008, action: { kind: 'rate-limit' } },
  { share: 0.008, action: { kind: 'cut-before' } },
  { share: 0.008, action: { kind: 'html' } },
  { share: 0.005, action: { kind: 'delay', delayMs: 30 } },
];

/** After these TikTok has rotated the refresh token, and its answer is gone. */
const lossy: readonly InjectedFault[] = [
  { share: 0.006, action: { kind: 'cut-after' } },
  { share: 0.004, action: { kind: 'cut-mid-body' } },
  { share: 0.001, times: 1, action: { kind: 'hang', takesEffect: true } },
];

const smallDay: Omit<DayPlan, 'faults'> = { accounts: 60, tenants: 5, usesPerStep: 1 };

describe('a day with faults in 5 % of all refreshes', () => {
  let world: TokenWorld;

  beforeEach(async () => {
    world = await startTokenWorld({ switches: { userInfoPerMinute: 1_000_000 } });
    const countDown = AbortSignal.timeout.bind(AbortSignal);
    // The one call that hangs is given up after 4 s instead of 12.
    jest.spyOn(AbortSignal, 'timeout').mockImplementation((ms) => countDown(ms === 12_000 ? 4_000 : ms));
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await world.close();
  });

  test(
    'and strict rotation ends with each of 1,000 accounts connected but those whose answer was lost, and no one else was ever refused',
    async () => {
      const day = await runDay(world, {
        accounts: 1_000,
        tenants: 20,
        faults: [...harmless, ...lossy],
        usesPerStep: 2,
      });

      const lost = findLostGrants(world.simulator.control.listCalls(), 0);
      const end = await readDayEnd(world);
      expect(lost.size).toBeGreaterThan(50);
      expect(end.reasons).toEqual({
        connected: day.accounts.length - lost.size,
        refresh_answer_lost: lost.size,
      });
      expect(new Set(end.needLogin)).toEqual(lost);
      expect(new Set(end.toldOfLogin)).toEqual(lost);
      expect(end.toldOfLogin.length).toBe(lost.size);
      expect(new Set(end.refusedAtPlatform)).toEqual(lost);
      expect(end.mostInFlight).toBe(1);
      const kept = day.accounts.filter(({ openId }) => !lost.has(openId));
      expect(await readDoubtfulBearers(world, kept)).toEqual([]);
      expect(day.longestGapMs).toBe(0);
      expect([...day.uses.keys()].filter((word) => !knownAnswers.has(word))).toEqual([]);
      expect(day.uses.get('token')).toBeGreaterThan(800);
      expect(new Set(day.sweeps.map(({ stoppedBy }) => stoppedBy))).toEqual(new Set([undefined]));
      expect([...day.rescues.keys()]).toEqual(['stored']);
      expect(end.journalled).not.toContain('superseded');
      expect(end.journalled).not.toContain('no outcome');
      expect(day.rotation).toMatchObject({ unreadable: 0 });
      expect(end.keys).toEqual({ active: 20, retired: 20, tokensUnderRetired: 0 });
    },
    timeoutMs,
  );

  test(
    'of which none takes effect unheard ends with every account connected',
    async () => {
      const day = await runDay(world, { ...smallDay, faults: [...harmless, ...harmlessToo] });

      const end = await readDayEnd(world);
      expect(world.simulator.control.countTokenCalls().struck).toBeGreaterThan(20);
      expect(end.reasons).toEqual({ connected: day.accounts.length });
      expect(end.refusedAtPlatform).toEqual([]);
      expect(await readDoubtfulBearers(world, day.accounts)).toEqual([]);
      expect(day.longestGapMs).toBe(0);
    },
    timeoutMs,
  );

  test(
    'that lose answers, and a minute of grace, costs a login only where the second try was lost as well',
    async () => {
      world.simulator.control.patchSwitches({ refreshGraceSeconds: 60 });

      const day = await runDay(world, { ...smallDay, faults: onlyLossy });

      const { control } = world.simulator;
      const lost = findLostGrants(control.listCalls(), 60_000);
      const end = await readDayEnd(world);
      expect(control.countTokenCalls().struck).toBeGreaterThan(20);
      expect(findLostGrants(control.listCalls(), 0).size).toBeGreaterThan(lost.size + 15);
      expect(new Set(end.needLogin)).toEqual(lost);
      expect(end.mostInFlight).toBe(1);
      const kept = day.accounts.filter(({ openId }) => !lost.has(openId));
      expect(await readDoubtfulBearers(world, kept)).toEqual([]);
    },
    timeoutMs,
  );
});

const harmlessToo: readonly InjectedFault[] = [{ share: 0.011, action: { kind: 'cut-before' } }];

const onlyLossy: readonly InjectedFault[] = [
  { share: 0.025, action: { kind: 'cut-after' } },
  { share: 0.025, action: { kind: 'cut-mid-body' } },
];

/** What a caller may hear while faults strike: a token, or a failure that says when to come back or whom to ask. */
const knownAnswers = new Set([
  'token',
  'account_not_connected',
  'platform_unavailable',
  'token_refresh_pending',
]);
