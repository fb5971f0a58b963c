import { troubleOf } from '../../../../api/api-error.ts';
import type { StagedMedia } from '../../../../api/operations.ts';
import { compareFile, decideChoice } from './decide-choice.ts';
import { createFileView, type Previews } from './file-view.ts';
import { fingerprintOf } from './fingerprint.ts';
import { judgeFile, vanished } from './judge-file.ts';
import { isGone, type MediaCalls } from './media-calls.ts';
import { pace } from './pace.ts';
import { createRun, holdFor, type Run } from './run.ts';
import { beginUpload, type SendingDependencies, sendFile } from './send-file.ts';
import { PartFailure } from './send-part.ts';
import type { StagedFileStore } from './staged-file-state.ts';
import type { NamedPart, RememberedUpload } from './upload-memory.ts';
import { createUserUploads, type UserUploadsDependencies } from './user-uploads.ts';

export interface StagedFileDependencies extends SendingDependencies, UserUploadsDependencies, Previews {
  readonly calls: MediaCalls;
  /** Tells other tabs that this one is at work on an upload; answers how to let go. */
  readonly hold: (mediaId: string) => () => void;
}

/** Often enough to look smooth, and seldom enough to cost nothing. */
const showEveryMs = 150;

/** Looks at files, sends them, and remembers how far they came. */
export const createStagedFile = (dependencies: StagedFileDependencies): StagedFileStore => {
  const { calls, hold } = dependencies;
  const view = createFileView(dependencies);
  const { stage } = view;
  let user: string | undefined;
  let uploads = createUserUploads(dependencies, user);
  let run: Run | undefined;
  let left: RememberedUpload | undefined;
  /** Of what is asked about the upload that is left. */
  let opening = new AbortController();
  let choices = 0;

  const endRun = (): Run | undefined => {
    const ended = run;
    run = undefined;
    ended?.transfer?.stop();
    ended?.controller.abort();
    view.clear();
    return ended;
  };

  const leave = (upload: RememberedUpload, storedBytes: number | undefined): void => {
    left = upload;
    view.showLeft(upload, storedBytes);
  };
  const endLeft = (): RememberedUpload | undefined => {
    const ended = left;
    opening.abort();
    left = undefined;
    view.clearLeft();
    return ended;
  };

  const settle = (one: Run, media: StagedMedia): void => {
    view.patch({ facts: media.facts, problems: media.problems });
    if (!media.usable) {
      uploads.giveUp(one.upload);
      one.upload = undefined;
    }
    stage(media.usable ? { kind: 'staged', media } : { kind: 'refused' });
  };

  const fail = (one: Run, error: unknown): void => {
    if (one !== run) return;
    one.transfer = undefined;
    if (isGone(error)) {
      if (one.upload !== undefined) uploads.forget(one.upload.mediaId);
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
      uploads.remember(one.upload);
      if (one.file === undefined) {
        endRun();
        return void offer(one.upload);
      }
    }
    if (error instanceof PartFailure && error.kind === 'unreadable')
      view.patch({ problems: [vanished(view.get().file?.name ?? '')] });
    stage({ kind: 'failed', sentBytes: view.sentBytes(), error });
  };

  const finish = async (one: Run, upload: RememberedUpload, parts: readonly NamedPart[]): Promise<void> => {
    one.transfer = undefined;
    one.isPaused = false;
    one.upload = { ...upload, parts };
    // Before the call: its answer may be lost.
    uploads.remember(one.upload);
    holdFor(one, upload.mediaId, hold);
    stage({ kind: 'checking' });
    try {
      const media = await calls.complete(upload.mediaId, parts, one.controller.signal);
      if (one === run) settle(one, media);
    } catch (error) {
      fail(one, error);
    }
  };

  const send = async (one: Run): Promise<void> => {
    const { file } = one;
    if (file === undefined) return;
    endLeft();
    const before = one.upload === undefined ? 0 : view.sentBytes();
    stage({ kind: 'sending', sentBytes: before, isPaused: one.isPaused, isWaiting: false });
    const { signal } = one.controller;
    try {
      const facts = view.get().file?.facts;
      const upload = one.upload ?? (await beginUpload(calls, file, facts, one.fingerprint, signal));
      one.upload = upload;
      uploads.remember(upload);
      holdFor(one, upload.mediaId, hold);
      one.transfer = await sendFile(dependencies, {
        file,
        upload,
        signal,
        onProgress: pace(showEveryMs, (bytes) => one === run && view.showSent(bytes, one.isPaused)),
        onTroubled: view.markWaiting,
        onStill: () => one === run && view.set({ isSettling: false }),
        onSent: (parts) => void finish(one, upload, parts),
        onFailed: (error) => fail(one, error),
      });
      if (one.isPaused) one.transfer.pause();
    } catch (error) {
      fail(one, error);
    }
  };

  const goOn = (one: Run, upload: RememberedUpload): void => {
    one.upload = upload;
    if (upload.parts === undefined) return void send(one);
    endLeft();
    void finish(one, upload, upload.parts);
  };

  /** The file of the upload that is shown was chosen again: what was known of it alone can be seen or sent now. */
  const takeUp = (one: Run, file: File): void => {
    const hasFailed = view.staging()?.kind === 'failed';
    if (one.file !== undefined && !hasFailed) return;
    one.file = file;
    view.showAgain(file);
    if (hasFailed) retry();
  };

  const choose = async (file: File): Promise<void> => {
    choices += 1;
    const choice = choices;
    const fingerprint = file.size === 0 ? undefined : await fingerprintOf(file).catch(() => undefined);
    if (choice !== choices) return;
    const shown = run?.upload;
    const likeness = shown === undefined ? 'other' : compareFile(shown, file, fingerprint);
    if (run !== undefined && likeness === 'same') return takeUp(run, file);
    endRun();
    const changed = likeness === 'changed' ? shown : undefined;
    if (changed === undefined) uploads.giveUp(shown);
    else leave(changed, undefined);
    const one = createRun(file, fingerprint);
    run = one;
    view.showChosen(file);
    const [judged, free] = await Promise.all([judgeFile(file), uploads.listFree()]);
    if (one !== run) return;
    // Another tab has taken it up meanwhile.
    if (left !== changed && !free.some(({ mediaId }) => mediaId === left?.mediaId)) endLeft();
    view.patch(judged);
    if (judged.problems.length > 0) return stage({ kind: 'refused' });
    const known = left === undefined ? free : [left, ...free];
    const decision = decideChoice(known, left, file, fingerprint);
    if (decision.kind === 'start') return send(one);
    if (decision.kind === 'go-on') return goOn(one, decision.upload);
    if (decision.kind === 'ask-changed' && decision.upload.mediaId !== left?.mediaId)
      leave(decision.upload, undefined);
    view.set({ asking: decision.kind === 'ask-changed' ? 'changed' : 'other' });
  };

  const retry = (): void => {
    if (run === undefined || view.staging()?.kind !== 'failed') return;
    const { upload } = run;
    if (upload?.parts !== undefined) return void finish(run, upload, upload.parts);
    void send(run);
  };

  const pauseOrResume = (isPaused: boolean): void => {
    const staging = view.staging();
    if (run === undefined || staging?.kind !== 'sending' || staging.isPaused === isPaused) return;
    run.isPaused = isPaused;
    view.set({ isSettling: isPaused && run.transfer !== undefined });
    stage({ ...staging, isPaused, isWaiting: false });
    if (isPaused) run.transfer?.pause();
    else run.transfer?.resume();
  };

  /** Shows an upload of an earlier visit: a complete one as the file of the form, another for its file to be chosen again. */
  const offer = async (upload: RememberedUpload): Promise<void> => {
    if (upload.parts !== undefined) {
      run = createRun(undefined, upload.fingerprint);
      view.showKnown(upload);
      return finish(run, upload, upload.parts);
    }
    left = upload;
    opening = new AbortController();
    const storedBytes = await uploads.measure(upload, opening.signal).catch(() => 'gone' as const);
    if (left !== upload) return;
    if (storedBytes === 'gone') left = undefined;
    else leave(upload, storedBytes);
  };

  const close = (): void => {
    user = undefined;
    choices += 1;
    endRun();
    endLeft();
  };

  const answer: StagedFileStore['answer'] = (answered) => {
    const { asking } = view.get();
    if (run?.file === undefined || asking === undefined) return;
    if (answered === 'keep') return void endRun();
    if (answered === 'replace') uploads.giveUp(endLeft());
    else if (asking === 'changed' && left !== undefined)
      run.upload = { ...left, lastModified: run.file.lastModified };
    void send(run);
  };
  return {
    state: view.get,
    subscribe: view.subscribe,
    open: async (person) => {
      if (person === user) return;
      close();
      user = person;
      const theirs = createUserUploads(dependencies, person);
      uploads = theirs;
      const [newest] = await theirs.listFree();
      if (uploads === theirs && user === person && run === undefined && newest !== undefined)
        await offer(newest);
    },
    choose,
    answer,
    pause: () => pauseOrResume(true),
    resume: () => pauseOrResume(false),
    retry,
    remove: () => {
      choices += 1;
      uploads.giveUp(run === undefined ? endLeft() : endRun()?.upload);
    },
    forget: (mediaId) => {
      uploads.forget(mediaId);
      if (run?.upload?.mediaId === mediaId) endRun();
      if (left?.mediaId !== mediaId) return;
      const isAsked = view.get().asking !== undefined;
      endLeft();
      if (isAsked && run !== undefined) void send(run);
    },
    markWaiting: view.markWaiting,
    wake: () => {
      const staging = view.staging();
      if (staging?.kind !== 'failed' || !(staging.error instanceof PartFailure)) return;
      if (staging.error.kind === 'passing') retry();
    },
    close,
  };
};
