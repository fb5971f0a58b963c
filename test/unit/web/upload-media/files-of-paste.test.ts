import { describe, expect, test } from '@jest/globals';
import { filesOfPaste } from '../../../../web/pages/upload/media/file/files-of-paste.ts';

const film = new File(['film'], 'film.mp4');
/** As a browser's list of files: it can be gone through. */
const dataOf = (...types: readonly string[]) => {
  const files = Object.assign([film], { item: (index: number) => [film][index] ?? null });
  return { types, files };
};

describe('the files of a paste', () => {
  test.each([
    ['a copied file', ['Files'], true, [film]],
    ['a copied file with its name, where nothing is written', ['text/plain', 'Files'], false, [film]],
    ['a copied file with its name, in a text', ['text/plain', 'Files'], true, []],
    ['a table or a text with its picture, in a text', ['text/plain', 'text/html', 'Files'], true, []],
    ['a table or a text with its picture, elsewhere', ['text/plain', 'text/rtf', 'Files'], false, []],
  ] as const)('of %s', (_what, types, isWriting, files) => {
    expect(filesOfPaste(dataOf(...types), isWriting)).toEqual(files);
  });
});
