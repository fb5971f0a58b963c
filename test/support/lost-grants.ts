import type { ApiCall } from '../../infra/local/tiktok-simulator/call-log.ts';

/** What a call came to: whether TikTok acted on it, and whether its answer arrived whole. */
interface CallEffect {
  readonly acted: boolean;
  readonly heard: boolean;
}

const ordinary: CallEffect = { acted: true, heard: true };
const lost: CallEffect = { acted: true, heard: false };
const prevented: CallEffect = { acted: false, heard: false };

/** By the simulator's own word for the fault that struck; a hang is one that takes effect. */
const effects: Readonly<Record<string, CallEffect>> = {
  delay: ordinary,
  'cut-after': lost,
  'cut-mid-body': lost,
  hang: lost,
  answer: prevented,
  'rate-limit': prevented,
  'cut-before': prevented,
  html: prevented,
};

const effectOf = ({ fault }: ApiCall): CallEffect => {
  if (fault === null) return ordinary;
  const effect = effects[fault];
  if (effect === undefined) throw new Error(`What a fault "${fault}" leaves behind is not known here.`);
  return effect;
};

/** Follows one creator's calls: undefined while the token we hold is the newest, else when TikTok replaced it unheard. */
const isLost = (calls: readonly ApiCall[], graceMs: number): boolean => {
  let replacedAt: number | undefined;
  for (const call of calls) {
    const { acted, heard } = effectOf(call);
    const accepted = replacedAt === undefined || call.at < replacedAt + graceMs;
    if (!accepted && acted && heard) return true;
    if (!accepted || !acted) continue;
    replacedAt = heard ? undefined : (replacedAt ?? call.at);
  }
  return false;
};

/**
 * The creators whose grant nobody could have kept, from TikTok's record of refresh calls alone: an answer was lost after
 * it took effect, and none that came within the period of grace made up for it.
 */
export const findLostGrants = (calls: readonly ApiCall[], graceMs: number): Set<string> => {
  const refreshes = calls.filter(({ grantType }) => grantType === 'refresh_token');
  const byCreator = Map.groupBy(refreshes, ({ openId }) => openId ?? 'nobody');
  const found = [...byCreator].filter(([, own]) => isLost(own, graceMs));
  return new Set(found.map(([openId]) => openId));
};
