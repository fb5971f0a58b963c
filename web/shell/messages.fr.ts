import type { Messages } from './messages.en.ts';

const tellOperator = 'prévenez les responsables de votre CRM.';

export const french: Messages = {
  brand: 'Creator Connect',
  language: 'Langue',
  loading: 'Chargement…',
  retry: 'Réessayer',
  requestId: 'Numéro de la demande\u00a0: {{id}}',
  details: 'Détails\u00a0: {{detail}}',
  noDetail: 'Le service n’a pas donné de réponse compréhensible. Réessayez dans un instant.',
  tooMany: 'Il y a eu trop de demandes à la fois. Attendez un instant, puis réessayez.',
  offlineTitle: 'Pas de connexion',
  offlineText:
    'Le service n’est pas joignable. Vérifiez votre connexion\u00a0; la page reprendra dès son retour.',
  offlineBanner:
    'Vous êtes hors ligne. Ce que vous voyez n’est peut-être plus à jour\u00a0; rien de ce que vous avez saisi n’est perdu.',
  onlineBanner: 'Vous êtes de nouveau en ligne.',
  stale: 'La mise à jour n’a pas abouti. Ce que vous voyez n’est peut-être plus à jour.',
  missingTitle: 'Cette page s’ouvre depuis votre CRM',
  missingText: 'C’est votre CRM qui l’ouvre et dit qui vous êtes. Allez dans votre CRM et ouvrez-la de là.',
  endedTitle: 'Votre session a pris fin',
  endedText:
    'Retournez dans votre CRM et rouvrez-y cette page, dans cet onglet ou dans un autre. Les comptes connectés le restent, et ce que vous avez saisi est conservé dans ce navigateur.',
  otherPerson:
    'Ce lien est celui d’un autre utilisateur. Ce que vous aviez saisi pour le premier lui est conservé.',
  back: 'Retour à {{host}}',
  troubles: {
    unauthenticated: 'Elle n’est pas valable ici, ou ne l’est plus.',
    token_expired: 'Les sessions sont courtes, pour votre sécurité, et celle-ci a expiré.',
    insufficient_scope: `Le lien qui vous a amené ici ne permet pas cela. Rouvrez la page depuis votre CRM\u00a0; si cela ne suffit pas, ${tellOperator}`,
    session_ended: 'Elle a atteint la durée la plus longue qu’une session puisse avoir.',
    account_not_found:
      'Ce compte ne fait plus partie des vôtres. Rechargez la page pour voir où en est votre liste.',
    account_not_connected: 'Le compte doit être reconnecté avant de pouvoir servir.',
    account_scope_missing:
      'Le créateur n’a pas autorisé ce qu’il faut pour cela. Reconnectez le compte et donnez l’autorisation.',
    token_refresh_pending: 'L’accès au compte est en cours de renouvellement. Réessayez dans un instant.',
    return_to_not_allowed: `Votre CRM demande un retour vers une adresse qui ne figure pas parmi celles que nous autorisons. Réessayer n’y changera rien\u00a0; ${tellOperator}`,
    rate_limited: 'La limite de TikTok est atteinte pour le moment. Attendez un peu, puis réessayez.',
    platform_refused: 'TikTok a refusé la demande.',
    platform_unavailable: 'TikTok ne répond pas pour le moment. Réessayez dans un instant.',
    platform_misconfigured: `La liaison avec TikTok n’est pas bien configurée. Réessayer n’y changera rien\u00a0; ${tellOperator}`,
    database_unavailable: 'Notre base de données ne répond pas pour le moment. Réessayez dans un instant.',
    media_unavailable: 'Notre stockage de fichiers ne répond pas pour le moment. Réessayez dans un instant.',
    queue_unavailable: 'Notre file de messages ne répond pas pour le moment. Réessayez dans un instant.',
    key_service_unavailable: 'Notre service de clés ne répond pas pour le moment. Réessayez dans un instant.',
    secret_unavailable:
      'Un réglage nécessaire ne peut pas être lu pour le moment. Réessayez dans un instant.',
    post_not_found: 'Cette publication ne fait pas partie des vôtres.',
    internal_error: 'Un problème est survenu de notre côté. Réessayez dans un instant.',
  },
};
