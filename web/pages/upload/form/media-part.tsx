import type { ReactNode } from 'react';
import { PartMessage } from './field-message.tsx';
import { type FieldWords, isWrong } from './field-words.ts';
import { useFormWords } from './use-words.ts';

export interface MediaPartProps extends FieldWords {
  readonly children: ReactNode;
}

/** Where the media are chosen and seen (tiktok-api.md section 9, point 32), and what the API said of them. */
export const MediaPart = ({ children, ...words }: MediaPartProps) => {
  const t = useFormWords();
  return (
    <section
      className="card form-part"
      data-field="media"
      tabIndex={-1}
      aria-labelledby="form-media"
      {...(isWrong(words) ? { 'aria-describedby': 'form-media-error' } : {})}
    >
      <h2 className="part-label" id="form-media">
        {t('media.heading')}
      </h2>
      {children}
      <PartMessage id="form-media-error" {...words} />
    </section>
  );
};
