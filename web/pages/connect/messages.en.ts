import type { TroubleCode } from './explain-trouble.ts';
import type { AccountState } from './read-accounts.ts';
import type { ConnectFailureCode } from './redirect-result.ts';

const tryAgain = 'Nothing was connected. Try again in a moment.';

const failures: Readonly<Record<ConnectFailureCode, string>> = {
  authorization_denied: 'TikTok was not allowed to share the account, so nothing was connected.',
  authorization_state_unknown:
    'We do not know this sign-in, so nothing was connected. Start again with the button below.',
  authorization_state_used:
    'This sign-in was finished before. If the account is not in the list, connect it again.',
  authorization_other_browser:
    'The sign-in began in another browser, so nothing was connected. Begin and finish it in the same one.',
  authorization_expired: 'The sign-in took too long, so nothing was connected. Start again.',
  authorization_code_refused: 'TikTok took its approval back before we could use it. Connect again.',
  account_linked_elsewhere:
    'Somebody else has connected this TikTok account already. It has to be disconnected there first.',
  platform_refused: 'TikTok refused the connection. Nothing was connected.',
  platform_unavailable: `TikTok does not answer right now. ${tryAgain}`,
  platform_misconfigured:
    'The connection to TikTok is not set up correctly. Trying again will not help; tell the people who run your CRM.',
  queue_unavailable: `Our message queue does not answer right now. ${tryAgain}`,
  database_unavailable: `Our database does not answer right now. ${tryAgain}`,
  key_service_unavailable: `Our key service does not answer right now. ${tryAgain}`,
  secret_unavailable: `A setting that we need cannot be read right now. ${tryAgain}`,
  sealed_token_unreadable:
    'A protected value could not be opened, so nothing was connected. Tell the people who run your CRM.',
  internal_error: `Something went wrong on our side. ${tryAgain}`,
};

const tellOperator = 'tell the people who run your CRM.';

const troubles: Readonly<Record<TroubleCode, string>> = {
  unauthenticated: 'The link that you came with is not valid here.',
  token_expired: 'The link that you came with has expired.',
  insufficient_scope: `The link that you came with does not allow this. Open the page from your CRM again; if that does not help, ${tellOperator}`,
  session_ended: 'This session has reached the longest time that one may last.',
  account_not_found:
    'This account is no longer among yours. Reload the page to see how your list stands now.',
  return_to_not_allowed: `Your CRM wants you back at an address that is not on our list of allowed ones. Trying again will not help; ${tellOperator}`,
  database_unavailable: 'Our database does not answer right now. Try again in a moment.',
  secret_unavailable: 'A setting that we need cannot be read right now. Try again in a moment.',
  platform_misconfigured: `The connection to TikTok is not set up correctly. Trying again will not help; ${tellOperator}`,
  internal_error: 'Something went wrong on our side. Try again in a moment.',
};

const states: Readonly<Record<AccountState, { readonly label: string; readonly sentence: string }>> = {
  connected: { label: 'Connected', sentence: 'The account is connected.' },
  reauth_required: {
    label: 'Needs you again',
    sentence: 'TikTok no longer accepts our access. Connect the account again to use it.',
  },
  revoked: { label: 'Access ended', sentence: 'The access was ended at TikTok.' },
  disconnected: {
    label: 'Disconnected',
    sentence: 'The account was disconnected here. Connect it again to use it.',
  },
};

const scopes: Readonly<Record<string, string>> = {
  'user.info.basic': 'see your name and picture',
  'user.info.profile': 'see your handle and profile',
  'user.info.stats': 'see your follower and like counts',
  'video.publish': 'publish posts for you',
  'video.upload': 'send drafts to your TikTok inbox',
  'video.list': 'see your public videos',
};

export const english = {
  title: 'Connect TikTok · Creator Connect',
  brand: 'Creator Connect',
  heading: 'Your TikTok accounts',
  intro:
    'Connect the TikTok accounts that you want to use from your CRM. You sign in at TikTok itself: your password never reaches us.',
  loading: 'Looking up your accounts…',
  accounts: 'Accounts',
  emptyTitle: 'No account is connected yet',
  emptyText:
    'TikTok will ask you what you allow. You can end the connection at any time, here or in the TikTok app.',
  connectFirst: 'Connect a TikTok account',
  connectAnother: 'Connect another account',
  connectAnotherHint:
    'TikTok offers the account that you are signed in to there. To connect a different one, switch accounts at TikTok first.',
  connectAgain: 'Connect again',
  opening: 'Opening TikTok…',
  disconnect: 'Disconnect',
  viewOnly: 'This link lets you see your accounts, not change them.',
  unnamed: 'TikTok account',
  connectedSince: (date: string) => `Since ${date}`,
  connectedPartly: 'Connected in part',
  missingScopes: 'Not allowed:',
  states,
  scopes,
  dialogTitle: (name: string) => `Disconnect ${name}?`,
  dialogText:
    'The access is ended at TikTok, and the keys that we hold for this account are destroyed. Nothing on TikTok is deleted. To use the account here again, you connect it again.',
  dialogCancel: 'Keep it connected',
  dialogConfirm: 'Disconnect',
  dialogBusy: 'Disconnecting…',
  disconnected: (name: string) => `${name} is disconnected: the access has ended at TikTok as well.`,
  disconnectedHere: (name: string) =>
    `${name} is disconnected here, but TikTok did not confirm the end of the access. You can remove it in the TikTok app under Settings and privacy, Security & permissions, Apps and services permissions.`,
  connected: (name: string) => `${name} is connected.`,
  connectedInPart: (name: string) => `${name} is connected, but not everything was allowed.`,
  connectedUnconfirmed:
    'We cannot confirm that the account was connected. If the list does not show it as connected, connect it again.',
  failures,
  failedOtherwise: 'The account could not be connected. Try again.',
  troubles,
  loadFailed: 'Your accounts could not be loaded',
  connectFailed: 'TikTok could not be opened',
  disconnectFailed: 'The account could not be disconnected',
  noDetail: 'The service gave no answer that we understand. Try again in a moment.',
  tooMany: 'There were too many requests at once. Wait a moment, then try again.',
  requestId: 'Request id',
  retry: 'Try again',
  offlineTitle: 'No connection',
  offlineText: 'The service cannot be reached. Check your connection; the page goes on when it is back.',
  missingTitle: 'This page needs a link from your CRM',
  missingText:
    'It is opened from your CRM, which says who you are. Go to your CRM and open the TikTok connection there.',
  endedTitle: 'Your session has ended',
  endedText:
    'Sessions are short, for your safety. Go to your CRM and open the TikTok connection there again. Connected accounts stay connected.',
  back: (host: string) => `Back to ${host}`,
};

export type Messages = typeof english;
