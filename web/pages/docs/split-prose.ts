export interface Piece {
  readonly text: string;
  readonly isCode: boolean;
}

/** Splits a text into paragraphs of plain and `code` pieces: all of Markdown that the document uses. */
export const splitProse = (text: string): readonly (readonly Piece[])[] =>
  text
    .split(/\n\s*\n/)
    .map((paragraph) =>
      paragraph
        .split(/(`[^`]+`)/)
        .filter((piece) => piece !== '')
        .map((piece) =>
          /^`[^`]+`$/.test(piece)
            ? { text: piece.slice(1, -1), isCode: true }
            : { text: piece, isCode: false },
        ),
    )
    .filter((pieces) => pieces.length > 0);
