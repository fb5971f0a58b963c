/** What the React component says when the widget, which has all other words, has not come. */
export const catalogues = {
  en: { unavailable: 'The script of the widget could not be loaded.' },
  fr: { unavailable: 'Le script du widget n’a pas pu être chargé.' },
};
