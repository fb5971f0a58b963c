import { describe, expect, test } from '@jest/globals';
import {
  keepOpen,
  lackOf,
  obstacleOf,
  sortAccounts,
} from '../../../../web/pages/upload/desk/judge-accounts.ts';
import { readPageAddress, writePageAddress } from '../../../../web/pages/upload/desk/page-address.ts';
import { account } from './builders.ts';

const [lina, mila] = [account(), account({ accountId: 'account-2' })];
const lost = account({ accountId: 'account-3', state: 'reauth_required' });

describe('the account that posts', () => {
  test('is the only one that can be used', () => {
    expect(sortAccounts([lost, lina], undefined).chosen).toBe(lina);
  });

  test('of several is none until somebody chooses', () => {
    expect(sortAccounts([lina, mila], undefined).chosen).toBeUndefined();
    expect(sortAccounts([lina, mila], 'account-2').chosen).toBe(mila);
  });

  test('is never one that cannot be used, or is not among them', () => {
    expect(sortAccounts([lina, mila, lost], 'account-3').chosen).toBeUndefined();
    expect(sortAccounts([lina, mila], 'account-9').chosen).toBeUndefined();
    expect(sortAccounts([lina, lost], 'account-3').chosen).toBeUndefined();
  });

  test('is told from those that need their creator at TikTok again', () => {
    expect(obstacleOf(lost)).toBe('reconnect');
    expect(obstacleOf(account({ scopes: ['user.info.basic'] }))).toBe('scope');
    expect(obstacleOf(account({ scopes: ['video.upload'] }))).toBeUndefined();
    expect(lackOf(account({ scopes: ['video.upload'] }))).toBe('direct');
    expect(lackOf(account({ scopes: ['video.publish'] }))).toBe('inbox');
    expect(lackOf(lina)).toBeUndefined();
  });
});

describe('the account that a form was opened for', () => {
  const opened = keepOpen([lina], undefined, undefined);

  test('stays when another one comes beside it', () => {
    expect(keepOpen([lina, mila], undefined, opened)).toEqual({ account: lina, loss: undefined });
    expect(keepOpen([lina, mila], 'account-1', opened)).toEqual({ account: lina, loss: undefined });
  });

  test('stays as it was while it cannot post, with the reason, and goes on when it can again', () => {
    const revoked = account({ state: 'revoked', scopes: [] });
    const lostToo = keepOpen([revoked, mila], 'account-1', opened);

    expect(lostToo).toEqual({ account: lina, loss: 'reconnect' });
    expect(keepOpen([revoked, mila], undefined, opened)).toEqual(lostToo);
    expect(keepOpen([account({ scopes: [] })], 'account-1', opened)?.loss).toBe('scope');
    expect(keepOpen([mila], 'account-1', opened)).toEqual({ account: lina, loss: 'gone' });
    expect(keepOpen([lina, mila], 'account-1', lostToo)).toEqual({ account: lina, loss: undefined });
  });

  test('gives way to one that somebody chooses', () => {
    expect(keepOpen([lina, mila], 'account-2', opened)?.account).toBe(mila);
    expect(keepOpen([lina, mila], 'account-9', opened)).toBeUndefined();
  });

  test('is none before one was chosen', () => {
    expect(keepOpen([lina, mila], undefined, undefined)).toBeUndefined();
    expect(keepOpen([lost], 'account-3', undefined)).toBeUndefined();
  });
});

describe('the address of the page', () => {
  test('is read as it was written, and keeps what else it says', () => {
    const search = writePageAddress('?lang=fr', { accountId: 'a&b', postId: 'post-1' });

    expect(search).toContain('lang=fr');
    expect(readPageAddress(search)).toEqual({ accountId: 'a&b', postId: 'post-1' });
    expect(writePageAddress(search, { postId: undefined })).toBe('?lang=fr&accountId=a%26b');
    expect(writePageAddress('?postId=1', { postId: undefined })).toBe('');
  });

  test('names no post by what is no id', () => {
    expect(readPageAddress(`?postId=&accountId=${'x'.repeat(201)}`)).toEqual({
      accountId: undefined,
      postId: undefined,
    });
  });
});
