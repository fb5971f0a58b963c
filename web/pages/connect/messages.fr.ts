import type { Messages } from './messages.en.ts';

const tryAgain = 'Rien n’a été connecté. Réessayez dans un instant.';

export const french: Messages = {
  title: 'Connecter TikTok · Creator Connect',
  heading: 'Vos comptes TikTok',
  intro:
    'Connectez les comptes TikTok que vous voulez utiliser depuis votre CRM. Vous vous identifiez chez TikTok même\u00a0: votre mot de passe ne nous parvient jamais.',
  loading: 'Recherche de vos comptes…',
  accounts: 'Comptes',
  emptyTitle: 'Aucun compte n’est encore connecté',
  emptyText:
    'TikTok vous demandera ce que vous autorisez. Vous pouvez mettre fin à la connexion à tout moment, ici ou dans l’application TikTok.',
  connectFirst: 'Connecter un compte TikTok',
  connectAnother: 'Connecter un autre compte',
  connectAnotherHint:
    'TikTok propose le compte avec lequel vous y êtes identifié. Pour en connecter un autre, changez d’abord de compte chez TikTok.',
  connectAgain: 'Reconnecter',
  opening: 'Ouverture de TikTok…',
  disconnect: 'Déconnecter',
  actionOn: '{{action}} ({{name}})',
  upload: 'Publier sur TikTok',
  viewOnly: 'Ce lien permet de voir vos comptes, pas de les modifier.',
  unnamed: 'Compte TikTok',
  connectedSince: 'Depuis le {{date}}',
  endsOn: 'TikTok met fin à notre accès le {{date}}, sauf si vous reconnectez le compte d’ici là.',
  grantedScopes: 'Autorisé\u00a0:',
  missingScopes: 'Non autorisé\u00a0:',
  badges: {
    connected: 'Connecté',
    in_part: 'Connecté en partie',
    ending: 'Fin prochaine',
    reauth_required: 'À reconnecter',
    revoked: 'Accès terminé',
    disconnected: 'Déconnecté',
  },
  reasons: {
    reauth_required: 'TikTok n’accepte plus notre accès. Reconnectez le compte pour l’utiliser.',
    revoked: 'L’accès a pris fin chez TikTok.',
    disconnected: 'Le compte a été déconnecté ici. Reconnectez-le pour l’utiliser.',
  },
  scopes: {
    user_info_basic: 'voir votre nom et votre photo',
    user_info_profile: 'voir votre identifiant et votre profil',
    user_info_stats: 'voir vos nombres d’abonnés et de mentions J’aime',
    video_publish: 'publier pour vous',
    video_upload: 'envoyer des brouillons dans votre boîte de réception TikTok',
    video_list: 'voir vos vidéos publiques',
  },
  dialogTitle: 'Déconnecter {{name}}\u00a0?',
  dialogIntro: 'Voici ce qui se passe\u00a0:',
  dialogRevoke: 'Notre accès au compte prend fin chez TikTok.',
  dialogKeys: 'Les clés que nous gardons pour ce compte sont détruites.',
  dialogPosts: 'Les publications qui attendent encore d’être envoyées sont annulées.',
  dialogKept: 'Rien de ce qui est sur TikTok n’est supprimé.',
  dialogLater: 'Pour utiliser à nouveau le compte ici, vous le reconnecterez.',
  dialogCancel: 'Garder la connexion',
  dialogConfirm: 'Déconnecter',
  dialogBusy: 'Déconnexion…',
  dialogFailed: 'La demande de confirmation n’a pas pu être chargée',
  disconnected: '{{name}} est déconnecté\u00a0: l’accès a aussi pris fin chez TikTok.',
  disconnectedHere:
    '{{name}} est déconnecté ici, mais TikTok n’a pas confirmé la fin de l’accès. Vous pouvez le retirer dans l’application TikTok, sous Paramètres et confidentialité, Sécurité et autorisations, Autorisations des applications et services.',
  connected: '{{name}} est connecté.',
  connectedInPart: '{{name}} est connecté, mais tout n’a pas été autorisé.',
  connectedOther:
    '{{name}} est connecté, mais c’est {{meant}} qui devait être reconnecté. Passez à {{meant}} chez TikTok, puis reconnectez-le ici.',
  connectedUnconfirmed:
    'Nous ne pouvons pas confirmer que le compte a été connecté. Si la liste ne l’indique pas comme connecté, reconnectez-le.',
  failures: {
    authorization_denied: 'TikTok n’a pas été autorisé à partager le compte\u00a0: rien n’a été connecté.',
    authorization_state_unknown:
      'Nous ne connaissons pas cette demande\u00a0: rien n’a été connecté. Recommencez avec le bouton ci-dessous.',
    authorization_state_used:
      'Cette demande a déjà été menée à bien. Si le compte n’est pas dans la liste, reconnectez-le.',
    authorization_other_browser:
      'La demande a commencé dans un autre navigateur\u00a0: rien n’a été connecté. Commencez et terminez dans le même.',
    authorization_expired: 'La demande a pris trop de temps\u00a0: rien n’a été connecté. Recommencez.',
    authorization_code_refused:
      'TikTok a retiré son accord avant que nous puissions nous en servir. Reconnectez le compte.',
    account_linked_elsewhere:
      'Quelqu’un d’autre a déjà connecté ce compte TikTok. Il doit d’abord y être déconnecté.',
    platform_refused: 'TikTok a refusé la connexion. Rien n’a été connecté.',
    platform_unavailable: `TikTok ne répond pas pour le moment. ${tryAgain}`,
    platform_misconfigured:
      'La liaison avec TikTok n’est pas bien configurée. Réessayer n’y changera rien\u00a0; prévenez les responsables de votre CRM.',
    queue_unavailable: `Notre file de messages ne répond pas pour le moment. ${tryAgain}`,
    database_unavailable: `Notre base de données ne répond pas pour le moment. ${tryAgain}`,
    key_service_unavailable: `Notre service de clés ne répond pas pour le moment. ${tryAgain}`,
    secret_unavailable: `Un réglage nécessaire ne peut pas être lu pour le moment. ${tryAgain}`,
    sealed_token_unreadable:
      'Une valeur protégée n’a pas pu être ouverte\u00a0: rien n’a été connecté. Prévenez les responsables de votre CRM.',
    internal_error: `Un problème est survenu de notre côté. ${tryAgain}`,
  },
  failedOtherwise: 'Le compte n’a pas pu être connecté. Réessayez.',
  loadFailed: 'Vos comptes n’ont pas pu être chargés',
  connectFailed: 'TikTok n’a pas pu être ouvert',
  disconnectFailed: 'Le compte n’a pas pu être déconnecté',
};
