import type { FormMessages } from './messages.en.ts';

/** TikTok’s own French wording of these is not published with its guidelines; beside each of them stands the English. */
const required: FormMessages['required'] = {
  audiencePlaceholder: 'Sélectionner',
  allowComment: 'Autoriser les commentaires',
  allowDuet: 'Autoriser les duos',
  allowStitch: 'Autoriser les collages',
  yourBrand: 'Votre marque',
  brandedContent: 'Contenu de marque',
  promotional: 'Votre photo/vidéo portera la mention «\u00a0Contenu promotionnel\u00a0»',
  partnership: 'Votre photo/vidéo portera la mention «\u00a0Partenariat rémunéré\u00a0»',
  disclosureEmpty:
    'Vous devez indiquer si votre contenu fait votre propre promotion, celle d’un tiers, ou les deux.',
  brandedNotPrivate: 'Un contenu de marque ne peut pas être privé.',
  musicDeclaration:
    'En publiant, vous acceptez la <music>Confirmation d’utilisation de la musique</music> de TikTok',
  brandedDeclaration:
    'En publiant, vous acceptez la <policy>Politique relative aux contenus de marque</policy> et la <music>Confirmation d’utilisation de la musique</music> de TikTok',
};

export const french: FormMessages = {
  name: 'La publication',
  creator: {
    heading: 'Qui publie',
    postsAs: 'Cette publication paraîtra au nom de',
    closedTitle: 'Aucune publication n’est possible pour le moment',
    draftsTitle: 'Seuls des brouillons sont possibles',
    closedUntil: 'Cela devrait être de nouveau possible le {{time}}.',
    closedTryLater: 'Réessayez plus tard.',
    closedWays:
      'Vous pouvez préparer la publication et la programmer pour plus tard, ou la laisser comme brouillon.',
    closedDraft: 'Vous pouvez plutôt laisser un brouillon dans la boîte de réception TikTok du créateur.',
    lookAgain: 'Vérifier de nouveau',
    reasons: {
      spam_risk_too_many_posts:
        'TikTok accepte de chaque créateur un certain nombre de publications par des applications en 24\u00a0heures, et ce nombre est atteint.',
      spam_risk_user_banned_from_posting: 'TikTok a interdit à ce créateur de publier.',
      reached_active_user_cap:
        'Le nombre de créateurs que TikTok accorde à cette application en 24\u00a0heures est atteint.',
      account_scope_missing: 'Le créateur ne nous a pas autorisés à publier directement.',
    },
  },
  media: { heading: 'Vidéo ou photos' },
  mode: {
    label: 'Comment l’envoyer',
    direct: 'Publier directement',
    directNote: 'Elle paraît d’elle-même sur le profil, avec les réglages d’ici.',
    inbox: 'Laisser un brouillon',
    inboxNote: 'Il attend dans la boîte de réception TikTok du créateur, qui le termine dans l’application.',
    draftVideo:
      'Pour le brouillon d’une vidéo, TikTok demande dans son application la légende, l’audience, les interactions et le caractère commercial. Il n’y a donc rien de plus à régler ici.',
    draftPhotos:
      'TikTok demande dans son application l’audience, les interactions et le caractère commercial.',
    scope: 'Le créateur ne l’a pas encore autorisé ({{scope}}).',
    connect: 'Reconnecter le compte et l’autoriser',
  },
  text: {
    videoTitle: 'Légende',
    photoTitle: 'Titre',
    description: 'Description',
    optional: 'Facultatif',
    videoNote:
      'Les mots-clés avec # et les mentions avec @ fonctionnent comme dans l’application. Le texte est publié exactement comme vous l’écrivez.',
    photoNote: 'Il est publié exactement comme vous l’écrivez.',
    descriptionNote:
      'Le texte sous les photos. Les mots-clés avec # et les mentions avec @ fonctionnent comme dans l’application.',
    count: '{{amount}} sur {{limit}} caractères',
    almost: 'Il reste moins de {{left}} caractères.',
    over: 'Le texte est trop long.',
  },
  audience: {
    label: 'Qui peut voir cette publication',
    note: 'TikTok veut que vous le choisissiez pour chaque publication.',
    levels: {
      PUBLIC_TO_EVERYONE: 'Tout le monde',
      MUTUAL_FOLLOW_FRIENDS: 'Amis',
      FOLLOWER_OF_CREATOR: 'Abonnés',
      SELF_ONLY: 'Moi uniquement',
    },
    levelNotes: {
      PUBLIC_TO_EVERYONE: 'Tout le monde sur TikTok, et ailleurs par un lien.',
      MUTUAL_FOLLOW_FRIENDS: 'Les abonnés que le créateur suit aussi.',
      FOLLOWER_OF_CREATOR: 'Tous ceux qui suivent le créateur.',
      SELF_ONLY: 'Personne d’autre que le créateur.',
    },
    brandedFollowers: 'Un contenu de marque doit être visible de tout le monde ou des amis.',
    withdrawn:
      'Les réglages du créateur ont changé\u00a0: «\u00a0{{level}}\u00a0» n’est plus proposé. Choisissez de nouveau.',
    none: 'TikTok n’a pas dit quelles audiences le créateur peut choisir.',
  },
  interactions: {
    label: 'Ce que les autres peuvent faire',
    note: 'Tout est désactivé tant que vous ne l’activez pas.',
    notePhotos: 'C’est désactivé tant que vous ne l’activez pas.',
    closed: 'Désactivé dans les réglages TikTok du créateur.',
    withdrawn: 'Les réglages du créateur ont changé\u00a0: il a fallu désactiver {{names}}.',
  },
  disclosure: {
    label: 'Déclarer un contenu commercial',
    note: 'Activez si ce contenu fait la promotion de vous-même, d’une marque, d’un produit ou d’un service.',
    boxes: 'Ce dont il fait la promotion',
    boxesNote: 'Cochez ce qui convient\u00a0; les deux sont possibles.',
    yourBrandNote: 'Vous faites votre propre promotion ou celle de votre entreprise.',
    brandedNote: 'Vous faites la promotion d’une autre marque ou d’un tiers.',
    brandedClosed: 'Choisissez une autre audience pour pouvoir cocher.',
  },
  ai: {
    label: 'Contenu généré par IA',
    note: 'TikTok indique que la publication a été créée ou modifiée par IA. Activez quand elle montre des scènes réalistes qui ne sont pas réelles.',
  },
  music: {
    label: 'Ajouter de la musique',
    note: 'TikTok choisit une musique pour les photos. Elle peut être changée ensuite dans l’application.',
  },
  schedule: {
    label: 'Programmer pour plus tard',
    note: 'D’une minute à 60\u00a0jours à l’avance.',
    noteFile:
      'Au moins une minute à l’avance, et jusqu’au {{until}}\u00a0: le fichier envoyé est gardé jusque-là pour une publication.',
    time: 'Jour et heure',
    chosen: 'Elle partira le {{time}}, {{zone}}.',
    zone: 'Dans votre fuseau horaire\u00a0: {{zone}}.',
    consent:
      'Votre accord vaut dès que vous appuyez sur le bouton\u00a0: il est enregistré avec ces réglages, et la publication part à cette heure sans rien redemander.',
    consentDraft: 'Le brouillon arrivera à cette heure dans la boîte de réception du créateur.',
  },
  quota: {
    heading: 'Les limites de TikTok',
    minute: 'Publications de cette minute\u00a0: {{used}} sur {{limit}}.',
    minuteLimit:
      'TikTok accepte {{limit}} publications par minute et par compte\u00a0; les suivantes attendent leur tour.',
    minuteFull:
      'Les {{limit}} publications de cette minute sont prises. La vôtre attendra son tour jusqu’à {{time}}.',
    drafts: 'Brouillons en attente\u00a0: {{used}} sur {{limit}}.',
    draftsFull:
      'Les {{limit}} places de brouillons sont prises. Une place se libère le {{time}}, ou quand le créateur en publie un\u00a0; le vôtre attendra jusque-là.',
    draftsFullSoon:
      'Les {{limit}} places de brouillons sont prises. Le vôtre attendra que le créateur en publie un.',
    daily: 'Les publications du jour de ce créateur sont épuisées, sans doute jusqu’au {{time}}.',
    dailyOpen: 'Les publications du jour de ce créateur sont épuisées.',
    creators:
      'Le nombre de créateurs du jour de cette application est atteint, sans doute jusqu’au {{time}}.',
    creatorsOpen: 'Le nombre de créateurs du jour de cette application est atteint.',
  },
  publish: {
    direct: 'Publier sur TikTok',
    directLater: 'Programmer la publication',
    inbox: 'Envoyer le brouillon',
    inboxLater: 'Programmer le brouillon',
    sending: 'Envoi…',
    consent: 'Rien ne part vers TikTok avant que vous appuyiez sur le bouton.',
    next: 'TikTok traite ensuite la publication. Quelques minutes peuvent passer avant qu’elle paraisse sur le profil\u00a0; vous pouvez la suivre ici.',
    nextLater: 'Vous pourrez suivre la publication ici, et l’annuler jusqu’à son départ.',
    nextDraft:
      'Ouvrez ensuite l’application TikTok\u00a0: une notification de la boîte de réception mène au brouillon. Terminez-le et publiez-le là.',
    newTab: 'S’ouvre dans un nouvel onglet',
    missingTitle: 'Il manque encore',
    missing: 'Il manque encore\u00a0: {{list}}',
    refusedTitle: 'La publication n’a pas été acceptée',
    fields: {
      account: 'Le compte',
      media: 'Vidéo ou photos',
      mode: 'Comment l’envoyer',
      title: 'Légende ou titre',
      description: 'Description',
      privacyLevel: 'Qui peut la voir',
      allowComment: required.allowComment,
      allowDuet: required.allowDuet,
      allowStitch: required.allowStitch,
      disclosure: 'Contenu commercial',
      isAiGenerated: 'Contenu généré par IA',
      autoAddMusic: 'Musique',
      publishAt: 'Heure',
    },
  },
  required,
  problems: {
    'account-lost':
      'Le compte ne peut pas publier pour le moment. La raison, et que faire, se trouvent plus haut.',
    'file-missing': 'Choisissez la vidéo à publier.',
    'file-reading': 'Le fichier est en cours d’examen. Attendez un instant.',
    'file-sending': 'Le fichier est encore en route vers notre stockage. Publiez quand il sera arrivé.',
    'file-paused': 'L’envoi du fichier est en pause. Reprenez-le.',
    'file-failed': 'L’envoi du fichier s’est arrêté. Réessayez, ou choisissez un autre fichier.',
    'file-checking': 'Le fichier est arrivé et en cours de vérification. Attendez un instant.',
    'file-refused': 'TikTok n’accepterait pas ce fichier. Choisissez-en un autre.',
    'file-too-long':
      'La vidéo dure {{seconds}}. Ce créateur peut publier des vidéos de {{limitSeconds}} au plus. Raccourcissez-la.',
    'file-expiring': 'Le fichier stocké va bientôt être supprimé. Envoyez-le de nouveau.',
    'url-missing': 'Donnez l’adresse de la vidéo.',
    'url-wrong': 'L’adresse de la vidéo ne peut pas servir. La raison est indiquée dessous.',
    'photos-missing': 'Donnez l’adresse d’au moins une photo.',
    'photos-too-many': 'Il y a {{amount}} photos. TikTok en accepte {{limit}} au plus.',
    'photo-wrong': 'L’adresse de la photo {{amount}} ne peut pas servir. La raison est indiquée dessous.',
    'scope-missing': 'Choisissez l’autre manière, ou faites reconnecter le compte et autorisez celle-ci.',
    'creator-closed':
      'TikTok n’accepte aucune publication de ce créateur pour le moment. Réessayez plus tard.',
    'text-too-long': 'Trop long de {{amount}}. TikTok accepte {{limit}} caractères.',
    'text-unreadable':
      'Le texte contient un caractère de contrôle invisible, ou la moitié d’un caractère. Saisissez-le de nouveau.',
    'audience-missing': 'Choisissez qui peut voir la publication.',
    'audience-withdrawn': 'Le créateur ne propose plus cette audience. Choisissez de nouveau.',
    'audience-branded': required.brandedNotPrivate,
    'interaction-closed': 'Les réglages TikTok du créateur ne le permettent pas. Désactivez-le.',
    'disclosure-empty': required.disclosureEmpty,
    'time-missing': 'Choisissez le jour et l’heure.',
    'time-too-soon':
      'C’est dans moins d’une minute. Choisissez une heure plus tardive, ou désactivez la programmation.',
    'time-too-late': 'C’est dans plus de 60\u00a0jours. Choisissez une heure jusqu’au {{until}}.',
    'time-after-file':
      'Le fichier envoyé est gardé pour les publications jusqu’au {{until}}. Choisissez une heure plus tôt.',
  },
};
