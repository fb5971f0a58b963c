import { afterAll, describe, expect, test } from '@jest/globals';
import { startApi } from '../../support/api.ts';
import { directVideo, inboxVideo, withFile } from '../../support/upload-forms.ts';
import { openCreator, stage, upload } from '../../support/uploads.ts';

const asked: string[] = [];

/** The same store, noting each question: each is one round trip to the database. */
const noting = <Store extends object>(name: string, store: Store): Store =>
  new Proxy(store, {
    get: (target, key) => {
      const value: unknown = Reflect.get(target, key);
      if (typeof value !== 'function') return value;
      return (...given: unknown[]) => {
        asked.push(`${name}.${String(key)}`);
        return Reflect.apply(value, target, given);
      };
    },
  });

const api = await startApi({
  replace: (ordinary) => ({
    tokens: noting('tokens', ordinary.tokens),
    calls: noting('calls', ordinary.calls),
    caps: noting('caps', ordinary.caps),
    quotas: noting('quotas', ordinary.quotas),
    media: noting('media', ordinary.media),
    posts: noting('posts', ordinary.posts),
    accounts: noting('accounts', ordinary.accounts),
    idempotency: noting('idempotency', ordinary.idempotency),
  }),
});
afterAll(api.close);

describe('the database’s part in an upload', () => {
  test('of a draft by address is three round trips', async () => {
    const { id: accountId } = await openCreator(api);
    asked.length = 0;

    await upload(api, { ...inboxVideo, accountId });

    expect(asked).toEqual(['tokens.read', 'quotas.readOne', 'posts.insert']);
  });

  test('of a direct post of a staged file under a key is eight', async () => {
    const { id: accountId } = await openCreator(api);
    const mediaId = await stage(api);
    asked.length = 0;

    await upload(api, { ...withFile(directVideo, mediaId), accountId }, { key: 'a-key' });

    // The token is read with its account, once it is needed: it may have been renewed since the account was looked at.
    expect(asked).toEqual([
      'idempotency.begin',
      'tokens.read',
      'media.find',
      'tokens.read',
      'calls.take',
      'quotas.readOne',
      'posts.insert',
      'idempotency.finish',
    ]);
  });

  test('of a refused form or address is none', async () => {
    asked.length = 0;

    await upload(api, { ...directVideo, post: {} });
    await upload(api, {
      ...directVideo,
      media: { source: 'PULL_FROM_URL', videoUrl: 'https://evil.example/a' },
    });

    expect(asked).toEqual([]);
  });
});
