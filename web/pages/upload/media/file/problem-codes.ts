/**
 * For what a chosen file is not taken: by the rules of shared/platforms/tiktok/media-rules.ts, by what its bytes are
 * (shared/posts/media/probe-file.ts), and by what only the browser can see. The catalogue has a sentence for each.
 */
export const fileProblemCodes = [
  'format_not_accepted',
  'too_large',
  'codec_not_accepted',
  'too_long',
  'frame_rate_not_accepted',
  'picture_size_not_accepted',
  'cut_off',
  'unreadable',
  'content_type_differs',
  'empty',
  'photo',
  'file_unreadable',
] as const;
export type FileProblemCode = (typeof fileProblemCodes)[number];

/** What a file may turn out to be, as the probe words it, and the key of our own words for it. */
export const foundKinds = {
  'an AVI video': 'avi',
  'a sound file': 'sound',
  'an Ogg file': 'ogg',
  'a Flash video': 'flash',
  'a Windows Media file': 'windowsMedia',
  'an MPEG video': 'mpeg',
  'a PDF document': 'pdf',
  'a ZIP archive': 'zip',
  'a Matroska video': 'matroska',
} as const;
export type FoundKind = (typeof foundKinds)[keyof typeof foundKinds] | 'other';
