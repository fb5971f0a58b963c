import type { FileFacts } from '../../../shared/platforms/media-rules.ts';
import type { StagedMedia } from '../../api/operations.ts';

/** Where the media come from. */
export type Source = 'file' | 'video-url' | 'photos';

/** `direct` posts; `inbox` leaves a draft that the creator finishes in the TikTok app. */
export type Mode = 'direct' | 'inbox';

/** All that a person decides on the form, but for the file itself. */
export interface Draft {
  readonly mode: Mode;
  readonly source: Source;
  readonly videoUrl: string;
  /** In their order; a line that is empty is one to be filled. */
  readonly photoUrls: readonly string[];
  readonly coverIndex: number;
  readonly title: string;
  /** Of photos alone. */
  readonly description: string;
  /** There is no default: null until somebody chooses (tiktok-api.md section 9, point 8). */
  readonly privacyLevel: string | null;
  readonly allowComment: boolean;
  readonly allowDuet: boolean;
  readonly allowStitch: boolean;
  /** Whether it promotes anything; what, the next two say. */
  readonly discloses: boolean;
  readonly yourBrand: boolean;
  readonly brandedContent: boolean;
  readonly isAiGenerated: boolean;
  readonly autoAddMusic: boolean;
  readonly isScheduled: boolean;
  /** Local time as a `datetime-local` input writes it; empty until it is chosen. */
  readonly publishAtLocal: string;
}

/** The form as it is first shown: nothing is chosen for the creator (section 9, points 8, 11, 15 and 16). */
export const emptyDraft: Draft = {
  mode: 'direct',
  source: 'file',
  videoUrl: '',
  photoUrls: [''],
  coverIndex: 0,
  title: '',
  description: '',
  privacyLevel: null,
  allowComment: false,
  allowDuet: false,
  allowStitch: false,
  discloses: false,
  yourBrand: false,
  brandedContent: false,
  isAiGenerated: false,
  autoAddMusic: false,
  isScheduled: false,
  publishAtLocal: '',
};

/** Why the platform would refuse a file, by the codes of shared/platforms/tiktok/media-rules.ts and probe-file.ts. */
export interface FileTrouble {
  readonly code: string;
  /** The same in English, as the API would say it. */
  readonly detail: string;
}

/** How far the chosen file has come on its way into our store. Bytes are measured, never guessed. */
export type Staging =
  /** It is being looked at, here in the browser. */
  | { readonly kind: 'reading' }
  /** It is not sent: TikTok would refuse it. */
  | { readonly kind: 'refused' }
  | {
      readonly kind: 'sending';
      readonly sentBytes: number;
      readonly isPaused: boolean;
      /** No connection, or a part that is tried again. */
      readonly isWaiting: boolean;
    }
  | { readonly kind: 'failed'; readonly sentBytes: number; readonly error: unknown }
  /** All bytes are there; the API joins the parts and looks at the file. */
  | { readonly kind: 'checking' }
  | { readonly kind: 'staged'; readonly media: StagedMedia };

/** The file that was chosen. */
export interface ChosenFile {
  readonly name: string;
  readonly sizeBytes: number;
  /** A `blob:` address for the preview; undefined of a file that is known from an earlier visit alone. */
  readonly previewUrl: string | undefined;
  /** What its bytes say; undefined while it is read, null for a file that cannot be understood. */
  readonly facts: FileFacts | null | undefined;
  readonly problems: readonly FileTrouble[];
  readonly staging: Staging;
}
