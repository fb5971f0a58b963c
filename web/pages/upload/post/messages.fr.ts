import type { english } from './messages.en.ts';

export const french: typeof english = {
  failedToLoad: 'La publication n’a pas pu être chargée',
  notFoundTitle: 'Cette publication est introuvable',
  notFoundText:
    'Elle ne fait pas partie des vôtres\u00a0: l’adresse est peut-être incomplète, ou la publication appartient à quelqu’un d’autre.',
  changed: 'État de la publication\u00a0: {{state}}.',
  stale: 'La mise à jour n’a pas abouti. Un nouvel essai se fait de lui-même.',
  direct: 'Publication directe',
  inbox: 'Brouillon pour la boîte de réception',
  video: 'Vidéo',
  photos: 'Photos',
  another: 'Publier autre chose',
  sameAgain: 'Remplir de nouveau le formulaire avec ce texte',
  replace: {
    title: 'Remplacer ce que vous avez saisi\u00a0?',
    text: 'Le formulaire contient un texte qui n’a pas été envoyé. Le texte de cette publication prendra sa place.',
    confirm: 'Remplacer',
    keep: 'Garder ma saisie',
  },
  states: {
    scheduled: 'Programmée',
    queued: 'En attente de son tour',
    submitting: 'En cours de remise à TikTok',
    outcome_unknown: 'Issue inconnue',
    transferring: 'En route vers TikTok',
    processing: 'En traitement chez TikTok',
    in_inbox: 'Dans la boîte de réception TikTok',
    cancelled: 'Annulée',
    failed: 'Non publiée',
    published: 'Publiée',
  },
  sentences: {
    scheduled:
      'Elle part chez TikTok à l’heure choisie. D’ici là, elle peut être annulée\u00a0; cette page peut être fermée.',
    queued: 'Elle part chez TikTok dans un instant, et peut encore être annulée.',
    queued_limits:
      'Elle attend que les limites de TikTok lui laissent une place, et peut encore être annulée. Cette page peut être fermée.',
    submitting: 'Elle est en train d’être remise à TikTok.',
    outcome_unknown:
      'TikTok l’a reçue ou non\u00a0: sa réponse s’est perdue. Le plus souvent, un avis de TikTok tranche en quelques minutes. Sinon, regardez dans l’application TikTok et dites ici ce que vous avez trouvé.',
    transferring:
      'Le fichier va de notre stockage à TikTok. Cette page peut être fermée\u00a0; l’envoi continue de lui-même.',
    processing_file: 'TikTok a le fichier et le traite. Cela prend en général une minute ou deux.',
    processing_pull:
      'TikTok va chercher les médias lui-même et les traite. Cela prend en général quelques minutes, et au plus une heure pour aller les chercher.',
    processing_cancel:
      'TikTok a été prié d’arrêter. Vous verrez ici si c’était à temps, dès que TikTok le dira.',
    in_inbox:
      'Ouvrez l’application TikTok, allez dans la boîte de réception et ouvrez la notification\u00a0: c’est là que la publication se complète et se publie.',
    cancelled: 'Il ne se passera plus rien.',
    failed: 'TikTok ne la montre pas. La raison, et ce que l’on peut faire, se trouvent plus bas.',
    published_public: 'Tout le monde peut la voir.',
    published_gone:
      'Elle a été publiée et n’est plus publique\u00a0: elle a été supprimée, ou n’est montrée qu’à moins de monde.',
    published_inbox:
      'Le créateur l’a publiée depuis la boîte de réception TikTok. Si elle est publique, son lien apparaîtra ici dès que TikTok l’aura examinée.',
    published_checking:
      'TikTok examine les publications publiques avant que tout le monde puisse les voir\u00a0: le plus souvent en une minute, parfois en quelques heures. Son lien apparaîtra alors ici.',
    published_audience:
      'Elle est publiée pour l’audience choisie. Seules les publications publiques ont un lien.',
  },
  minutes: 'Il peut s’écouler quelques minutes avant qu’elle apparaisse sur le profil.',
  inboxNext:
    'Une fois le brouillon arrivé, une notification dans la boîte de réception TikTok y mène\u00a0: le créateur le termine et le publie dans l’application.',
  willSubmit: 'Elle sera remise à TikTok\u00a0: {{time}}',
  publishAt: 'Moment choisi\u00a0: {{time}}',
  links_one: 'Où la voir',
  links_other: 'Où les voir',
  link: 'Ouvrir sur TikTok',
  linkNumber: 'Ouvrir sur TikTok ({{number}})',
  newTab: 's’ouvre dans un nouvel onglet',
  linkUnknown: 'Elle est publique. Son lien n’est pas connu, car le pseudo du compte ne l’est pas.',
  transfer: {
    label: 'De notre stockage à TikTok',
    amount: '{{sent}} sur {{total}}',
    pull: 'TikTok va chercher les médias',
    pullText: 'TikTok ne dit pas où il en est.',
  },
  timeline: 'Ce qui s’est passé',
  failure: {
    title: 'La raison, et ce que l’on peut faire',
    code: 'Code\u00a0: {{code}}',
    logId: 'Numéro de journal de TikTok\u00a0: {{id}}',
    advice: {
      retry: 'Publiez la même chose de nouveau.',
      wait: 'Attendez un peu, puis publiez la même chose de nouveau.',
      reconnect: 'Reconnectez le compte, puis publiez de nouveau.',
      change: 'Changez ce qui est nommé plus haut, puis publiez de nouveau.',
      creator_acts: 'Le créateur doit d’abord faire quelque chose dans l’application TikTok.',
      operator_acts:
        'Les responsables de ce service doivent intervenir. Donnez-leur le code et le numéro de journal.',
      none: 'Il n’y a rien à y faire.',
    },
    reconnect: 'Reconnecter le compte',
  },
  cancel: {
    now: 'Annuler cette publication',
    ask: 'Demander à TikTok d’arrêter',
    nowTitle: 'Annuler cette publication\u00a0?',
    askTitle: 'Demander à TikTok d’arrêter\u00a0?',
    nowText: 'Elle n’est pas encore partie chez TikTok. Rien ne sera publié.',
    askText:
      'TikTok est en train d’aller chercher les médias. Il peut encore s’arrêter, ou être déjà trop loin\u00a0; il le dira lui-même, et vous le verrez ici.',
    keep: 'Laisser continuer',
    failed: 'L’annulation n’a pas abouti',
    tooLate: 'C’est trop tard\u00a0: TikTok est au-delà du point où il s’arrête.',
  },
  resolve: {
    title: 'Avez-vous regardé dans l’application TikTok\u00a0?',
    published: 'Elle y est',
    failed: 'Elle n’y est pas',
    publishedTitle: 'Est-elle vraiment sur TikTok\u00a0?',
    failedTitle: 'N’est-elle vraiment pas sur TikTok\u00a0?',
    publishedText:
      'La publication sera notée comme publiée. Si TikTok dit plus tard autre chose, c’est cela qui comptera.',
    failedText:
      'La publication sera notée comme non publiée, et pourra être refaite. Si elle y était malgré tout, elle y serait deux fois.',
    publishedConfirm: 'Oui, elle y est',
    failedConfirm: 'Non, elle n’y est pas',
    keep: 'Pas encore certain',
    refused: 'Cela n’a pas pu être enregistré',
    settled: 'L’issue a été établie entre-temps.',
  },
};
