const english = {
  title: 'Creator Connect',
  language: 'Language',
  heading: 'Creators’ TikTok accounts, connected to your CRM',
  intro:
    'A creator links an account once, at TikTok itself. From then on your CRM knows how each connection stands, and nobody ever holds a password or sees an access key.',
  points: [
    {
      title: 'For creators',
      text: 'You get here by a link in your CRM. You say at TikTok what you allow, and end it whenever you like, here or in the TikTok app.',
    },
    {
      title: 'For developers',
      text: 'A small HTTPS interface with sessions for your users, the state of each account, and signed messages from TikTok taken in safely.',
    },
    {
      title: 'On your own account',
      text: 'It runs in your own AWS account. Access keys are sealed for one account each and opened only at the moment of use.',
    },
  ],
  docs: 'Read the API documentation',
  openapi: 'OpenAPI document',
};

const french: typeof english = {
  title: 'Creator Connect',
  language: 'Langue',
  heading: 'Les comptes TikTok des créateurs, reliés à votre CRM',
  intro:
    'Un créateur relie son compte une seule fois, chez TikTok même. Votre CRM sait ensuite où en est chaque connexion, et personne ne détient de mot de passe ni ne voit de clé d’accès.',
  points: [
    {
      title: 'Pour les créateurs',
      text: 'Vous arrivez ici par un lien de votre CRM. Vous dites chez TikTok ce que vous autorisez, et y mettez fin quand vous voulez, ici ou dans l’application TikTok.',
    },
    {
      title: 'Pour les développeurs',
      text: 'Une petite interface HTTPS\u00a0: des sessions pour vos utilisateurs, l’état de chaque compte, et les messages signés de TikTok reçus en sûreté.',
    },
    {
      title: 'Chez vous',
      text: 'Le service fonctionne dans votre propre compte AWS. Chaque clé d’accès est scellée pour un seul compte et n’est ouverte qu’au moment de servir.',
    },
  ],
  docs: 'Lire la documentation de l’API',
  openapi: 'Document OpenAPI',
};

/** Every text of the landing page. */
export const catalogues = { en: english, fr: french };
