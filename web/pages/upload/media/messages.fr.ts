import type { Messages } from './messages.en.ts';

export const french: Messages = {
  source: {
    label: 'Où se trouve le contenu\u00a0?',
    file: 'Sur cet appareil',
    fileHint: 'Un fichier vidéo',
    'video-url': 'Vidéo sur le web',
    'video-urlHint': 'Par son adresse',
    photos: 'Photos',
    photosHint: '35 au plus, par adresse',
  },
  drop: {
    label: 'Déposez une vidéo ici',
    title: 'Déposez une vidéo ici, ou collez-la',
    choose: 'Choisir une vidéo',
    limits:
      'MP4, MOV ou WebM · jusqu’à {{length}} et 4\u00a0Go · au moins 360\u00a0pixels de large et de haut',
    several: 'Une seule vidéo à la fois\u00a0: déposez un seul fichier.',
    notFile: 'Ce n’était pas un fichier. Déposez un fichier vidéo.',
  },
  notice: 'Le fichier va seulement dans notre stockage. Rien n’est envoyé à TikTok avant que vous publiiez.',
  problems: {
    format_not_accepted:
      '«\u00a0{{name}}\u00a0» est {{found}}. TikTok accepte les vidéos MP4, MOV et WebM\u00a0: enregistrez-la dans l’un de ces formats, de préférence MP4, puis choisissez-la de nouveau.',
    too_large:
      '«\u00a0{{name}}\u00a0» pèse {{size}}. TikTok accepte les vidéos jusqu’à {{maxBytes}}\u00a0: exportez-la avec une qualité moindre ou raccourcissez-la.',
    codec_not_accepted:
      '«\u00a0{{name}}\u00a0» est encodée en {{codec}}. TikTok accepte H.264, H.265, VP8 et VP9\u00a0: exportez-la de nouveau, de préférence en H.264.',
    too_long:
      '«\u00a0{{name}}\u00a0» dure {{length}}. TikTok accepte les vidéos de {{maxLength}} au plus\u00a0: raccourcissez-la.',
    frame_rate_not_accepted:
      '«\u00a0{{name}}\u00a0» a {{frameRate}} images par seconde. TikTok en accepte de {{minFrameRate}} à {{maxFrameRate}}\u00a0: exportez-la de nouveau, de préférence à 30.',
    picture_size_not_accepted:
      '«\u00a0{{name}}\u00a0» fait {{width}} × {{height}}\u00a0pixels. TikTok accepte de {{minSide}} à {{maxSide}} par côté\u00a0: exportez-la dans une autre taille, de préférence 1080 × 1920.',
    cut_off:
      '«\u00a0{{name}}\u00a0» s’arrête au milieu\u00a0: sa dernière partie manque. Enregistrez, copiez ou exportez-la de nouveau, puis choisissez ce fichier.',
    unreadable:
      '«\u00a0{{name}}\u00a0» ne peut pas être lue comme une vidéo\u00a0: elle est abîmée, n’a pas été enregistrée jusqu’au bout ou ne contient pas d’image. Vérifiez qu’elle se lit, exportez-la de nouveau, puis choisissez ce fichier.',
    content_type_differs:
      '«\u00a0{{name}}\u00a0» n’est pas du type que son nom annonce. Choisissez le fichier de nouveau.',
    empty:
      '«\u00a0{{name}}\u00a0» est vide (0\u00a0octet). Enregistrez ou exportez la vidéo de nouveau, puis choisissez ce fichier.',
    photo:
      '«\u00a0{{name}}\u00a0» est une photo. Les photos se publient par leurs adresses sur le web, en JPEG ou WebP\u00a0: choisissez «\u00a0Photos\u00a0» ci-dessus et donnez les adresses.',
    file_unreadable:
      '«\u00a0{{name}}\u00a0» ne peut plus être lu\u00a0: le fichier a été déplacé, modifié ou supprimé, ou son disque a été retiré. Choisissez-le de nouveau. S’il n’a pas changé, l’envoi reprend où il s’est arrêté.',
  },
  found: {
    avi: 'une vidéo AVI',
    sound: 'un fichier son',
    ogg: 'un fichier Ogg',
    flash: 'une vidéo Flash',
    windowsMedia: 'un fichier Windows Media',
    mpeg: 'une vidéo MPEG',
    pdf: 'un document PDF',
    zip: 'une archive ZIP',
    matroska: 'une vidéo Matroska',
    other: 'd’un type que nous ne connaissons pas',
  },
  file: {
    reading: 'Examen du fichier…',
    refused: 'Ce fichier ne peut pas être publié',
    checking: 'Tout est arrivé. Le fichier est en cours de vérification…',
    staged: 'Prêt à être publié',
    sending: 'Envoi en cours',
    paused: 'En pause',
    settling: 'Mise en pause…',
    settlingNote: 'Ce qui est en route arrive encore.',
    waiting: 'En attente de la connexion. L’envoi reprendra tout seul.',
    sessionOver: 'En attente d’une nouvelle session',
    sessionOverNote: 'L’envoi reprendra avec un nouveau lien de votre CRM, ouvert dans cet onglet.',
    failed: 'L’envoi s’est arrêté',
    failedStore:
      'Notre stockage n’a pas accepté le fichier. Réessayez\u00a0; ce qui est arrivé est conservé.',
    progress: 'Envoi de {{name}}',
    amount: '{{sent}} sur {{total}}',
    speed: '{{speed}} par seconde',
    left: 'encore {{time}} environ',
    sentAgain: 'Ce qui n’est pas arrivé en entier est envoyé de nouveau.',
    pause: 'Mettre en pause',
    resume: 'Reprendre',
    retry: 'Réessayer',
    cancel: 'Annuler l’envoi',
    remove: 'Retirer le fichier',
    another: 'Choisir un autre fichier',
    again: 'Choisir le fichier de nouveau',
    pixels: '{{width}} × {{height}}\u00a0pixels',
    kept: 'Envoyé lors d’une visite précédente. Ne choisissez le fichier de nouveau que pour le voir ici.',
  },
  said: {
    start: 'L’envoi a commencé.',
    share: '{{share}} envoyés.',
    paused: 'L’envoi est en pause.',
    resumed: 'L’envoi reprend.',
    waiting: 'L’envoi attend la connexion.',
    failed: 'L’envoi s’est arrêté.',
    checking: 'Tout est arrivé. Le fichier est en cours de vérification.',
    staged: 'Le fichier est prêt à être publié.',
    refused: 'Ce fichier ne peut pas être publié.',
  },
  interrupted: {
    title: 'Votre envoi a été interrompu',
    text: '«\u00a0{{name}}\u00a0» ({{size}}) n’est pas encore complet\u00a0: {{share}} sont arrivés, en morceaux entiers. Choisissez de nouveau le même fichier et seul le reste sera envoyé.',
    unknown:
      '«\u00a0{{name}}\u00a0» ({{size}}) n’est pas encore complet. Choisissez de nouveau le même fichier et seul le reste sera envoyé.',
    choose: 'Choisir le fichier de nouveau',
    discard: 'Abandonner cet envoi',
  },
  replace: {
    title: 'C’est un autre fichier',
    text: 'L’envoi de «\u00a0{{old}}\u00a0» n’est pas encore complet. «\u00a0{{name}}\u00a0» n’est pas le même fichier. Faut-il envoyer celui-ci à la place\u00a0? Ce qui est arrivé de «\u00a0{{old}}\u00a0» sera alors supprimé.',
    yes: 'Envoyer «\u00a0{{name}}\u00a0» à la place',
    no: 'Garder l’envoi interrompu',
  },
  changed: {
    title: 'Le fichier a changé depuis',
    text: '«\u00a0{{name}}\u00a0» ressemble au fichier dont l’envoi n’est pas encore complet, mais il a été modifié depuis. Si ce n’est plus le même film, le joindre à ce qui est arrivé l’abîmerait.',
    anew: 'L’envoyer depuis le début',
    goOn: 'C’est le même film\u00a0: continuer',
    keep: 'Ni l’un ni l’autre maintenant',
  },
  preview: {
    video: 'Aperçu de {{name}}',
    videoUrl: 'Aperçu de la vidéo',
    unplayable:
      'Pas d’aperçu\u00a0: ce navigateur ne sait pas lire ce format. Ce que TikTok accepte n’en dépend pas.',
    unplayableUrl:
      'La vidéo n’a pas pu être chargée ici. Vérifiez que l’adresse s’ouvre dans un nouvel onglet\u00a0; les formats que ce navigateur ne connaît pas ne peuvent pas être montrés.',
    photo: 'Photo {{number}}',
    photoFailed: 'Impossible à charger. Vérifiez l’adresse.',
  },
  url: {
    label: 'Adresse de la vidéo',
    hint: 'TikTok la prend à cette adresse quand vous publiez\u00a0: elle doit être publique, et sur un domaine vérifié pour cette application.',
  },
  photos: {
    heading: 'Adresses des photos',
    hint: 'JPEG ou WebP, dans l’ordre où elles seront montrées. TikTok les prend à ces adresses quand vous publiez\u00a0: elles doivent être publiques, et sur un domaine vérifié pour cette application. Vous pouvez coller plusieurs adresses à la fois.',
    line: 'Photo {{number}}',
    lineCover: 'Photo {{number}} (couverture)',
    count: '{{amount}} photos sur {{limit}}',
    add: 'Ajouter une photo',
    remove: 'Retirer la photo {{number}}',
    up: 'Avancer la photo {{number}}',
    down: 'Reculer la photo {{number}}',
    coverOf: '{{cover}}\u00a0: photo {{number}}',
    isCover: 'Couverture',
    coverAction: 'En faire la couverture',
    moved: 'Photo déplacée en position {{number}} sur {{total}}.',
    removed: 'Photo {{number}} retirée. Il en reste {{total}}.',
    added: 'Ligne ajoutée pour la photo {{number}}.',
    pasted: '{{amount}} adresses collées.',
    covered: 'La photo {{number}} est la couverture.',
    dropped:
      'Il y a de la place pour {{limit}} photos\u00a0: {{amount}} des adresses collées ont été laissées de côté.',
  },
  addressProblems: {
    https: 'L’adresse doit commencer par https:// et un domaine.',
    too_long: 'L’adresse dépasse 2\u202f000 caractères. Donnez-en une plus courte.',
    invisible: 'L’adresse contient une espace, un saut de ligne ou un autre caractère invisible. Retirez-le.',
    backslash: 'L’adresse contient une barre oblique inversée. Écrivez / à la place.',
    fragment: 'L’adresse contient un «\u00a0#\u00a0». Retirez-le avec ce qui le suit.',
    login:
      'L’adresse contient un nom d’utilisateur ou un mot de passe. TikTok ne peut pas se connecter\u00a0: donnez une adresse publique.',
    encoded_domain: 'Le domaine de l’adresse est encodé en pourcents. Écrivez-le simplement.',
    port: 'L’adresse nomme un port. Retirez-le\u00a0: TikTok prend le port habituel.',
    ip: 'L’adresse nomme une adresse IP. Elle doit nommer un domaine, comme media.example.com.',
    final_dot: 'Le domaine de l’adresse finit par un point. Retirez-le.',
    private_domain:
      'Le domaine de l’adresse est privé\u00a0: TikTok ne peut pas l’atteindre. Donnez-en un public.',
    domain: 'L’adresse doit nommer un domaine public, comme media.example.com.',
    path: 'Le chemin de l’adresse ne convient pas\u00a0: il contient des étapes vides ou des points, ou est mal encodé.',
    other: 'Cette adresse ne peut pas servir.',
  },
};
