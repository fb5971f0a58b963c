const name = 'creator-connect.reconnecting';

/** Where the browser refuses a storage, the account that comes back is told without a word on which one was meant. */
const attempt = <T>(act: () => T): T | undefined => {
  try {
    return act();
  } catch {
    return undefined;
  }
};

/**
 * Keeps in this tab which account is to be connected again: TikTok offers the one that is signed in there, and that the
 * right one came back has to be checked (tiktok-api.md section 1.5, point 4). `undefined`: any will do.
 */
export const noteMeantAccount = (accountId: string | undefined): void =>
  attempt(() =>
    accountId === undefined ? sessionStorage.removeItem(name) : sessionStorage.setItem(name, accountId),
  );

/** Which account it was, told once. */
export const takeMeantAccount = (): string | undefined => {
  const accountId = attempt(() => sessionStorage.getItem(name)) ?? undefined;
  noteMeantAccount(undefined);
  return accountId;
};
