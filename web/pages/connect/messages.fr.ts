import type { Messages } from './messages.en.ts';

const tryAgain = "Rien n'a été connecté. Réessayez dans un instant.";
const tellOperator = 'prévenez les responsables de votre CRM.';

export const french: Messages = {
  title: 'Connecter TikTok · Creator Connect',
  brand: 'Creator Connect',
  heading: 'Vos comptes TikTok',
  intro:
    'Connectez les comptes TikTok que vous voulez utiliser depuis votre CRM. Vous vous identifiez chez TikTok même\u00a0: votre mot de passe ne nous parvient jamais.',
  loading: 'Recherche de vos comptes…',
  accounts: 'Comptes',
  emptyTitle: "Aucun compte n'est encore connecté",
  emptyText:
    "TikTok vous demandera ce que vous autorisez. Vous pouvez mettre fin à la connexion à tout moment, ici ou dans l'application TikTok.",
  connectFirst: 'Connecter un compte TikTok',
  connectAnother: 'Connecter un autre compte',
  connectAnotherHint:
    "TikTok propose le compte avec lequel vous y êtes identifié. Pour en connecter un autre, changez d'abord de compte chez TikTok.",
  connectAgain: 'Reconnecter',
  opening: 'Ouverture de TikTok…',
  disconnect: 'Déconnecter',
  viewOnly: 'Ce lien permet de voir vos comptes, pas de les modifier.',
  unnamed: 'Compte TikTok',
  connectedSince: (date) => `Depuis le ${date}`,
  connectedPartly: 'Connecté en partie',
  missingScopes: 'Non autorisé\u00a0:',
  states: {
    connected: { label: 'Connecté', sentence: 'Le compte est connecté.' },
    reauth_required: {
      label: 'À reconnecter',
      sentence: "TikTok n'accepte plus notre accès. Reconnectez le compte pour l'utiliser.",
    },
    revoked: { label: 'Accès terminé', sentence: "L'accès a pris fin chez TikTok." },
    disconnected: {
      label: 'Déconnecté',
      sentence: "Le compte a été déconnecté ici. Reconnectez-le pour l'utiliser.",
    },
  },
  scopes: {
    'user.info.basic': 'voir votre nom et votre photo',
    'user.info.profile': 'voir votre identifiant et votre profil',
    'user.info.stats': "voir vos nombres d'abonnés et de mentions J'aime",
    'video.publish': 'publier pour vous',
    'video.upload': 'envoyer des brouillons dans votre boîte de réception TikTok',
    'video.list': 'voir vos vidéos publiques',
  },
  dialogTitle: (name) => `Déconnecter ${name}\u00a0?`,
  dialogText:
    "L'accès prend fin chez TikTok, et les clés que nous gardons pour ce compte sont détruites. Rien n'est supprimé sur TikTok. Pour utiliser à nouveau le compte ici, vous le reconnecterez.",
  dialogCancel: 'Garder la connexion',
  dialogConfirm: 'Déconnecter',
  dialogBusy: 'Déconnexion…',
  disconnected: (name) => `${name} est déconnecté\u00a0: l'accès a aussi pris fin chez TikTok.`,
  disconnectedHere: (name) =>
    `${name} est déconnecté ici, mais TikTok n'a pas confirmé la fin de l'accès. Vous pouvez le retirer dans l'application TikTok, sous Paramètres et confidentialité, Sécurité et autorisations, Autorisations des applications et services.`,
  connected: (name) => `${name} est connecté.`,
  connectedInPart: (name) => `${name} est connecté, mais tout n'a pas été autorisé.`,
  connectedUnconfirmed:
    "Nous ne pouvons pas confirmer que le compte a été connecté. Si la liste ne l'indique pas comme connecté, reconnectez-le.",
  failures: {
    authorization_denied: "TikTok n'a pas été autorisé à partager le compte\u00a0: rien n'a été connecté.",
    authorization_state_unknown:
      "Nous ne connaissons pas cette demande\u00a0: rien n'a été connecté. Recommencez avec le bouton ci-dessous.",
    authorization_state_used:
      "Cette demande a déjà été menée à bien. Si le compte n'est pas dans la liste, reconnectez-le.",
    authorization_other_browser:
      "La demande a commencé dans un autre navigateur\u00a0: rien n'a été connecté. Commencez et terminez dans le même.",
    authorization_expired: "La demande a pris trop de temps\u00a0: rien n'a été connecté. Recommencez.",
    authorization_code_refused:
      'TikTok a retiré son accord avant que nous puissions nous en servir. Reconnectez le compte.',
    account_linked_elsewhere:
      "Quelqu'un d'autre a déjà connecté ce compte TikTok. Il doit d'abord y être déconnecté.",
    platform_refused: "TikTok a refusé la connexion. Rien n'a été connecté.",
    platform_unavailable: `TikTok ne répond pas pour le moment. ${tryAgain}`,
    platform_misconfigured:
      "La liaison avec TikTok n'est pas bien configurée. Réessayer n'y changera rien\u00a0; prévenez les responsables de votre CRM.",
    queue_unavailable: `Notre file de messages ne répond pas pour le moment. ${tryAgain}`,
    database_unavailable: `Notre base de données ne répond pas pour le moment. ${tryAgain}`,
    key_service_unavailable: `Notre service de clés ne répond pas pour le moment. ${tryAgain}`,
    secret_unavailable: `Un réglage nécessaire ne peut pas être lu pour le moment. ${tryAgain}`,
    sealed_token_unreadable:
      "Une valeur protégée n'a pas pu être ouverte\u00a0: rien n'a été connecté. Prévenez les responsables de votre CRM.",
    internal_error: `Un problème est survenu de notre côté. ${tryAgain}`,
  },
  failedOtherwise: "Le compte n'a pas pu être connecté. Réessayez.",
  troubles: {
    unauthenticated: "Le lien qui vous a amené ici n'est pas valable.",
    token_expired: 'Le lien qui vous a amené ici a expiré.',
    insufficient_scope: `Le lien qui vous a amené ici ne permet pas cela. Rouvrez la page depuis votre CRM\u00a0; si cela ne suffit pas, ${tellOperator}`,
    session_ended: "Cette session a atteint la durée la plus longue qu'une session puisse avoir.",
    account_not_found:
      'Ce compte ne fait plus partie des vôtres. Rechargez la page pour voir où en est votre liste.',
    return_to_not_allowed: `Votre CRM demande un retour vers une adresse qui ne figure pas parmi celles que nous autorisons. Réessayer n'y changera rien\u00a0; ${tellOperator}`,
    database_unavailable: 'Notre base de données ne répond pas pour le moment. Réessayez dans un instant.',
    secret_unavailable:
      'Un réglage nécessaire ne peut pas être lu pour le moment. Réessayez dans un instant.',
    platform_misconfigured: `La liaison avec TikTok n'est pas bien configurée. Réessayer n'y changera rien\u00a0; ${tellOperator}`,
    internal_error: 'Un problème est survenu de notre côté. Réessayez dans un instant.',
  },
  loadFailed: "Vos comptes n'ont pas pu être chargés",
  connectFailed: "TikTok n'a pas pu être ouvert",
  disconnectFailed: "Le compte n'a pas pu être déconnecté",
  noDetail: "Le service n'a pas donné de réponse compréhensible. Réessayez dans un instant.",
  tooMany: 'Il y a eu trop de demandes à la fois. Attendez un instant, puis réessayez.',
  requestId: 'Numéro de la demande',
  retry: 'Réessayer',
  offlineTitle: 'Pas de connexion',
  offlineText:
    "Le service n'est pas joignable. Vérifiez votre connexion\u00a0; la page reprendra dès son retour.",
  missingTitle: "Cette page s'ouvre depuis votre CRM",
  missingText:
    "C'est votre CRM qui l'ouvre et dit qui vous êtes. Allez dans votre CRM et ouvrez-y la connexion TikTok.",
  endedTitle: 'Votre session a pris fin',
  endedText:
    'Les sessions sont courtes, pour votre sécurité. Retournez dans votre CRM et ouvrez-y de nouveau la connexion TikTok. Les comptes connectés le restent.',
  back: (host) => `Retour à ${host}`,
};
