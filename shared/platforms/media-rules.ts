/** What a file says of itself; null where it does not say it. */
export interface FileFacts {
  readonly container: 'mp4' | 'mov' | 'webm' | 'matroska' | 'jpeg' | 'webp';
  readonly codec: string | null;
  readonly durationSeconds: number | null;
  readonly widthPx: number | null;
  readonly heightPx: number | null;
  readonly frameRate: number | null;
}

export type FileKind = 'video' | 'photo';

/** What a platform takes of one media type. */
export interface AcceptedType {
  readonly kind: FileKind;
  readonly maxBytes: number;
}

/** A stored file, as it is judged. */
export interface JudgedFile {
  /** As the user knows it: a sentence about one of many photos names it. */
  readonly fileName: string;
  readonly kind: FileKind;
  readonly sizeBytes: number;
  readonly facts: FileFacts;
}

/** One reason to refuse a file: a code, and a sentence for a person that says what to do. */
export interface FileProblem {
  readonly code: string;
  readonly detail: string;
}

/** What a platform takes for a post; pure. */
export interface MediaRules {
  /** By media type. */
  readonly accepted: Readonly<Record<string, AcceptedType>>;
  /** Everything for which the platform would refuse the file; what the facts do not say is not held against it. */
  judge(file: JudgedFile): readonly FileProblem[];
}
