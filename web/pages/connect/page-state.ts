import type { Trouble } from '../../api/call-api.ts';
import type { Outcome } from './connect-flow.ts';
import type { Account } from './read-accounts.ts';

/** What the page shows. */
export type View =
  | { readonly kind: 'loading' }
  | { readonly kind: 'accounts'; readonly accounts: readonly Account[] }
  | { readonly kind: 'trouble'; readonly trouble: Trouble }
  | { readonly kind: 'offline' }
  /** `trouble`: what ended the session, when the API said so. */
  | { readonly kind: 'no-session'; readonly reason: 'missing' | 'ended'; readonly trouble?: Trouble };

/** What a list of accounts, asked for, makes of the page. */
export const viewOf = (outcome: Outcome<readonly Account[]>): View => {
  switch (outcome.kind) {
    case 'done':
      return { kind: 'accounts', accounts: outcome.value };
    case 'refused':
      return { kind: 'trouble', trouble: outcome.trouble };
    case 'unreachable':
      return { kind: 'offline' };
    case 'ended':
      return { kind: 'no-session', reason: 'ended' };
  }
};
