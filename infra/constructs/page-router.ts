import type { StageSettings } from '../stages.ts';

/**
 * The code of the CloudFront function before the pages: `/a/b` is the file `/a/b/index.html`, `/privacy` and `/terms`
 * lead to the stage's own. Error responses could do the first too, but they would turn the API's 404s into pages. Where
 * OPTIONS is let through (the widget), it is answered here: the bucket knows no CORS, and the headers policy adds it.
 */
export const pageRouterCode = (stage: StageSettings): string => {
  const redirects = {
    ...(stage.privacyUrl === undefined ? {} : { '/privacy': stage.privacyUrl }),
    ...(stage.termsUrl === undefined ? {} : { '/terms': stage.termsUrl }),
  };
  return `const redirects = ${JSON.stringify(redirects)};
function handler(event) {
  const request = event.request;
  const uri = request.uri;
  if (request.method === 'OPTIONS') return { statusCode: 204, statusDescription: 'No Content', headers: {} };
  if (Object.prototype.hasOwnProperty.call(redirects, uri)) {
    return { statusCode: 302, statusDescription: 'Found', headers: { location: { value: redirects[uri] } } };
  }
  const name = uri.slice(uri.lastIndexOf('/') + 1);
  if (name === '') request.uri = uri + 'index.html';
  else if (!name.includes('.')) request.uri = uri + '/index.html';
  return request;
}
`;
};
