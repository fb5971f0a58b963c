import type { AccountStatus } from '../api/operations.ts';

const again = 'Reconnectez le compte pour l’utiliser.';

/**
 * In French, why an account is in its state; in English the API says it itself. What is missing here is said by the page in
 * words of its own.
 */
export const frenchStateReasons = {
  removed_by_creator: `Le créateur a retiré notre accès dans l’application TikTok. ${again}`,
  account_deleted: 'Le compte TikTok a été supprimé.',
  age_changed: 'TikTok a mis fin à l’accès parce que l’âge du compte a changé.',
  account_banned: 'TikTok a banni le compte.',
  revoked_by_app: `L’accès a été révoqué chez TikTok. ${again}`,
  unknown: `TikTok a mis fin à l’accès sans dire pourquoi. ${again}`,
  refresh_refused: `TikTok a mis fin à l’accès. ${again}`,
  refresh_token_expired: `TikTok donne accès pour un temps limité, et ce temps est écoulé. ${again}`,
  refresh_answer_lost: `TikTok a renouvelé l’accès, mais sa réponse s’est perdue en route, et TikTok ne la donne qu’une fois. ${again}`,
  refresh_in_doubt: `Le renouvellement de l’accès a été interrompu deux fois\u00a0: on ne sait pas quel jeton TikTok tient pour valable. ${again}`,
  refresh_keeps_failing: `TikTok a refusé cinq fois de renouveler l’accès. ${again}`,
  token_unreadable: `L’accès que nous gardons ne peut plus être ouvert. ${again}`,
} satisfies Partial<Record<AccountStatus['stateReasonCode'], string>>;
