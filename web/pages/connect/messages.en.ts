import type { AccountState } from './read-replies.ts';
import type { ConnectFailureCode } from './redirect-result.ts';
import type { ScopeKey } from './scope-words.ts';
import type { Standing } from './standing.ts';

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

const badges: Readonly<Record<Standing, string>> = {
  connected: 'Connected',
  in_part: 'Connected in part',
  ending: 'Ends soon',
  reauth_required: 'Needs you again',
  revoked: 'Access ended',
  disconnected: 'Disconnected',
};

const reasons: Readonly<Record<Exclude<AccountState, 'connected'>, string>> = {
  reauth_required: 'TikTok no longer accepts our access. Connect the account again to use it.',
  revoked: 'The access was ended at TikTok.',
  disconnected: 'The account was disconnected here. Connect it again to use it.',
};

const scopes: Readonly<Record<ScopeKey, string>> = {
  user_info_basic: 'see your name and picture',
  user_info_profile: 'see your handle and profile',
  user_info_stats: 'see your follower and like counts',
  video_publish: 'publish posts for you',
  video_upload: 'send drafts to your TikTok inbox',
  video_list: 'see your public videos',
};

export const english = {
  title: 'Connect TikTok · Creator Connect',
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
  /** What an action is about, for those who hear its button by itself. */
  actionOn: '{{action}} ({{name}})',
  upload: 'Post to TikTok',
  viewOnly: 'This link lets you see your accounts, not change them.',
  unnamed: 'TikTok account',
  connectedSince: 'Since {{date}}',
  endsOn: 'TikTok ends our access on {{date}} unless you connect the account again before.',
  grantedScopes: 'Allowed:',
  missingScopes: 'Not allowed:',
  badges,
  reasons,
  scopes,
  dialogTitle: 'Disconnect {{name}}?',
  dialogIntro: 'This is what happens:',
  dialogRevoke: 'Our access to the account is ended at TikTok.',
  dialogKeys: 'The keys that we hold for this account are destroyed.',
  dialogPosts: 'Posts that still wait to be sent are cancelled.',
  dialogKept: 'Nothing that is on TikTok is deleted.',
  dialogLater: 'To use the account here again, you connect it again.',
  dialogCancel: 'Keep it connected',
  dialogConfirm: 'Disconnect',
  dialogBusy: 'Disconnecting…',
  dialogFailed: 'The question whether to disconnect could not be loaded',
  disconnected: '{{name}} is disconnected: the access has ended at TikTok as well.',
  disconnectedHere:
    '{{name}} is disconnected here, but TikTok did not confirm the end of the access. You can remove it in the TikTok app under Settings and privacy, Security & permissions, Apps and services permissions.',
  connected: '{{name}} is connected.',
  connectedInPart: '{{name}} is connected, but not everything was allowed.',
  connectedOther:
    '{{name}} is connected, but {{meant}} was to be connected again. Switch to {{meant}} at TikTok, then connect it again here.',
  connectedUnconfirmed:
    'We cannot confirm that the account was connected. If the list does not show it as connected, connect it again.',
  failures,
  failedOtherwise: 'The account could not be connected. Try again.',
  loadFailed: 'Your accounts could not be loaded',
  connectFailed: 'TikTok could not be opened',
  disconnectFailed: 'The account could not be disconnected',
};

export type Messages = typeof english;
