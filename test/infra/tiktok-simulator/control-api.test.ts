import { request } from 'node:http';
import { describe, expect, test } from '@jest/globals';
import {
  authorizeUrl,
  callControl,
  clientSecret,
  readUserInfo,
  startOfTime,
  withReceiver,
  withSimulator,
} from './harness.ts';

describe('the control API', () => {
  test('lists, adds, changes, connects and disconnects creators', () =>
    withSimulator(async (simulator) => {
      const added = await callControl(simulator, 'POST', '/creators', {
        username: 'new.one',
        nickname: 'Ñew',
        privateAccount: true,
      });
      const patched = await callControl(simulator, 'PATCH', '/creators/new.one', {
        banned: true,
        followerCount: 3,
      });
      const connected = await callControl(simulator, 'POST', '/creators/new.one/connect', {
        scopes: ['user.info.basic'],
      });
      const before = await callControl(simulator, 'GET', '/creators');
      const disconnected = await callControl(simulator, 'POST', '/creators/new.one/disconnect', {
        reason: 4,
      });

      expect(added).toMatchObject({
        status: 200,
        body: { username: 'new.one', nickname: 'Ñew', openId: expect.stringMatching(/^-000/) },
      });
      expect(patched.body).toMatchObject({ banned: true, followerCount: 3, privateAccount: true });
      expect(connected.body).toMatchObject({
        access_token: expect.stringMatching(/^act\./),
        scope: 'user.info.basic',
      });
      expect(before.body).toContainEqual(
        expect.objectContaining({ username: 'new.one', connected: true, grantedScopes: ['user.info.basic'] }),
      );
      expect(disconnected.body).toMatchObject({
        event: 'authorization.removed',
        bodyText: expect.stringContaining('{\\"reason\\":4}'),
      });
    }));

  test('changes the app, keeps the previous secret and shows neither in clear', () =>
    withSimulator(async (simulator) => {
      const answer = await callControl(simulator, 'PATCH', '/app', {
        clientSecret: 'a-brand-new-secret',
        sandbox: true,
      });

      expect(answer.body).toMatchObject({
        clientSecret: '••••cret',
        previousClientSecret: '••••6789',
        sandbox: true,
      });
      expect(simulator.control.readApp()).toMatchObject({
        clientSecret: 'a-brand-new-secret',
        previousClientSecret: clientSecret,
      });
    }));

  test('sets switches and the clock', () =>
    withSimulator(async (simulator) => {
      const switches = await callControl(simulator, 'PATCH', '/switches', {
        pkce: 'hex',
        accessTokenSeconds: 5,
      });
      const advanced = await callControl(simulator, 'POST', '/clock', { advanceMs: 5_000 });
      const set = await callControl(simulator, 'POST', '/clock', { now: 1_000, frozen: true });
      const running = await callControl(simulator, 'POST', '/clock', { frozen: false });

      expect(switches.body).toMatchObject({ pkce: 'hex', accessTokenSeconds: 5, refreshRotation: 'strict' });
      expect(advanced.body).toEqual({
        now: startOfTime + 5_000,
        iso: '2026-11-22T09:30:05.000Z',
        frozen: true,
      });
      expect(set.body).toMatchObject({ now: 1_000, frozen: true });
      expect(running.body).toMatchObject({ frozen: false });
    }));

  test('adds, lists and removes faults', () =>
    withSimulator(async (simulator) => {
      const rule = {
        match: { path: '/v2/oauth/token/', grantType: 'refresh_token' },
        times: null,
        action: { kind: 'cut-after' },
      };
      const added = await callControl(simulator, 'POST', '/faults', rule);
      const listed = await callControl(simulator, 'GET', '/faults');
      const id = simulator.control.listFaults()[0]?.id;
      const removed = await callControl(simulator, 'DELETE', `/faults/${id}`);
      const again = await callControl(simulator, 'DELETE', `/faults/${id}`);

      expect(added.body).toMatchObject({ ...rule, seen: 0, applied: 0 });
      expect(listed.body).toEqual([added.body]);
      expect([removed.status, again.status]).toEqual([200, 400]);
    }));

  test('sends events, batches, raw bytes and pings, and lists what became of them', () =>
    withReceiver((receiver) =>
      withSimulator(
        async (simulator) => {
          receiver.statuses = [204];
          await callControl(simulator, 'POST', '/webhooks/event', {
            event: 'post.publish.complete',
            creator: 'simcreator',
          });
          await callControl(simulator, 'POST', '/webhooks/settle');
          const pending = await callControl(simulator, 'GET', '/webhooks?state=pending');
          await callControl(simulator, 'POST', '/webhooks/events', {
            events: [{ event: 'x', userOpenid: null, duplicates: 1 }],
            order: 'given',
          });
          await callControl(simulator, 'POST', '/webhooks/raw', { bodyBase64: '/wA=', signature: 'absent' });
          await callControl(simulator, 'POST', '/webhooks/ping');
          await callControl(simulator, 'POST', '/webhooks/settle');
          const delivered = await callControl(simulator, 'GET', '/webhooks?state=delivered&limit=2');

          expect(pending.body).toMatchObject([
            {
              event: 'post.publish.complete',
              lastStatus: 204,
              attempts: [{ status: 204 }],
              nextAttemptAt: startOfTime + 10_000,
            },
          ]);
          expect(receiver.received).toHaveLength(5);
          expect(delivered.body).toHaveLength(2);
          expect(receiver.received.some(({ body }) => body.equals(Buffer.from([255, 0])))).toBe(true);
        },
        { app: { webhookUrl: receiver.url } },
      ),
    ));

  test('lists API calls with grant type, status and error, and no secret in them', () =>
    withSimulator(async (simulator) => {
      const tokens = simulator.control.connectCreator('simcreator');
      await readUserInfo(simulator, tokens.access_token);
      const body = new URLSearchParams({
        client_key: 'x',
        client_secret: 'very-secret',
        grant_type: 'refresh_token',
        refresh_token: 'rft.y',
      });
      await fetch(`${simulator.url}/v2/oauth/token/`, { method: 'POST', body });

      const all = await callControl(simulator, 'GET', '/calls');
      const refreshes = await callControl(simulator, 'GET', '/calls?grantType=refresh_token');
      await callControl(simulator, 'DELETE', '/calls');

      expect(all.body).toMatchObject([
        {
          method: 'GET',
          path: '/v2/user/info/',
          grantType: null,
          status: 200,
          errorCode: null,
          at: startOfTime,
        },
        {
          method: 'POST',
          path: '/v2/oauth/token/',
          grantType: 'refresh_token',
          status: 200,
          errorCode: 'invalid_client',
        },
      ]);
      expect(refreshes.body).toHaveLength(1);
      expect(JSON.stringify(all.body)).not.toMatch(/very-secret|rft\.|act\./);
      expect((await callControl(simulator, 'GET', '/calls')).body).toEqual([]);
    }));

  test('goes back to how it was started', () =>
    withSimulator(async (simulator) => {
      const { access_token } = simulator.control.connectCreator('simcreator');
      await callControl(simulator, 'PATCH', '/switches', { pkce: 'hex' });
      simulator.control.addFault({ match: { path: '/v2/*' }, times: null, action: { kind: 'html' } });

      await callControl(simulator, 'POST', '/reset');

      expect((await readUserInfo(simulator, access_token)).status).toBe(401);
      expect(simulator.control.readSwitches().pkce).toBe('off');
      expect((await fetch(authorizeUrl(simulator))).status).toBe(200);
    }));

  test('refuses bad input by name and changes nothing', () =>
    withSimulator(async (simulator) => {
      const answers = [
        await callControl(simulator, 'PATCH', '/switches', { pkse: 'hex' }),
        await callControl(simulator, 'PATCH', '/switches', { pkce: 'rot13' }),
        await callControl(simulator, 'POST', '/creators', { nickname: 'x' }),
        await callControl(simulator, 'POST', '/creators', { username: 'simcreator' }),
        await callControl(simulator, 'POST', '/creators/nobody/disconnect'),
        await callControl(simulator, 'POST', '/faults', {
          match: { path: '/' },
          action: { kind: 'explode' },
        }),
        await callControl(simulator, 'POST', '/webhooks/raw', { bodyBase64: 'no base64!' }),
        await callControl(simulator, 'POST', '/webhooks/event', { event: 'post.publish.complete' }),
        await callControl(simulator, 'POST', '/clock', { advanceMs: 9e15 }),
        await callControl(simulator, 'POST', '/faults', {
          match: { path: '/' },
          share: 5,
          action: { kind: 'html' },
        }),
        await callControl(simulator, 'POST', '/faults', {
          match: { path: '/' },
          seed: 5,
          action: { kind: 'html' },
        }),
        await callControl(simulator, 'POST', '/grants', { scopes: [] }),
        await callControl(simulator, 'POST', '/grants', { creators: [{ username: 'a' }], prefix: 'b' }),
      ];

      expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 400));
      expect(answers.map(({ body }) => body)).toEqual([
        {
          error: expect.stringMatching(/^body\.pkse must be left out: the known keys are .*refreshRotation/),
        },
        { error: 'body.pkce must be one of off, hex, base64url.' },
        { error: 'body.username must be given.' },
        { error: 'There is a creator @simcreator already.' },
        { error: 'There is no creator @nobody.' },
        { error: expect.stringMatching(/^body\.action\.kind must be one of .*cut-after/) },
        { error: 'body.bodyBase64 must be base64.' },
        { error: 'An event needs a creator or a userOpenid (null for none).' },
        { error: 'No date is that far away.' },
        { error: 'body.share must be a number above 0 and up to 1.' },
        { error: 'A seed is for a rule with a share.' },
        { error: 'body must have either count or creators, and a prefix only with count.' },
        { error: 'body must have either count or creators, and a prefix only with count.' },
      ]);
      expect(simulator.control.readSwitches().pkce).toBe('off');
    }));

  test('has an index that names every operation, as JSON and as a page', () =>
    withSimulator(async (simulator) => {
      const json = await callControl(simulator, 'GET', '');
      const page = await fetch(`${simulator.url}/_simulator/api`, { headers: { accept: 'text/html' } });

      expect(json.body).toMatchObject({
        routes: expect.arrayContaining([expect.objectContaining({ path: '/_simulator/api/clock' })]),
      });
      expect(await page.text()).toContain('/_simulator/api/webhooks/raw');
    }));

  test('is closed to other web pages: by host name, by origin and by form', () =>
    withSimulator(async (simulator) => {
      const reset = `${simulator.url}/_simulator/api/reset`;
      const origin = await fetch(reset, { method: 'POST', headers: { origin: 'https://evil.example' } });
      const form = await fetch(`${simulator.url}/_simulator/api/app`, {
        method: 'PATCH',
        body: new URLSearchParams({ a: 'b' }),
      });
      const host = await new Promise<number | undefined>((resolve) =>
        request(reset, { method: 'POST', headers: { host: 'rebound.example' } }, (response) => {
          response.resume();
          resolve(response.statusCode);
        }).end(),
      );

      expect([origin.status, form.status, host]).toEqual([403, 415, 403]);
    }));
});
