import { createHash, createHmac } from 'node:crypto';
import { answerKnownError } from './answers.ts';
import { type Answer, decodeQuietly } from './http.ts';
import type { Endpoint, Simulation } from './simulation.ts';

const pathForm = /^\/avatars\/([^/]+)\/(\d{2,4})\.svg$/;

/** A signed address of a creator's avatar that stops working when `x-expires` is past, as TikTok's do. */
export function signAvatarUrl(simulation: Simulation, username: string, sizePx: number): string {
  const { clock, store, baseUrl } = simulation;
  const path = `/avatars/${encodeURIComponent(username)}/${sizePx}.svg`;
  const expiresAt = Math.floor(clock.now() / 1_000) + store.state.switches.avatarLifetimeSeconds;
  return `${baseUrl}${path}?x-expires=${expiresAt}&x-signature=${signatureOf(simulation, path, expiresAt)}`;
}

/** `GET /avatars/…`: the picture, or 403 once the address has expired or was changed. */
export const avatar: Endpoint = (simulation, request) => {
  const { clock, store } = simulation;
  const [, name, size] = pathForm.exec(request.path) ?? [];
  const creator = store.state.creators.get(decodeQuietly(name ?? ''));
  if (creator === undefined) return answerKnownError(clock.now(), 'not_found', 'There is no such avatar.');
  const expiresAt = Number(request.query.get('x-expires'));
  const signed = request.query.get('x-signature') === signatureOf(simulation, request.path, expiresAt);
  return signed && expiresAt * 1_000 > clock.now()
    ? answerPicture(drawAvatar(creator.username, creator.nickname, Number(size)))
    : {
        status: 403,
        headers: { 'content-type': 'text/plain' },
        body: Buffer.from('Access denied'),
      };
};

/** A round avatar with the creator's initial on colours that follow from the username. */
export function drawAvatar(username: string, nickname: string, sizePx: number): string {
  const hue = (createHash('sha256').update(username).digest()[0] ?? 0) * 1.4;
  const initial = [...nickname][0] ?? '?';
  const escaped = `&#${initial.codePointAt(0)};`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${sizePx}" height="${sizePx}" viewBox="0 0 100 100">
<defs><linearGradient id="g" x1="0" y1="0" x2="1" y2="1">
<stop offset="0" stop-color="hsl(${hue} 62% 46%)"/><stop offset="1" stop-color="hsl(${hue + 70} 68% 34%)"/>
</linearGradient></defs>
<rect width="100" height="100" rx="50" fill="url(#g)"/>
<text x="50" y="51" dy=".36em" text-anchor="middle" font-family="system-ui,sans-serif" font-size="46" font-weight="600" fill="#fff">${escaped}</text>
</svg>`;
}

function answerPicture(svg: string): Answer {
  return {
    status: 200,
    headers: {
      'content-type': 'image/svg+xml',
      'cache-control': 'private, max-age=300',
      'access-control-allow-origin': '*',
    },
    body: Buffer.from(svg),
  };
}

function signatureOf({ store }: Simulation, path: string, expiresAt: number): string {
  return createHmac('sha256', `avatar ${store.state.app.clientSecret}`)
    .update(`${path} ${expiresAt}`)
    .digest('base64url');
}
