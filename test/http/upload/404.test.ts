import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startApi } from '../../support/api.ts';
import { pointersOf } from '../../support/refusals.ts';
import { openSession } from '../../support/sessions.ts';
import {
  directPhotos,
  directVideo,
  inboxVideo,
  nowhere,
  withFile,
  withPhotos,
} from '../../support/upload-forms.ts';
import { countCalls, countPosts, openCreator, stage, upload } from '../../support/uploads.ts';

const api = await startApi();
let accountId = '';
beforeAll(async () => {
  accountId = (await openCreator(api)).id;
});
afterAll(api.close);

const strangers: Readonly<Record<string, () => Promise<string>>> = {
  'another tenant’s CRM': () => api.token({ tenant: 'tenant-b' }),
  'a session of another user of the tenant': () => openSession(api, 'user-2', { scope: 'publish' }),
  'a session of another tenant’s user of the same name': () =>
    openSession(api, 'user-1', { scope: 'publish' }, 'tenant-b'),
};

describe('an account that is not there for the caller', () => {
  test.each(Object.keys(strangers))('because it is not of %s is not found', async (who) => {
    const answer = await upload(api, { ...directVideo, accountId }, { token: await strangers[who]?.() });

    expect(answer.status).toBe(404);
    expect(answer.body).toMatchObject({ code: 'account_not_found' });
    expect(pointersOf(answer.body)).toEqual(['body /accountId']);
  });

  test.each([nowhere, 'x', "' or true --", 'a\0b', '%'])('because it is %j is not found', async (unknown) => {
    const answer = await upload(api, { ...inboxVideo, accountId: unknown });

    expect(answer.status).toBe(404);
    expect(answer.body).toMatchObject({ code: 'account_not_found' });
  });

  test('looks the same whether it exists elsewhere or nowhere', async () => {
    const token = await api.token({ tenant: 'tenant-b' });

    const [foreign, missing] = [
      await upload(api, { ...directVideo, accountId }, { token }),
      await upload(api, directVideo, { token }),
    ];

    const tellable = (body: unknown) => ({ ...(body as object), requestId: '' });
    expect(tellable(foreign.body)).toEqual(tellable(missing.body));
  });
});

describe('a staged file that is not there for the caller', () => {
  const files: Readonly<Record<string, () => Promise<string>>> = {
    'is another tenant’s': () => stage(api, { tenant: 'tenant-b' }),
    'was deleted': () => stage(api, { state: 'deleted' }),
    'has expired': () => stage(api, { expiresInMs: -1 }),
    'never was': async () => nowhere,
    'has no id of ours': async () => "x' or true --",
  };

  test.each(Object.keys(files))('because it %s is not found', async (which) => {
    const mediaId = (await files[which]?.()) ?? '';

    const answer = await upload(api, { ...withFile(directVideo, mediaId), accountId });

    expect(answer.status).toBe(404);
    expect(answer.body).toMatchObject({ code: 'media_not_found' });
    expect(pointersOf(answer.body)).toEqual(['body /media/mediaId']);
  });

  test('because another user staged it is not found for a session, but for the CRM it is', async () => {
    const mediaId = await stage(api, { user: 'user-2' });
    const form = { ...withFile(inboxVideo, mediaId), accountId };

    const session = await upload(api, form, {
      token: await openSession(api, 'user-1', { scope: 'publish' }),
    });
    const crm = await upload(api, form);

    expect([session.status, crm.status]).toEqual([404, 202]);
  });

  test('is named among several, each by its place', async () => {
    const there = await stage(api, { kind: 'photo' });

    const answer = await upload(api, { ...withPhotos(directPhotos, nowhere, there, 'x'), accountId });

    expect(answer.status).toBe(404);
    expect(pointersOf(answer.body)).toEqual(['body /media/photoMediaIds/0', 'body /media/photoMediaIds/2']);
  });

  test('leaves no post, and TikTok unasked', async () => {
    await api.database.superuser`truncate tiktok_posts`;

    await upload(api, { ...withFile(directVideo, nowhere), accountId });

    expect(await countPosts(api)).toBe(0);
    expect(countCalls(api)).toBe(0);
  });
});
