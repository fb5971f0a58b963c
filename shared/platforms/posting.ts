import type { Readable } from 'node:stream';
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

/** What to do about a post that did not go through: by itself, by the creator, by the CRM's user or by the operator. */
export type PostAdvice =
  /** Send the same again. */
  | 'retry'
  /** The same again, but later. */
  | 'wait'
  /** The creator connects the account again. */
  | 'reconnect'
  /** Send something else: another file, caption, privacy or address. */
  | 'change'
  /** The creator has to do something in the platform's app. */
  | 'creator_acts'
  /** The deployment or the platform's app is not set up for it. */
  | 'operator_acts'
  /** It is over. */
  | 'none';

/** A reason as a sentence for a person, and what to do. */
export interface PostReasonText {
  readonly sentence: string;
  readonly advice: PostAdvice;
}

/** What a person is shown of a post at the platform; needs neither its app nor a token. */
export interface PostWords {
  /** The name people know the platform by. */
  readonly name: string;
  /** The privacy level whose posts everybody sees, once the platform has looked at them. */
  readonly publicLevel: string;
  readonly explainPostReason: (code: string) => PostReasonText;
  /** Where everybody can see what came of a post. */
  readonly postUrl: (username: string, mediaKind: 'video' | 'photos', postId: string) => string;
}

/** Publishing. All but the last throw `PlatformError`; its code is the platform's own. */
export interface PostingPlatform {
  fetchCreatorInfo(accessToken: Secret): Promise<CreatorInfoAnswer>;
  /** Asks the platform to post, once. After `outcome_unknown` it may have begun. */
  submit(accessToken: Secret, order: PostOrder): Promise<AcceptedOrder>;
  fetchPostStatus(accessToken: Secret, publishId: string): Promise<PostStatus>;
  /** Asks the platform to stop fetching. That it will is its own to say, by a status or a webhook. */
  cancelPost(accessToken: Secret, publishId: string): Promise<void>;
  /** The codes by which it says that it has no such post, or not for this account. */
  readonly unknownPostCodes: readonly string[];
  /** What a code of the platform's says, for people; also one that no page of the platform's names. */
  explainPostReason(code: string): PostReasonText;
}

/** A part of a file on its way to the platform. */
export interface ChunkToSend {
  readonly uploadUrl: Secret;
  readonly contentType: string;
  /** Its place in the file, as the `Content-Range` of a request. */
  readonly contentRange: string;
  readonly sizeBytes: number;
  readonly body: Readable;
}

/** What the platform says of a chunk, by the head of its answer. */
export interface ChunkAnswer {
  readonly word: /** It has this chunk and waits for more. */
    | 'stored'
    /** It has the whole file. */
    | 'complete'
    /** It is at another place of the file, which `uploadedRange` may tell. */
    | 'elsewhere'
    /** The address has ended. */
    | 'expired'
    /** There is no such upload. */
    | 'gone'
    /** Not like this; the same again would meet the same. */
    | 'refused'
    /** The same again may succeed. */
    | 'busy';
  readonly status: number;
  readonly uploadedRange: string | undefined;
}

/** Sending chunks, one after the other. */
export interface ChunkUpload {
  /** Throws `PlatformError` of class `retry` when no answer came: the chunk may be stored or not. */
  send(chunk: ChunkToSend, signal: AbortSignal): Promise<ChunkAnswer>;
  /** Ends its connections. */
  close(): void;
}
