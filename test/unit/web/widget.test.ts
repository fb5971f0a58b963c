import { describe, expect, test } from '@jest/globals';
import { ApiError } from '../../../web/api/api-error.ts';
import { needOf, orderAccounts, reasonOf } from '../../../web/widget/data/attention.ts';
import { createPace, movingMs, restingMs } from '../../../web/widget/data/poll-interval.ts';
import { changedPosts } from '../../../web/widget/data/post-changes.ts';
import { countOrder, momentOf, sentShare, shownCounts, tones } from '../../../web/widget/data/post-words.ts';
import { chooseReturnTo, pageAddress, withSession } from '../../../web/widget/page-address.ts';
import { type Attribute, readSettings } from '../../../web/widget/settings.ts';
import { explain } from '../../../web/widget/texts/explain.ts';
import { catalogues } from '../../../web/widget/texts/messages.ts';
import { createWords } from '../../../web/widget/texts/words.ts';
import { chooseTheme } from '../../../web/widget/theme.ts';
import { account, post } from './widget-data.ts';

const now = new Date('2026-05-04T12:00:00.000Z');
const minutesFromNow = (minutes: number): string => new Date(now.getTime() + minutes * 60_000).toISOString();

describe('how often the widget looks', () => {
  const listOf = (differing: Parameters<typeof post>[0], counts = {}) => ({
    posts: [post({ updatedAt: now.toISOString(), ...differing })],
    counts,
  });
  const interval = (...[differing, counts]: Parameters<typeof listOf>) =>
    createPace()(listOf(differing, counts), now);
  const later = (minutes: number): Date => new Date(now.getTime() + minutes * 60_000);

  test.each(['submitting', 'transferring', 'processing'] as const)(
    'is often while a post is %s',
    (status) => {
      expect(interval({ status })).toBe(movingMs);
    },
  );

  test.each(['outcome_unknown', 'in_inbox', 'cancelled', 'failed', 'published'] as const)(
    'is seldom while a post is %s',
    (status) => {
      expect(interval({ status })).toBe(restingMs);
    },
  );

  test('is seldom again for a post that has stood still for a quarter of an hour', () => {
    const stuck = { status: 'transferring', updatedAt: minutesFromNow(-16) } as const;

    expect(interval({ status: 'processing', updatedAt: minutesFromNow(-16) })).toBe(restingMs);
    expect(interval(stuck, { transferring: 1 })).toBe(restingMs);
  });

  test('is often from a minute before a post is submitted, until it is a quarter of an hour late', () => {
    const due = (minutes: number) =>
      interval({
        status: 'scheduled',
        updatedAt: minutesFromNow(-600),
        willSubmitAt: minutesFromNow(minutes),
      });

    expect([2, 0.5, -14, -16].map(due)).toEqual([restingMs, movingMs, movingMs, restingMs]);
    expect(interval({ status: 'queued', willSubmitAt: minutesFromNow(30) })).toBe(restingMs);
    expect(interval({ status: 'queued', willSubmitAt: null })).toBe(movingMs);
  });

  test('counts the posts that are not shown, for a quarter of an hour after their number changed', () => {
    const paceOf = createPace();
    const paces = [
      paceOf(listOf({}, { transferring: 1 }), now),
      paceOf(listOf({}, { transferring: 1 }), later(16)),
      paceOf(listOf({}, { transferring: 2 }), later(17)),
      paceOf(listOf({}, { transferring: 2 }), later(33)),
    ];

    expect(paces).toEqual([movingMs, restingMs, movingMs, restingMs]);
    expect(paceOf(undefined, now)).toBe(restingMs);
  });

  test('is no longer often for ever where the clock is behind, and often again when bytes move', () => {
    const paceOf = createPace();
    const sent = (bytes: number) =>
      listOf({
        status: 'transferring',
        updatedAt: minutesFromNow(180),
        bytes: { sent: bytes, total: 10 },
      });

    expect([paceOf(sent(1), now), paceOf(sent(1), later(14)), paceOf(sent(1), later(16))]).toEqual([
      movingMs,
      movingMs,
      restingMs,
    ]);
    expect(paceOf(sent(2), later(20))).toBe(movingMs);
  });
});

describe('what the widget tells of accounts and posts', () => {
  test('puts accounts that need somebody first, and those that were ended on purpose last', () => {
    const accounts = [
      account({ accountId: 'gone', state: 'disconnected' }),
      account({ accountId: 'fine' }),
      account({ accountId: 'soon', refreshExpiresAt: minutesFromNow(60) }),
      account({ accountId: 'partly', missingScopes: ['video.publish'] }),
      account({ accountId: 'revoked', state: 'revoked' }),
      account({ accountId: 'reauth', state: 'reauth_required' }),
    ];

    expect(orderAccounts(accounts, undefined, now).map(({ accountId }) => accountId)).toEqual([
      'revoked',
      'reauth',
      'partly',
      'soon',
      'fine',
      'gone',
    ]);
    expect(orderAccounts(accounts, 'fine', now).length).toBe(1);
    expect(needOf(account({ refreshExpiresAt: null }), now)).toBe('nothing');
  });

  test('tells an access that was ended at TikTok from one that is no longer accepted', () => {
    expect(reasonOf(account({ state: 'revoked' }), 'again')).toBe('revoked');
    expect(reasonOf(account({ state: 'reauth_required' }), 'again')).toBe('reauth_required');
    expect(reasonOf(account(), 'soon')).toBe('soon');
  });

  test('leaves out the states that no post is in, and knows a place for each', () => {
    expect(shownCounts({ published: 3, failed: 1, queued: 0 })).toEqual([
      { state: 'failed', count: 1 },
      { state: 'published', count: 3 },
    ]);
    expect([...countOrder].sort()).toEqual(Object.keys(tones).sort());
  });

  test('knows which posts changed, none at the first look', () => {
    const [old, moved, fresh] = [post(), post({ postId: 'p2' }), post({ postId: 'p3' })];

    expect(changedPosts(undefined, [old])).toEqual([]);
    expect(changedPosts([old, { ...moved, status: 'processing' }], [fresh, old, moved])).toEqual([
      fresh,
      moved,
    ]);
  });

  test('measures how much TikTok has, and never makes it up', () => {
    expect(sentShare({ bytes: { sent: 5, total: 20 } })).toBe(0.25);
    expect(sentShare({ bytes: { sent: 25, total: 20 } })).toBe(1);
    expect(sentShare({ bytes: { sent: 0, total: null } })).toBe(undefined);
    expect(sentShare({ bytes: { sent: 0, total: 0 } })).toBe(undefined);
  });

  test('dates a post by what is to come, else by when it came to its state', () => {
    const [due, then] = [minutesFromNow(60), minutesFromNow(-60)];

    expect(momentOf(post({ status: 'scheduled', willSubmitAt: null, publishAt: due }))).toBe(due);
    expect(momentOf(post({ status: 'published', publishAt: due, times: { published: then } }))).toBe(then);
    expect(momentOf(post({ updatedAt: then }))).toBe(then);
  });
});

describe('the words of the widget', () => {
  test.each(['en', 'fr'] as const)('name each state of a post, alone and counted: %s', (language) => {
    const { t } = createWords([language]);

    for (const state of countOrder) {
      expect(t(`states.${state}`)).toBe(catalogues[language].states[state]);
      for (const count of [0, 1, 2, 1_000_000])
        expect(t(`counted.${state}`, { count })).not.toMatch(/counted/);
    }
  });

  test('bend with the number as the language does', () => {
    const { t } = createWords(['fr-CA']);

    expect([0, 1, 2].map((count) => t('counted.published', { count }))).toEqual([
      'publiée',
      'publiée',
      'publiées',
    ]);
  });

  test('are filled with values as they are, whatever is in them', () => {
    const { t } = createWords(['en']);

    expect(t('changed', { title: '{{state}} $& <b>', state: 'Failed' })).toBe('{{state}} $& <b>: Failed');
    expect(t('drafts', { used: 1 })).toBe('Drafts waiting at TikTok: 1 of {{limit}}');
  });

  test('come in the first language that is spoken, with the region of the reader', () => {
    expect(createWords(['de', 'fr']).language).toBe('fr');
    expect(createWords(['xx']).language).toBe('en');
    expect(createWords(['en', 'en-GB']).when('2026-03-04T09:12:00.000Z', now)).toMatch(/^4 Mar/);
    expect(createWords(['en', 'en-US']).when('2026-03-04T09:12:00.000Z', now)).toMatch(/^Mar 4/);
  });

  test('explain a failure by our sentence, else the API’s own, and keep code and request id', () => {
    const refused = (status: number, code?: string, detail?: string) =>
      explain(
        new ApiError({
          kind: 'refused',
          trouble: { status, code, detail, requestId: 'req-1', fields: [], retryAfterSeconds: undefined },
        }),
      );

    expect(refused(403, 'insufficient_scope', 'Told.')).toEqual({
      said: 'insufficient_scope',
      told: 'Told.',
      requestId: 'req-1',
      code: 'insufficient_scope',
    });
    expect(refused(409, 'other', 'Told.')).toMatchObject({ said: undefined, told: 'Told.', code: 'other' });
    expect(refused(429)).toMatchObject({ said: 'tooMany', code: 'status_429' });
    expect(refused(0)).toMatchObject({ said: 'nothing' });
    expect(explain(new ApiError({ kind: 'unreachable' }))).toMatchObject({
      said: 'unreachable',
      code: 'unreachable',
    });
  });
});

describe('what a CRM says of the widget', () => {
  const read = (given: Partial<Record<Attribute, string>>) =>
    readSettings((name) => given[name] ?? null, 'https://site.example/widget/creator-connect-widget.js');

  test('has defaults that need nothing said', () => {
    expect(read({})).toEqual({
      api: 'https://site.example',
      lang: undefined,
      theme: 'auto',
      accountId: undefined,
      limit: 5,
      returnTo: undefined,
      opensTab: false,
    });
  });

  test.each([
    ['0', 1],
    ['7.9', 7],
    ['21', 20],
    ['many', 5],
    ['', 5],
    ['-3', 1],
  ])('shows a sensible number of posts for limit="%s"', (limit, shown) => {
    expect(read({ limit }).limit).toBe(shown);
  });

  test.each(['javascript:alert(1)', 'site.example', 'data:text/html,x'])(
    'has no other site than one of the web: %s',
    (api) => {
      expect(read({ api }).api).toBe('https://site.example');
    },
  );

  test('decides the theme before the page, and the page before the system', () => {
    expect(chooseTheme('light', 'dark', true)).toBe('light');
    expect(chooseTheme('auto', 'only light', true)).toBe('light');
    expect(chooseTheme('auto', 'dark', false)).toBe('dark');
    expect(chooseTheme('auto', 'light dark', true)).toBe('dark');
    expect(chooseTheme('auto', 'normal', true)).toBe('dark');
    expect(chooseTheme('auto', 'normal', false)).toBe('light');
  });
});

describe('where the widget leads', () => {
  test('is a page of the site, without a session until it is opened', () => {
    const page = pageAddress('https://site.example', { page: 'upload', postId: 'a&b', accountId: undefined });

    expect(page.href).toBe('https://site.example/platforms/tiktok/upload?postId=a%26b');
    expect(withSession(page, 'a.b.c', 'https://crm.example/?x=1&y=2')).toBe(
      `${page.href}#token=a.b.c&returnTo=https%3A%2F%2Fcrm.example%2F%3Fx%3D1%26y%3D2`,
    );
  });

  test.each([
    [undefined, 'https://crm.example/a?b=1#secret', 'https://crm.example/a?b=1'],
    ['/back#there', 'https://crm.example/a', 'https://crm.example/back#there'],
    ['https://other.example/', 'https://crm.example/a', 'https://other.example/'],
    ['javascript:alert(1)', 'https://crm.example/a', undefined],
    [undefined, 'about:blank', undefined],
    [undefined, `https://crm.example/?${'x'.repeat(2_000)}`, undefined],
  ])('has a way back: %s on %s', (wish, page, expected) => {
    expect(chooseReturnTo(wish, page)).toBe(expected);
  });
});
