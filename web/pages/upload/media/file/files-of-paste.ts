/**
 * The files that a paste means. A word processor, a spreadsheet or a web page puts a picture beside the text that was copied,
 * and a file manager a name beside the file: formatted text is meant as text, and any text is where text is being written.
 */
export const filesOfPaste = (
  { types, files }: Pick<DataTransfer, 'types' | 'files'>,
  isWriting: boolean,
): readonly File[] => {
  if (types.includes('text/html') || types.includes('text/rtf')) return [];
  return isWriting && types.includes('text/plain') ? [] : [...files];
};

/** Whether this is a place where text is written. */
export const isWritten = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(?:INPUT|TEXTAREA)$/.test(target.tagName));
