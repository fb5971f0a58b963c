import type { Creator } from '../creators.ts';
import type { SimulatorState } from '../state.ts';
import { isUnaudited } from './caps.ts';
import { type Refusal, refuse } from './posting-errors.ts';
import { publicLevel } from './tiktok-post.ts';

/** The levels that a creator may choose from (section 5.1). */
export function privacyOptions({ privateAccount }: Pick<Creator, 'privateAccount'>): string[] {
  const widest = privateAccount ? 'FOLLOWER_OF_CREATOR' : publicLevel;
  return [widest, 'MUTUAL_FOLLOW_FRIENDS', 'SELF_ONLY'];
}

/** Whether a level is missing or none of the creator's options. */
export function refuseLevel(creator: Creator, level: string | null): Refusal | null {
  const isOption = level !== null && privacyOptions(creator).includes(level);
  return isOption ? null : refuse('privacy_level_option_mismatch');
}

/** The rules for an app that is not audited (sections 8.2 and 11.2). */
export function refuseUnaudited(
  state: SimulatorState,
  creator: Creator,
  level: string | null,
): Refusal | null {
  if (!isUnaudited(state)) return null;
  if (state.app.sandbox && state.switches.sandboxPosting === 'refused')
    return refuse('scope_not_authorized', 'Direct posts are not available in a sandbox.');
  if (!creator.privateAccount) return refuse('unaudited_client_can_only_post_to_private_accounts');
  return level === 'SELF_ONLY' ? null : refuse(state.switches.unauditedLevelError);
}
