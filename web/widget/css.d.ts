/** The bundler gives a style sheet as text: it is adopted, never written into the page. */
declare module '*.css' {
  const text: string;
  export default text;
}
