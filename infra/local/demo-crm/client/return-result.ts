/** What the hosted page sends a user back with. */
export type ReturnResult =
  | { readonly kind: 'connected'; readonly accountId: string }
  | { readonly kind: 'failed'; readonly code: string };

const parameters = ['tiktok', 'accountId', 'code'];

/** The result in an address, and the address without it: it is told once. Undefined when there is none. */
export const readReturnResult = (
  address: string,
): { readonly result: ReturnResult; readonly cleanAddress: string } | undefined => {
  const url = new URL(address);
  const word = url.searchParams.get('tiktok');
  if (word !== 'connected' && word !== 'error') return undefined;
  const result: ReturnResult =
    word === 'connected'
      ? { kind: 'connected', accountId: url.searchParams.get('accountId') ?? '' }
      : { kind: 'failed', code: url.searchParams.get('code') ?? 'unknown' };
  for (const name of parameters) url.searchParams.delete(name);
  return { result, cleanAddress: url.href };
};

/** The sentence for a failure, by its key in the catalogue. */
export const failureKey = (code: string): 'denied' | 'elsewhere' | 'failed' => {
  if (code === 'authorization_denied') return 'denied';
  return code === 'account_linked_elsewhere' ? 'elsewhere' : 'failed';
};
