import type { SimulatorState } from '../state.ts';
import { type Refusal, refuse } from './posting-errors.ts';
import type { Source } from './source-info.ts';
import { findPullTarget } from './verified-property.ts';

/** Why TikTok would not pull from the URLs of a source, or null (section 5.6). */
export function refuseUrls({ app, switches }: SimulatorState, source: Source): Refusal | null {
  if (source.kind === 'FILE_UPLOAD') return null;
  const kinds = source.urls.map((url) => findPullTarget(url, app.verifiedProperties).kind);
  if (kinds.includes('malformed')) return refuse('invalid_param', 'The URL is malformed.');
  if (kinds.includes('not-public'))
    return refuse(switches.pullUrlError, 'The URL must be https and name a domain.');
  return kinds.includes('unverified') ? refuse('url_ownership_unverified') : null;
}
