import { type ReactNode, useEffect, useRef, useState } from 'react';
import { Button } from 'react-aria-components/Button';
import { DropZone } from 'react-aria-components/DropZone';
import { FileTrigger } from 'react-aria-components/FileTrigger';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../../../language/use-language.ts';
import { filesOfPaste, isWritten } from './files-of-paste.ts';

type Dropped = Parameters<NonNullable<Parameters<typeof DropZone>[0]['onDrop']>>[0];

export interface ChooseButtonProps {
  readonly onChoose: (file: File) => void;
  readonly className: string;
  readonly children: ReactNode;
}

/** A button that opens the browser's own dialog. */
export const ChooseButton = ({ onChoose, className, children }: ChooseButtonProps) => (
  <FileTrigger
    acceptedFileTypes={['video/*']}
    onSelect={(files) => {
      const file = files?.[0];
      if (file !== undefined) onChoose(file);
    }}
  >
    <Button className={className}>{children}</Button>
  </FileTrigger>
);

export interface DropAreaProps {
  readonly onChoose: (file: File) => void;
  readonly longestSeconds: number;
}

/** A file may be pasted anywhere on the page where no text is. React Aria takes it only while the place has the focus, and then as well: chosen
 * twice at once it is chosen once. */
const usePastedFiles = (take: (files: readonly File[]) => void): void => {
  const latest = useRef(take);
  latest.current = take;
  useEffect(() => {
    const onPaste = (event: ClipboardEvent) => {
      if (event.clipboardData === null) return;
      const files = filesOfPaste(event.clipboardData, isWritten(event.target));
      if (files.length === 0) return;
      event.preventDefault();
      latest.current(files);
    };
    addEventListener('paste', onPaste);
    return () => removeEventListener('paste', onPaste);
  }, []);
};

/** A place to drop or paste a file, and a button that asks for one. */
export const DropArea = ({ onChoose, longestSeconds }: DropAreaProps) => {
  const { t } = useTranslation('upload');
  const { format } = useLanguage();
  const [refusal, setRefusal] = useState<'several' | 'notFile'>();
  const take = (files: readonly File[]) => {
    const [first] = files;
    if (first === undefined || files.length > 1) return setRefusal(files.length > 1 ? 'several' : 'notFile');
    setRefusal(undefined);
    onChoose(first);
  };
  const takeDropped = async ({ items }: Dropped) => {
    const files = items.filter((item) => item.kind === 'file');
    take(await Promise.all(files.map((item) => item.getFile())));
  };
  usePastedFiles(take);
  return (
    <div>
      <DropZone
        className="drop-area"
        aria-label={t('media.drop.label')}
        onDrop={takeDropped}
        getDropOperation={() => 'copy'}
      >
        <svg viewBox="0 0 48 48" className="drop-mark" aria-hidden="true">
          <rect x="6" y="11" width="36" height="27" rx="6" />
          <path d="M24 31V18m-6 6 6-6 6 6" />
        </svg>
        <p className="drop-title">{t('media.drop.title')}</p>
        <ChooseButton className="button primary" onChoose={onChoose}>
          {t('media.drop.choose')}
        </ChooseButton>
        <p className="fine">{t('media.drop.limits', { length: format.duration(longestSeconds) })}</p>
      </DropZone>
      <div role="status" className="drop-refusal">
        {refusal !== undefined && <p className="notice bad">{t(`media.drop.${refusal}`)}</p>}
      </div>
    </div>
  );
};
