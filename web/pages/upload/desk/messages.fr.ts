import type { english } from './messages.en.ts';

export const french: typeof english = {
  loading: 'Chargement…',
  postHeading: 'Votre publication',
  accounts: {
    failed: 'Vos comptes n’ont pas pu être chargés',
    emptyTitle: 'Aucun compte TikTok n’est encore connecté',
    emptyText:
      'Connectez le compte qui doit publier. TikTok demande l’accord de son créateur\u00a0; cela prend une minute.',
    connect: 'Connecter un compte TikTok',
    noneTitle: 'Aucun de vos comptes ne peut publier pour le moment',
    noneText:
      'Chacun demande que son créateur repasse par TikTok. Reconnectez-le, puis revenez sur cette page.',
    choose: 'Quel compte publie\u00a0?',
    chooseFirst: 'Choisissez un compte\u00a0: son formulaire s’ouvrira ici.',
    unnamed: 'Compte TikTok',
    othersTitle: 'Pas prêts à publier',
    reconnect: 'Doit être reconnecté.',
    scope: 'Son créateur n’a pas autorisé la publication depuis cette page.',
    again: 'Reconnecter',
    gone: 'Le compte indiqué dans l’adresse de cette page ne fait pas partie de ceux qui peuvent publier.',
  },
  lost: {
    title: 'Ce compte ne peut plus publier',
    reconnect: 'Il doit être reconnecté.',
    scope: 'Son créateur n’autorise plus la publication depuis cette page.',
    gone: 'Il n’est plus connecté.',
    kept: 'Ce que vous avez saisi, choisi et envoyé reste ici, et la suite se fera dès que le compte sera reconnecté dans un autre onglet. Si vous le faites dans cet onglet, le texte et l’envoi sont conservés, et le reste sera redemandé.',
  },
  scope: {
    title: 'Ce lien ne permet pas de publier',
    text: 'Il a été créé sans le droit de publier. Rouvrez la page depuis votre CRM\u00a0; si cela ne suffit pas, prévenez les responsables de votre CRM.',
  },
  creator: {
    failed: 'TikTok n’a pas pu dire ce que le créateur peut choisir',
    waiting:
      'Une nouvelle demande à TikTok partira d’elle-même à {{time}}. Rien de ce que vous avez saisi n’est perdu.',
    stale: 'Ce que le créateur peut choisir n’a pas pu être mis à jour.',
    lookAgain: 'Vérifier de nouveau',
  },
  draft: {
    restored:
      'Ce que vous aviez saisi la dernière fois est revenu. L’audience, les interactions et la mention commerciale sont à choisir de nouveau\u00a0: TikTok le veut pour chaque publication.',
    startOver: 'Recommencer à zéro',
    startOverTitle: 'Recommencer à zéro\u00a0?',
    startOverText: 'Tout ce formulaire est effacé, et le fichier est oublié.',
    keep: 'Garder',
  },
  sending: {
    askingTitle: 'Nous ne savons pas encore si votre publication est arrivée',
    asking:
      'La réponse s’est perdue en route. Nous la redemandons de nous-mêmes\u00a0; quel que soit le nombre de demandes, la publication n’a lieu qu’une fois au plus. Laissez cette page ouverte.',
    unansweredTitle: 'Nous ne savons pas si votre publication est arrivée',
    unanswered: 'Le bouton a été pressé le {{time}}, et aucune réponse n’est venue.',
    expired:
      'C’est trop ancien pour redemander sans risque. Regardez dans la liste de vos dernières publications, ou dans l’application TikTok, avant de publier de nouveau.',
    what: 'Publication\u00a0: {{what}}',
    askAgain: 'Redemander (rien ne sera publié deux fois)',
    discard: 'Abandonner',
    discardTitle: 'Abandonner sans savoir\u00a0?',
    discardText:
      'Si elle est arrivée, elle sera publiée quand même. Regardez dans la liste de vos dernières publications avant de la publier de nouveau.',
    keep: 'Garder',
    again: 'Un nouvel essai est possible à partir de {{time}}.',
  },
  latest: {
    title: 'Dernières publications de ce compte',
    none: 'Rien n’a encore été publié depuis cette page.',
    failed: 'Les dernières publications n’ont pas pu être chargées.',
    untitledVideo: 'Vidéo sans légende',
    untitledPhotos: 'Photos sans titre',
    retry: 'Réessayer',
  },
  crash: {
    title: 'Une partie de cette page n’a pas pu être affichée',
    text: 'Ce que vous avez saisi est conservé dans ce navigateur. Rechargez la page pour continuer\u00a0; l’audience, les interactions et la mention commerciale seront redemandées.',
    reload: 'Recharger la page',
  },
};
