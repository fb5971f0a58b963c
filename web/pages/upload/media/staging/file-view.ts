import type { ChosenFile, Staging } from '../../model.ts';
import { emptyState, observe, type StagedFileState } from './staged-file-state.ts';
import type { RememberedUpload } from './upload-memory.ts';

export interface Previews {
  readonly openPreview: (file: File) => string;
  readonly closePreview: (url: string) => void;
}

/** What is shown of the file and of the upload that was interrupted; a change of a file that is not there changes nothing. */
export const createFileView = ({ openPreview, closePreview }: Previews) => {
  const { get, set, subscribe } = observe<StagedFileState>(emptyState);
  const patch = (change: Partial<ChosenFile>): void => {
    const { file } = get();
    if (file !== undefined) set({ file: { ...file, ...change } });
  };
  const stage = (staging: Staging): void => patch({ staging });
  const closeShown = (): void => {
    const previewUrl = get().file?.previewUrl;
    if (previewUrl !== undefined) closePreview(previewUrl);
  };
  return {
    get,
    set,
    subscribe,
    patch,
    stage,
    staging: () => get().file?.staging,
    sentBytes: (): number => {
      const staging = get().file?.staging;
      return staging?.kind === 'sending' || staging?.kind === 'failed' ? staging.sentBytes : 0;
    },
    /** A file that was chosen, which is read first. */
    showChosen: (file: File): void => {
      const previewUrl = openPreview(file);
      const { name, size: sizeBytes } = file;
      const staging = { kind: 'reading' } as const;
      set({ file: { name, sizeBytes, previewUrl, facts: undefined, problems: [], staging } });
    },
    /** A file that is known from an earlier visit alone. */
    showKnown: ({ name, sizeBytes }: RememberedUpload): void => {
      const staging = { kind: 'checking' } as const;
      set({ file: { name, sizeBytes, previewUrl: undefined, facts: undefined, problems: [], staging } });
    },
    showAgain: (file: File): void => {
      closeShown();
      patch({ previewUrl: openPreview(file), problems: [] });
    },
    clear: (): void => {
      closeShown();
      set({ file: undefined, asking: undefined, isSettling: false });
    },
    showLeft: ({ name, sizeBytes }: RememberedUpload, storedBytes: number | undefined): void =>
      set({ interrupted: { name, sizeBytes, storedBytes } }),
    clearLeft: (): void => set({ interrupted: undefined, asking: undefined }),
    /** Bytes that move end a wait. */
    showSent: (bytes: number, isPaused: boolean): void => {
      const staging = get().file?.staging;
      if (staging?.kind !== 'sending') return;
      const isWaiting = staging.isWaiting && bytes <= staging.sentBytes;
      stage({ kind: 'sending', sentBytes: bytes, isPaused, isWaiting });
    },
    markWaiting: (): void => {
      const staging = get().file?.staging;
      if (staging?.kind === 'sending' && !staging.isWaiting && !staging.isPaused)
        stage({ ...staging, isWaiting: true });
    },
  };
};
