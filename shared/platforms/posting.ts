import type { Secret } from '../core/secret.ts';

/** What a creator may choose from now, and whether the platform takes a post of theirs at all. */
export interface CreatorInfo {
  readonly displayName: string | null;
  readonly username: string | null;
  readonly avatarUrl: string | null;
  readonly privacyOptions: readonly string[];
  readonly isCommentDisabled: boolean;
  readonly isDuetDisabled: boolean;
  readonly isStitchDisabled: boolean;
  readonly maxVideoSeconds: number | null;
}

/** Creator info, or the platform's reason why nothing can be posted now. */
export type CreatorInfoAnswer =
  | { readonly canPost: true; readonly info: CreatorInfo }
  | { readonly canPost: false; readonly code: string; readonly logId: string | undefined };

/** A file in chunks, as it is announced to the platform. */
export interface FileSource {
  readonly kind: 'file';
  readonly sizeBytes: number;
  readonly chunkSizeBytes: number;
  readonly chunkCount: number;
}

export interface UrlSource {
  readonly kind: 'url';
  readonly url: string;
}

export interface PhotoSource {
  readonly kind: 'photos';
  readonly urls: readonly string[];
  readonly coverIndex: number;
}

/** What a creator agreed to be posted; everything that can be allowed is named, so that nothing is decided by leaving it out. */
export interface VideoPost {
  readonly title: string;
  readonly privacyLevel: string;
  readonly allowComment: boolean;
  readonly allowDuet: boolean;
  readonly allowStitch: boolean;
  readonly yourBrand: boolean;
  readonly brandedContent: boolean;
  readonly isAiGenerated: boolean;
  readonly coverTimestampMs: number | undefined;
}

export interface PhotoPost {
  readonly title: string;
  readonly description: string;
  readonly privacyLevel: string;
  readonly allowComment: boolean;
  readonly autoAddMusic: boolean;
  readonly yourBrand: boolean;
  readonly brandedContent: boolean;
  readonly isAiGenerated: boolean;
}

/** What the creator writes of a draft of photos; the rest is chosen in the platform's own app. */
export interface PhotoDraft {
  readonly title: string;
  readonly description: string;
  readonly isAiGenerated: boolean;
}

export type PostOrder =
  | { readonly kind: 'direct_video'; readonly source: FileSource | UrlSource; readonly post: VideoPost }
  | { readonly kind: 'inbox_video'; readonly source: FileSource | UrlSource }
  | { readonly kind: 'direct_photos'; readonly source: PhotoSource; readonly post: PhotoPost }
  | { readonly kind: 'inbox_photos'; readonly source: PhotoSource; readonly post: PhotoDraft };

/** The platform has taken an order. `uploadUrl` is where the bytes of a file go; it carries its own token. */
export interface AcceptedOrder {
  readonly publishId: string;
  readonly uploadUrl: Secret | undefined;
  readonly logId: string | undefined;
}

export interface PostStatus {
  /** The platform's own word, kept for people. */
  readonly status: string;
  readonly word: 'processing' | 'in_inbox' | 'published' | 'failed' | 'cancelled';
  readonly failReason: string | undefined;
  /** As text: they have more digits than a JavaScript number holds. */
  readonly postIds: readonly string[];
  /** Of a file, how much has arrived; of an address, how much was fetched. */
  readonly bytes: number | undefined;
  readonly logId: string | undefined;
}

/** Publishing. All throw `PlatformError`; its code is the platform's own. */
export interface PostingPlatform {
  fetchCreatorInfo(accessToken: Secret): Promise<CreatorInfoAnswer>;
  /** Asks the platform to post, once. After `outcome_unknown` it may have begun. */
  submit(accessToken: Secret, order: PostOrder): Promise<AcceptedOrder>;
  fetchPostStatus(accessToken: Secret, publishId: string): Promise<PostStatus>;
  /** Asks the platform to stop fetching. That it will is its own to say, by a status or a webhook. */
  cancelPost(accessToken: Secret, publishId: string): Promise<void>;
}
