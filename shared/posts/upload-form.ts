import { Failure, type FieldError } from '../core/failure.ts';
import type { PostIntent } from '../database/posts.ts';

/** What a caller asks for, each value well formed in itself; what belongs together is `readOrder`'s to judge. */
export interface UploadForm {
  readonly accountId: string;
  readonly mode: 'direct' | 'inbox';
  readonly media: {
    readonly source: 'FILE_UPLOAD' | 'PULL_FROM_URL';
    readonly mediaId?: string | undefined;
    readonly videoUrl?: string | undefined;
    readonly photoUrls?: readonly string[] | undefined;
    readonly photoMediaIds?: readonly string[] | undefined;
    readonly coverIndex?: number | undefined;
  };
  readonly post?: FormOptions | undefined;
  readonly consent?:
    | { readonly musicUsage: boolean; readonly brandedContentPolicy?: boolean | undefined }
    | undefined;
  readonly reference?: string | undefined;
  /** ISO 8601. */
  readonly publishAt?: string | undefined;
}

export type FormOptions = { readonly [Name in OptionName]?: PostIntent['options'][Name] | undefined };
export type OptionName = keyof PostIntent['options'];

/** The media of an order; staged files are looked up afterwards. Addresses are as they will be sent. */
export type OrderMedia =
  | { readonly kind: 'file'; readonly mediaId: string }
  | { readonly kind: 'video_url'; readonly videoUrl: string }
  | { readonly kind: 'photo_urls'; readonly photoUrls: readonly string[]; readonly coverIndex: number }
  | { readonly kind: 'photo_media'; readonly mediaIds: readonly string[]; readonly coverIndex: number };

/** A form that says one thing, and which the platform would take by what can be known without asking anybody. */
export interface Order {
  readonly accountId: string;
  readonly mode: 'direct' | 'inbox';
  readonly mediaKind: 'video' | 'photos';
  readonly source: 'FILE_UPLOAD' | 'PULL_FROM_URL';
  readonly media: OrderMedia;
  /** Those that the mode and the media have; what was not said is off. */
  readonly options: PostIntent['options'];
  /** Undefined for a draft, whose creator agrees in the platform's own app. */
  readonly consent: { readonly brandedContentPolicy: boolean } | undefined;
  readonly reference: string | null;
  readonly publishAt: Date | null;
}

/** One refused field of the body. */
export const refuseField = (pointer: string, detail: string): FieldError => ({ in: 'body', pointer, detail });

/** The failure that names every refused field. */
export const postRefused = (errors: readonly FieldError[]): Failure => {
  const [first] = errors;
  const more = errors.length > 1 ? ` There are ${errors.length - 1} more; see errors.` : '';
  return new Failure('post_refused', {
    detail: `At ${first?.pointer ?? 'the body'}: ${first?.detail ?? 'It is not valid.'}${more}`,
    errors,
  });
};
