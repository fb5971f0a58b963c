import { describe, expect, test } from '@jest/globals';
import { readUserInfo, refresh, withSimulator } from './harness.ts';

describe('grants in bulk', () => {
  test('give each of many new creators a pair that works', () =>
    withSimulator(async (simulator) => {
      const granted = simulator.control.grantCreators({ count: 10_000 });

      const last = granted.at(-1);
      expect(granted).toHaveLength(10_000);
      expect(last).toMatchObject({ username: 'creator.10000', openId: last?.tokens.open_id });
      expect(granted.every(({ openId }) => /^-000[\w-]{32}$/.test(openId))).toBe(true);
      expect(new Set(granted.flatMap(({ openId, tokens }) => [openId, tokens.refresh_token])).size).toBe(
        20_000,
      );
      expect((await readUserInfo(simulator, last?.tokens.access_token)).status).toBe(200);
      expect((await refresh(simulator, last?.tokens.refresh_token)).status).toBe(200);
    }));

  test('count on from the last made-up name, or under another one', () =>
    withSimulator(async (simulator) => {
      const { control } = simulator;
      const names = (wish: { count: number; prefix?: string }) =>
        control.grantCreators(wish).map(({ username }) => username);

      expect(names({ count: 2 })).toEqual(['creator.00001', 'creator.00002']);
      expect(names({ count: 1 })).toEqual(['creator.00003']);
      expect(names({ count: 1, prefix: 'other' })).toEqual(['other.00001']);
    }));

  test('take creators as they are given, and the scopes', () =>
    withSimulator(async (simulator) => {
      const [granted] = simulator.control.grantCreators({
        creators: [{ username: 'given.one', openId: '-000Given', nickname: 'Given' }],
        scopes: ['user.info.basic'],
      });

      expect(granted?.tokens).toMatchObject({ open_id: '-000Given', scope: 'user.info.basic' });
      expect(simulator.control.listCreators()).toContainEqual(
        expect.objectContaining({ openId: '-000Given', nickname: 'Given', connected: true }),
      );
    }));

  test('do nothing at all when one name is taken, given twice or a scope is unknown', () =>
    withSimulator(async (simulator) => {
      const { control } = simulator;
      const before = control.listCreators();
      const fresh = { username: 'fresh.one' };

      expect(() => control.grantCreators({ creators: [fresh, { username: 'simcreator' }] })).toThrow(
        'There is a creator @simcreator already.',
      );
      expect(() => control.grantCreators({ creators: [fresh, fresh] })).toThrow('given twice');
      expect(() => control.grantCreators({ count: 1, scopes: ['video.eat'] })).toThrow('scope video.eat');
      expect(control.listCreators()).toEqual(before);
    }));
});
