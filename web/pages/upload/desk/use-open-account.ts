import { useEffect, useRef } from 'react';
import type { AccountStatus } from '../../../api/operations.ts';
import { isJsonObject, textOf } from '../../../api/read-json.ts';
import { keepOpen, type OpenAccount, obstacleOf } from './judge-accounts.ts';

const field = 'openAccountId';

/**
 * The account of the form before a reload. It stands with the history's entry and not in the address: the CRM's next link to this
 * page has to differ by its fragment alone, or the browser loads the page anew in place of taking up the session.
 */
const readKept = (accounts: readonly AccountStatus[]): string | undefined => {
  const state: unknown = history.state;
  const keptId = isJsonObject(state) ? textOf(state, field) : undefined;
  const kept = accounts.find(({ accountId }) => accountId === keptId);
  return kept === undefined || obstacleOf(kept) !== undefined ? undefined : keptId;
};

const keep = (accountId: string): void => {
  const state: unknown = history.state;
  history.replaceState({ ...(isJsonObject(state) ? state : {}), [field]: accountId }, '');
};

/** The account that the form is for. Once one is taken it stays the one, also after a reload, until another is chosen. */
export const useOpenAccount = (
  accounts: readonly AccountStatus[] | undefined,
  wishedId: string | undefined,
  isShown: boolean,
): OpenAccount | undefined => {
  const last = useRef<OpenAccount>(undefined);
  if (accounts !== undefined) {
    const keptId = last.current === undefined ? readKept(accounts) : undefined;
    last.current = keepOpen(accounts, wishedId ?? keptId, last.current);
  }
  const openId = last.current?.account.accountId;
  useEffect(() => {
    if (isShown && openId !== undefined) keep(openId);
  }, [isShown, openId]);
  return last.current;
};
