import type { Post } from '../../api/operations.ts';

const shapes: Readonly<Record<Post['mediaKind'], string>> = {
  video: 'M4 5h16v14H4zM10 9v6l5-3z',
  photos: 'M3 7h14v13H3zM7 7V4h14v13h-4M3 17l4-4 4 4 2-2 4 4',
};

/** A drawing of the kind of media. */
export const KindIcon = ({ kind, label }: { readonly kind: Post['mediaKind']; readonly label: string }) => (
  <span className="kind">
    <svg viewBox="0 0 24 24" role="img" aria-label={label}>
      <path d={shapes[kind]} />
    </svg>
  </span>
);
