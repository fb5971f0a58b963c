import { type Clock, systemClock } from '../../../shared/core/clock.ts';
import { applyHeaders } from './apply-headers.ts';
import { loadViewerFunction, type ViewerRequest, type ViewerVerdict } from './cloudfront-function.ts';
import { type ForwardObject, keyOf } from './forward-object.ts';
import type { ApiAnswer, WebAnswer } from './http-answer.ts';
import { type ApiRequest, splitTarget } from './http-event.ts';
import type { OriginModel } from './read-origin.ts';
import type { BehaviorModel, SiteModel } from './read-site.ts';
import { refuseUnsigned } from './signed-url.ts';
import { readStoredFile, textAnswer } from './stored-file.ts';

export interface SiteOptions {
  readonly site: SiteModel;
  readonly handleApi: (request: ApiRequest) => Promise<ApiAnswer>;
  readonly forwardObject: ForwardObject;
  readonly clock?: Clock;
}

type ObjectsOrigin = Extract<OriginModel, { kind: 'objects' }>;

/**
 * A distribution as CloudFront runs one: the first behaviour whose pattern matches the path decides between pages,
 * API and stored objects, its function sees the request first, and its headers policy is applied to the answer.
 */
export const createSite = ({ site, handleApi, forwardObject, clock = systemClock }: SiteOptions) => {
  const behaviors = site.behaviors.map((behavior) => ({
    ...behavior,
    matches: compilePattern(behavior.pathPattern),
    route: behavior.viewerRequestCode === undefined ? passOn : loadViewerFunction(behavior.viewerRequestCode),
  }));

  /** The bytes in the bucket for who has a signed address, by the right that the bucket gives to the distribution. */
  const answerObject = async (origin: ObjectsOrigin, request: ApiRequest): Promise<WebAnswer> => {
    const refused = refuseUnsigned(request, origin.keys, clock());
    if (refused !== undefined) return refused;
    if (!origin.mayRead(keyOf(request.target)))
      return textAnswer(403, 'The bucket does not admit this distribution.');
    return forwardObject(origin.bucket, request);
  };

  const answer = async (behavior: (typeof behaviors)[number], request: ApiRequest): Promise<WebAnswer> => {
    if (!behavior.allowedMethods.includes(request.method))
      return textAnswer(403, 'This method is not allowed here.');
    const verdict = behavior.route(viewerRequestOf(request));
    if (verdict.kind === 'response')
      return { status: verdict.status, headers: verdict.headers, body: Buffer.from(verdict.body) };
    const { origin } = behavior;
    if (origin.kind === 'api') return handleApi(request);
    if (origin.kind === 'objects') return answerObject(origin, request);
    const path =
      verdict.uri === '/' && site.defaultRootObject !== '' ? `/${site.defaultRootObject}` : verdict.uri;
    return readStoredFile(site, path, request);
  };

  return {
    handle: async (request: ApiRequest): Promise<WebAnswer> => {
      const [path = '/'] = request.target.split('?');
      const behavior = behaviors.find(({ matches }) => matches.test(path));
      if (behavior === undefined)
        return textAnswer(404, 'No behaviour of the distribution matches this path.');
      const made = await answer(behavior, request);
      return { ...made, headers: applyHeaders(made.headers, behavior.headers, request) };
    },
  };
};

const passOn = ({ uri }: ViewerRequest): ViewerVerdict => ({ kind: 'request', uri });

const compilePattern = (pattern: BehaviorModel['pathPattern']): RegExp => {
  const source = [...pattern].map((sign) =>
    sign === '*' ? '.*' : sign === '?' ? '.' : sign.replace(/[\\^$.|+()[\]{}]/, '\\$&'),
  );
  return new RegExp(`^${source.join('')}$`, 's');
};

const viewerRequestOf = (request: ApiRequest): ViewerRequest => {
  const [uri = '/'] = request.target.split('?');
  const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)] as const);
  return {
    method: request.method,
    uri,
    query: splitTarget(request.target).query,
    headers: Object.fromEntries(headers),
    ip: request.sourceIp,
  };
};
