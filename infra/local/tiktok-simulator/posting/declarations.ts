import { filledText, InputError, oneOf, orNull, type Reader, readPartial, text, whole } from '../input.ts';
import { type FailReason, failReasons, type PublishTask } from './task.ts';

/** What the media check of section 5.7 finds. What is left out is in order. */
export interface MediaFacts {
  /** The container or picture format: mp4, mov, webm, jpeg, webp, or one that TikTok does not take. */
  format?: string;
  codec?: string;
  durationSeconds?: number;
  frameRate?: number;
  widthPx?: number;
  heightPx?: number;
}

/** The posts meant; everything that is stated must be so. */
export interface DeclarationMatch {
  publishId?: string;
  openId?: string;
  /** One of the URLs pulled from, exact or a beginning followed by `*`. */
  url?: string;
  /** The last part of the path of such a URL. */
  fileName?: string;
  /** Of the uploaded or of a pulled file. */
  sha256?: string;
  sizeBytes?: number;
  title?: string;
}

/**
 * What TikTok makes of certain posts. There is no parser of media here: without a declaration every file is in order.
 */
export interface Declaration {
  match: DeclarationMatch;
  facts?: MediaFacts;
  /** The post fails with it, whatever the facts. */
  failReason?: FailReason;
  pullSeconds?: number;
  processingSeconds?: number;
  /** Null: it never passes moderation. */
  moderationSeconds?: number | null;
}

export interface Declarations {
  add(declaration: Declaration): Declaration;
  list(): readonly Declaration[];
  clear(): void;
  /** All that is declared for a post, a newer declaration before an older one. */
  find(
    task: Pick<PublishTask, 'publishId' | 'openId' | 'title' | 'upload' | 'pull'>,
  ): Omit<Declaration, 'match'>;
}

export function createDeclarations(): Declarations {
  let declarations: Declaration[] = [];
  return {
    add(declaration) {
      declarations.push(declaration);
      return declaration;
    },
    list: () => declarations,
    clear: () => {
      declarations = [];
    },
    find(task) {
      const found = declarations.filter(({ match }) => matches(match, task));
      const facts = Object.assign({}, ...found.map((declaration) => declaration.facts ?? {}));
      const { match: _, ...rest }: Partial<Declaration> = Object.assign({}, ...found);
      return { ...rest, facts };
    },
  };
}

function matches(match: DeclarationMatch, task: Parameters<Declarations['find']>[0]): boolean {
  const { publishId, openId, url, fileName, sha256, sizeBytes, title } = match;
  const urls = task.pull?.urls ?? [];
  const files = [...(task.pull?.files ?? []), ...(task.upload === null ? [] : [task.upload])];
  return (
    (publishId === undefined || publishId === task.publishId) &&
    (openId === undefined || openId === task.openId) &&
    (title === undefined || title === task.title) &&
    (url === undefined || urls.some((one) => isMeant(url, one))) &&
    (fileName === undefined || urls.some((one) => new URL(one).pathname.endsWith(`/${fileName}`))) &&
    (sha256 === undefined || files.some((file) => file.sha256 === sha256)) &&
    (sizeBytes === undefined || files.some((file) => file.sizeBytes === sizeBytes))
  );
}

const isMeant = (pattern: string, url: string) =>
  pattern.endsWith('*') ? url.startsWith(pattern.slice(0, -1)) : url === pattern;

const positive: Reader<number> = (value, place) => {
  if (typeof value === 'number' && Number.isFinite(value) && value >= 0) return value;
  throw new InputError(`${place} must be a number from 0.`);
};

const longestSeconds = 366 * 86_400;

const readParts = readPartial<Declaration>({
  match: readPartial<DeclarationMatch>({
    publishId: filledText,
    openId: filledText,
    url: filledText,
    fileName: filledText,
    sha256: filledText,
    sizeBytes: whole(0),
    title: text,
  }),
  facts: readPartial<MediaFacts>({
    format: filledText,
    codec: filledText,
    durationSeconds: positive,
    frameRate: positive,
    widthPx: whole(1),
    heightPx: whole(1),
  }),
  failReason: oneOf(...failReasons),
  pullSeconds: whole(0, longestSeconds),
  processingSeconds: whole(0, longestSeconds),
  moderationSeconds: orNull(whole(0, longestSeconds)),
});

/** Reads a declaration as the control API takes it; without a match it is about every post. */
export const readDeclaration: Reader<Declaration> = (value, place) => ({
  match: {},
  ...readParts(value, place),
});
