import type { TroubleCode } from './explain-trouble.ts';

const tellOperator = 'tell the people who run your CRM.';

const troubles: Readonly<Record<TroubleCode, string>> = {
  unauthenticated: 'It is not valid here, or no longer.',
  token_expired: 'Sessions are short, for your safety, and this one has expired.',
  insufficient_scope: `The link that you came with does not allow this. Open the page from your CRM again; if that does not help, ${tellOperator}`,
  session_ended: 'It has reached the longest time that a session may last.',
  account_not_found:
    'This account is no longer among yours. Reload the page to see how your list stands now.',
  account_not_connected: 'The account has to be connected again before it can be used.',
  account_scope_missing:
    'The creator has not allowed what this needs. Connect the account again and allow it.',
  token_refresh_pending: 'The access to the account is being renewed. Try again in a moment.',
  return_to_not_allowed: `Your CRM wants you back at an address that is not on our list of allowed ones. Trying again will not help; ${tellOperator}`,
  rate_limited: 'TikTok’s limit for this is reached for the moment. Wait a little, then try again.',
  platform_refused: 'TikTok refused the request.',
  platform_unavailable: 'TikTok does not answer right now. Try again in a moment.',
  platform_misconfigured: `The connection to TikTok is not set up correctly. Trying again will not help; ${tellOperator}`,
  database_unavailable: 'Our database does not answer right now. Try again in a moment.',
  media_unavailable: 'Our file store does not answer right now. Try again in a moment.',
  queue_unavailable: 'Our message queue does not answer right now. Try again in a moment.',
  key_service_unavailable: 'Our key service does not answer right now. Try again in a moment.',
  secret_unavailable: 'A setting that we need cannot be read right now. Try again in a moment.',
  post_not_found: 'There is no such post among yours.',
  internal_error: 'Something went wrong on our side. Try again in a moment.',
};

export const english = {
  brand: 'Creator Connect',
  language: 'Language',
  loading: 'Loading…',
  retry: 'Try again',
  requestId: 'Request id: {{id}}',
  details: 'Details: {{detail}}',
  noDetail: 'The service gave no answer that we understand. Try again in a moment.',
  tooMany: 'There were too many requests at once. Wait a moment, then try again.',
  offlineTitle: 'No connection',
  offlineText: 'The service cannot be reached. Check your connection; the page goes on when it is back.',
  offlineBanner: 'You are offline. What you see may be old; nothing that you typed is lost.',
  onlineBanner: 'You are online again.',
  stale: 'This could not be brought up to date. What you see may be old.',
  missingTitle: 'This page needs a link from your CRM',
  missingText: 'It is opened from your CRM, which says who you are. Go to your CRM and open it there.',
  endedTitle: 'Your session has ended',
  endedText:
    'Go to your CRM and open this page there again, in this tab or a new one. Connected accounts stay connected, and what you typed is kept in this browser.',
  otherPerson: 'This link belongs to another user. What you had typed for the first one is kept for them.',
  back: 'Back to {{host}}',
  troubles,
};

export type Messages = typeof english;
