import { useEffect, useRef } from 'react';
import { Button } from 'react-aria-components/Button';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../../../language/use-language.ts';
import type { Asking, InterruptedUpload } from '../staging/staged-file-state.ts';
import type { StagedFile } from '../use-staged-file.ts';
import { ChooseButton, DropArea } from './drop-area.tsx';
import { longestSeconds } from './explain-problem.ts';
import { FileCard } from './file-card.tsx';
import { useAnnouncement } from './use-announcement.ts';

const Interrupted = ({
  upload,
  staged,
}: {
  readonly upload: InterruptedUpload;
  readonly staged: StagedFile;
}) => {
  const { t } = useTranslation('upload');
  const { format } = useLanguage();
  const { name, sizeBytes, storedBytes } = upload;
  const share = format.percent(Math.floor((100 * (storedBytes ?? 0)) / sizeBytes) / 100);
  const text = storedBytes === undefined ? 'media.interrupted.unknown' : 'media.interrupted.text';
  return (
    <div className="notice warn interrupted">
      <h3>{t('media.interrupted.title')}</h3>
      <p>{t(text, { name, size: format.bytes(sizeBytes), share })}</p>
      <div className="actions">
        <ChooseButton className="button" onChoose={staged.choose}>
          {t('media.interrupted.choose')}
        </ChooseButton>
        <Button className="button quiet" onPress={staged.remove}>
          {t('media.interrupted.discard')}
        </Button>
      </div>
    </div>
  );
};

/** What becomes of an interrupted upload once another file was chosen, or its own that was changed since. */
const Replacement = ({ asking, staged }: { readonly asking: Asking; readonly staged: StagedFile }) => {
  const { t } = useTranslation('upload');
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => place.current?.focus(), []);
  const name = staged.file?.name ?? '';
  const isChanged = asking === 'changed';
  return (
    <div className="notice warn interrupted" role="alert" tabIndex={-1} ref={place}>
      <h3>{t(isChanged ? 'media.changed.title' : 'media.replace.title')}</h3>
      <p>
        {t(isChanged ? 'media.changed.text' : 'media.replace.text', {
          name,
          old: staged.interrupted?.name ?? '',
        })}
      </p>
      <div className="actions">
        <Button className="button" onPress={() => staged.answer('replace')}>
          {t(isChanged ? 'media.changed.anew' : 'media.replace.yes', { name })}
        </Button>
        {isChanged && (
          <Button className="button quiet" onPress={() => staged.answer('go-on')}>
            {t('media.changed.goOn')}
          </Button>
        )}
        <Button className="button quiet" onPress={() => staged.answer('keep')}>
          {t(isChanged ? 'media.changed.keep' : 'media.replace.no')}
        </Button>
      </div>
    </div>
  );
};

/** What had the focus goes when a file comes or goes: the panel takes it up, so that the next key begins there. */
const useHeldFocus = (what: string) => {
  const panel = useRef<HTMLElement>(null);
  const before = useRef(what);
  useEffect(() => {
    if (before.current !== what && document.activeElement === document.body) panel.current?.focus();
    before.current = what;
  }, [what]);
  return panel;
};

export interface FilePanelProps {
  readonly staged: StagedFile;
  readonly creatorMaxSeconds: number | null | undefined;
  readonly mayPreview: boolean;
}

/** A video of this device: asked for, or shown with how far it has come. */
export const FilePanel = ({ staged, creatorMaxSeconds, mayPreview }: FilePanelProps) => {
  const { t } = useTranslation('upload');
  const { file, interrupted, asking } = staged;
  const said = useAnnouncement(file);
  const panel = useHeldFocus(`${file?.previewUrl ?? file?.name}`);
  return (
    <section className="file-panel" ref={panel} tabIndex={-1} aria-label={t('media.source.file')}>
      <p className="visually-hidden" role="status">
        {said}
      </p>
      {file !== undefined && asking === undefined && (
        <FileCard file={file} staged={staged} mayPreview={mayPreview} />
      )}
      {asking !== undefined && <Replacement asking={asking} staged={staged} />}
      {file === undefined && interrupted !== undefined && (
        <Interrupted upload={interrupted} staged={staged} />
      )}
      {file === undefined && (
        <DropArea onChoose={staged.choose} longestSeconds={longestSeconds(creatorMaxSeconds)} />
      )}
      <p className="fine">{t('media.notice')}</p>
    </section>
  );
};
