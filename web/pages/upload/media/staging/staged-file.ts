import { troubleOf } from '../../../../api/api-error.ts';
import type { StagedMedia } from '../../../../api/operations.ts';
import type { ChosenFile, Staging } from '../../model.ts';
import { decideChoice, isSameFile } from './decide-choice.ts';
import { fingerprintOf } from './fingerprint.ts';
import { judgeFile, vanished } from './judge-file.ts';
import { isGone, type MediaCalls } from './media-calls.ts';
import { pace } from './pace.ts';
import { createRun, type Run } from './run.ts';
import { beginUpload, type SendingDependencies, sendFile } from './send-file.ts';
import { PartFailure } from './send-part.ts';
import { emptyState, observe, type StagedFileState, type StagedFileStore } from './staged-file-state.ts';
import type { UploadLock } from './upload-lock.ts';
import type { NamedPart, RememberedUpload, UploadMemory } from './upload-memory.ts';

export interface StagedFileDependencies extends SendingDependencies {
  readonly calls: MediaCalls;
  readonly memory: UploadMemory;
  readonly lock: UploadLock;
  readonly openPreview: (file: File) => string;
  readonly closePreview: (url: string) => void;
}

/** Often enough to look smooth, and seldom enough to cost nothing. */
const showEveryMs = 150;

/** Looks at files, sends them, and remembers how far they came. */
export const createStagedFile = (dependencies: StagedFileDependencies): StagedFileStore => {
  const { calls, memory, lock, openPreview, closePreview } = dependencies;
  const { get, set, subscribe } = observe<StagedFileState>(emptyState);
  let user: string | undefined;
  let run: Run | undefined;
  let left: RememberedUpload | undefined;
  let choices = 0;

  const patch = (change: Partial<ChosenFile>): void => {
    const { file } = get();
    if (file !== undefined) set({ file: { ...file, ...change } });
  };
  const stage = (staging: Staging): void => patch({ staging });
  const sentBytes = (): number => {
    const staging = get().file?.staging;
    return staging?.kind === 'sending' || staging?.kind === 'failed' ? staging.sentBytes : 0;
  };
  const remember = (upload: RememberedUpload): void => {
    if (user !== undefined && upload.fingerprint !== '') memory.write(user, upload);
  };
  const forgetUpload = (): void => {
    if (user !== undefined) memory.forget(user);
  };

  const endRun = (): Run | undefined => {
    const ended = run;
    run = undefined;
    ended?.transfer?.stop();
    ended?.controller.abort();
    const previewUrl = get().file?.previewUrl;
    if (previewUrl !== undefined) closePreview(previewUrl);
    set({ file: undefined, isAsking: false });
    return ended;
  };

  const beginRun = (file: File | undefined, fingerprint: string | undefined, shown: ChosenFile): Run => {
    run = createRun(file, fingerprint);
    set({ file: shown });
    return run;
  };

  const giveUp = (upload: RememberedUpload | undefined): void => {
    if (upload === undefined) return;
    forgetUpload();
    void calls.drop(upload.mediaId);
  };

  const settle = (one: Run, media: StagedMedia): void => {
    patch({ facts: media.facts, problems: media.problems });
    if (media.usable) {
      stage({ kind: 'staged', media });
      return;
    }
    giveUp(one.upload);
    one.upload = undefined;
    stage({ kind: 'refused' });
  };

  const fail = (one: Run, error: unknown): void => {
    if (one !== run) return;
    one.transfer = undefined;
    if (isGone(error)) {
      forgetUpload();
      one.upload = undefined;
      if (one.file === undefined) return void endRun();
      if (!one.hasBegunAnew) {
        one.hasBegunAnew = true;
        return void send(one);
      }
    }
    // What the store has is asked again: a part that is missing is sent.
    if (troubleOf(error)?.code === 'media_parts_refused' && one.upload !== undefined) {
      one.upload = { ...one.upload, parts: undefined };
      remember(one.upload);
      if (one.file === undefined) {
        endRun();
        return void restore(one.upload);
      }
    }
    if (error instanceof PartFailure && error.kind === 'unreadable')
      patch({ problems: [vanished(get().file?.name ?? '')] });
    stage({ kind: 'failed', sentBytes: sentBytes(), error });
  };

  const finish = async (one: Run, upload: RememberedUpload, parts: readonly NamedPart[]): Promise<void> => {
    one.transfer = undefined;
    one.upload = { ...upload, parts };
    // Before the call: its answer may be lost.
    remember(one.upload);
    stage({ kind: 'checking' });
    try {
      const media = await calls.complete(upload.mediaId, parts, one.controller.signal);
      if (one === run) settle(one, media);
    } catch (error) {
      fail(one, error);
    }
  };

  /** Bytes that move end a wait. */
  const showSent = (one: Run, bytes: number): void => {
    const staging = get().file?.staging;
    if (one !== run || staging?.kind !== 'sending') return;
    const isWaiting = staging.isWaiting && bytes <= staging.sentBytes;
    stage({ kind: 'sending', sentBytes: bytes, isPaused: one.isPaused, isWaiting });
  };

  const begin = async (one: Run, file: File): Promise<RememberedUpload> => {
    const facts = get().file?.facts;
    if (facts === null || facts === undefined) throw new Error('A file that is not understood is not sent.');
    return beginUpload(calls, file, facts, one.fingerprint, one.controller.signal);
  };

  const send = async (one: Run): Promise<void> => {
    const { file } = one;
    if (file === undefined) return;
    left = undefined;
    set({ interrupted: undefined, isAsking: false });
    const before = one.upload === undefined ? 0 : sentBytes();
    stage({ kind: 'sending', sentBytes: before, isPaused: one.isPaused, isWaiting: false });
    try {
      const upload = one.upload ?? (await begin(one, file));
      one.upload = upload;
      remember(upload);
      lock.hold(upload.mediaId, one.controller.signal);
      one.transfer = await sendFile(dependencies, {
        file,
        upload,
        signal: one.controller.signal,
        onProgress: pace(showEveryMs, (bytes) => showSent(one, bytes)),
        onTroubled: markWaiting,
        onSent: (parts) => void finish(one, upload, parts),
        onFailed: (error) => fail(one, error),
      });
      if (one.isPaused) one.transfer.pause();
    } catch (error) {
      fail(one, error);
    }
  };

  /** The file of the upload that is shown was chosen again: what was known of it alone can be seen or sent now. */
  const takeUp = (one: Run, file: File): void => {
    const { previewUrl, staging } = get().file ?? {};
    if (one.file !== undefined && staging?.kind !== 'failed') return;
    one.file = file;
    if (previewUrl !== undefined) closePreview(previewUrl);
    patch({ previewUrl: openPreview(file), problems: [] });
    if (staging?.kind === 'failed') retry();
  };

  const choose = async (file: File): Promise<void> => {
    choices += 1;
    const choice = choices;
    const fingerprint = file.size === 0 ? undefined : await fingerprintOf(file).catch(() => undefined);
    if (choice !== choices) return;
    if (run?.upload !== undefined && isSameFile(run.upload, file, fingerprint)) return takeUp(run, file);
    giveUp(endRun()?.upload);
    const one = beginRun(file, fingerprint, {
      name: file.name,
      sizeBytes: file.size,
      previewUrl: openPreview(file),
      facts: undefined,
      problems: [],
      staging: { kind: 'reading' },
    });
    const judged = await judgeFile(file);
    if (one !== run) return;
    patch(judged);
    if (judged.problems.length > 0) return stage({ kind: 'refused' });
    const decision = decideChoice(left, file, fingerprint);
    if (decision.kind === 'ask') return set({ isAsking: true });
    if (decision.kind === 'go-on') one.upload = decision.upload;
    await send(one);
  };

  const retry = (): void => {
    if (run === undefined || get().file?.staging.kind !== 'failed') return;
    const { upload } = run;
    if (upload?.parts !== undefined) return void finish(run, upload, upload.parts);
    void send(run);
  };

  const pauseOrResume = (isPaused: boolean): void => {
    const staging = get().file?.staging;
    if (run === undefined || staging?.kind !== 'sending' || staging.isPaused === isPaused) return;
    run.isPaused = isPaused;
    if (isPaused) run.transfer?.pause();
    else run.transfer?.resume();
    stage({ ...staging, isPaused, isWaiting: false });
  };

  const markWaiting = (): void => {
    const staging = get().file?.staging;
    if (staging?.kind === 'sending' && !staging.isWaiting) stage({ ...staging, isWaiting: true });
  };

  const restore = async (upload: RememberedUpload): Promise<void> => {
    if ((await lock.isHeld(upload.mediaId)) || run !== undefined) return;
    const { name, sizeBytes, fingerprint, parts, mediaId } = upload;
    if (parts !== undefined) {
      const shown = { name, sizeBytes, previewUrl: undefined, facts: undefined, problems: [] };
      const one = beginRun(undefined, fingerprint, { ...shown, staging: { kind: 'checking' } });
      return finish(one, upload, parts);
    }
    left = upload;
    const { signal } = new AbortController();
    const storedBytes = await calls.sign(mediaId, [1], signal).then(
      ({ stored }) => stored.reduce((sum, part) => sum + part.sizeBytes, 0),
      (error: unknown) => (isGone(error) ? ('gone' as const) : undefined),
    );
    if (left !== upload) return;
    if (storedBytes !== 'gone') return set({ interrupted: { name, sizeBytes, storedBytes } });
    left = undefined;
    forgetUpload();
  };

  return {
    state: get,
    subscribe,
    open: async (person) => {
      if (person === user) return;
      endRun();
      left = undefined;
      set(emptyState);
      user = person;
      const upload = memory.read(person);
      if (upload !== undefined) await restore(upload);
    },
    choose,
    answer: (isReplaced) => {
      if (run === undefined || !get().isAsking) return;
      if (!isReplaced) return void endRun();
      giveUp(left);
      void send(run);
    },
    pause: () => pauseOrResume(true),
    resume: () => pauseOrResume(false),
    retry,
    remove: () => {
      choices += 1;
      if (run !== undefined) return giveUp(endRun()?.upload);
      giveUp(left);
      left = undefined;
      set({ interrupted: undefined });
    },
    forget: () => {
      endRun();
      left = undefined;
      forgetUpload();
      set(emptyState);
    },
    markWaiting,
    wake: () => {
      const staging = get().file?.staging;
      if (
        staging?.kind === 'failed' &&
        staging.error instanceof PartFailure &&
        staging.error.kind === 'passing'
      )
        retry();
    },
    close: () => void endRun(),
  };
};
