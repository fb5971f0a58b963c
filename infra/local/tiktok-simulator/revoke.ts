import { endAccessTokensOf, endGrants, findGrant } from './grants.ts';
import { answerJson } from './http.ts';
import { answerRefusal, isRefusal, readClientForm, refusals } from './oauth-client.ts';
import { removeAuthorization } from './posting/course.ts';
import type { Endpoint } from './simulation.ts';
import { authorizationRemoved } from './webhook-event.ts';

/**
 * `POST /v2/oauth/revoke/` (section 2.4). The app disappears from the creator's connected apps, so every grant of
 * that creator ends, not only the one whose token was sent. What an unknown token meets is not documented: it is
 * an `invalid_grant` here.
 */
export const revoke: Endpoint = (simulation, request) => {
  const { store, clock, webhooks } = simulation;
  const form = readClientForm(request, store.state);
  if (isRefusal(form)) return answerRefusal(simulation, form);
  const accessToken = form.get('token') ?? '';
  if (accessToken === '') return answerRefusal(simulation, refusals.malformed);
  const grant = findGrant(store.state, accessToken, clock.now());
  if (grant === null) return answerRefusal(simulation, refusals.accessToken);
  if (store.state.switches.revokeEndsRefreshToken) endGrants(store.state, grant.openId, clock.now());
  else endAccessTokensOf(store.state, grant.openId, clock.now());
  removeAuthorization(simulation, grant.openId);
  webhooks.send([authorizationRemoved(store.state.app.clientKey, grant.openId, 5, clock.now())]);
  return answerJson(200, {});
};
