import { flag, InputError, record, text } from '../input.ts';
import type { Switches } from '../switches.ts';
import { optional, readFlag, required } from './source-info.ts';

/** What a creator chose for a post, as far as TikTok's checks look at it. */
export interface PostInfo {
  /** As sent. */
  readonly sent: Record<string, unknown>;
  /** The caption: of a photo post its description comes with the title. */
  readonly title: string;
  readonly privacyLevel: string | null;
  readonly isAigc: boolean;
}

/** Reads post_info of a direct video (section 5.2). Throws an InputError in TikTok's words. */
export function readVideoPostInfo(body: Record<string, unknown>, switches: Switches): PostInfo {
  const sent = required(body, 'post_info', record);
  const title = readCaption(sent, 'title', 2_200, switches);
  for (const key of ['disable_duet', 'disable_stitch', 'disable_comment']) readFlag(sent, key);
  checkBrand(sent, switches);
  return {
    sent,
    title,
    privacyLevel: optional(sent, 'privacy_level', text),
    isAigc: readFlag(sent, 'is_aigc'),
  };
}

/** Reads post_info of a photo post (section 5.4); what only direct posts have is not looked at in a draft. */
export function readPhotoPostInfo(
  body: Record<string, unknown>,
  switches: Switches,
  isDirect: boolean,
): PostInfo {
  const sent = required(body, 'post_info', record);
  const title = readCaption(sent, 'title', 90, switches);
  const description = readCaption(sent, 'description', 4_000, switches);
  const insideCounts = switches.photoAigc === 'also-in-post-info';
  const isAigc = readFlag(body, 'is_aigc') || (insideCounts && readFlag(sent, 'is_aigc'));
  const caption = [title, description].filter((part) => part !== '').join(' ');
  if (!isDirect) return { sent, title: caption, privacyLevel: null, isAigc };
  for (const key of ['disable_comment', 'auto_add_music']) readFlag(sent, key);
  checkBrand(sent, switches);
  return { sent, title: caption, privacyLevel: optional(sent, 'privacy_level', text), isAigc };
}

function readCaption(
  sent: Record<string, unknown>,
  key: string,
  longest: number,
  switches: Switches,
): string {
  const caption = optional(sent, key, text) ?? '';
  const length = switches.captionCountedIn === 'utf16-units' ? caption.length : [...caption].length;
  if (length > longest) throw new InputError(`${key} is longer than ${longest}`);
  return caption;
}

const levelsForBrands: Record<Switches['brandedPrivacy'], (level: unknown) => boolean> = {
  'public-or-friends': (level) => level !== 'SELF_ONLY' && level !== 'FOLLOWER_OF_CREATOR',
  'not-private': (level) => level !== 'SELF_ONLY',
  any: () => true,
};

function checkBrand(sent: Record<string, unknown>, switches: Switches): void {
  const isRequired = switches.missingBrandToggles === 'refused';
  for (const key of ['brand_content_toggle', 'brand_organic_toggle']) {
    if (isRequired) required(sent, key, flag);
    else readFlag(sent, key);
  }
  const isBranded = readFlag(sent, 'brand_content_toggle');
  if (isBranded && !levelsForBrands[switches.brandedPrivacy](sent['privacy_level']))
    throw new InputError('Branded content cannot have this privacy_level');
}
