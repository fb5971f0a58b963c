import { Button } from 'react-aria-components/Button';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../../../language/use-language.ts';
import { FailureText } from '../../../../shell/failure.tsx';
import type { ChosenFile, Staging } from '../../model.ts';
import { PartFailure } from '../staging/send-part.ts';
import type { StagedFile } from '../use-staged-file.ts';
import { ChooseButton } from './drop-area.tsx';
import { ratioOf, VideoPreview } from './preview.tsx';
import { ProblemList } from './problem-list.tsx';
import { SendingBar } from './sending-bar.tsx';

export interface FileCardProps {
  readonly file: ChosenFile;
  readonly staged: StagedFile;
  readonly mayPreview: boolean;
}

const FileFactsLine = ({ file: { sizeBytes, facts } }: { readonly file: ChosenFile }) => {
  const { t } = useTranslation('upload');
  const { format } = useLanguage();
  const { durationSeconds, widthPx, heightPx } = facts ?? {};
  const parts = [
    format.bytes(sizeBytes),
    ...(typeof durationSeconds === 'number' ? [format.duration(durationSeconds)] : []),
    ...(widthPx && heightPx ? [t('media.file.pixels', { width: widthPx, height: heightPx })] : []),
  ];
  return <p className="fine numbers">{parts.join(' · ')}</p>;
};

/** What stopped the upload, but for a file that is gone: that is one of its problems. */
const Stopped = ({ error }: { readonly error: unknown }) => {
  const { t } = useTranslation('upload');
  if (!(error instanceof PartFailure)) return <FailureText error={error} />;
  if (error.kind === 'unreadable') return null;
  return <p>{error.kind === 'passing' ? t('offlineText', { ns: 'common' }) : t('media.file.failedStore')}</p>;
};

/** That the video is too long for its creator is said by the form, which knows whether that counts. */
const StateOf = ({ file, staged }: Pick<FileCardProps, 'file' | 'staged'>) => {
  const { t } = useTranslation('upload');
  const { staging } = file;
  return (
    <>
      {(staging.kind === 'reading' || staging.kind === 'checking') && (
        <p className="soft">{t(`media.file.${staging.kind}`)}</p>
      )}
      {(staging.kind === 'sending' || staging.kind === 'failed') && (
        <SendingBar file={file} staging={staging} isSettling={staged.isSettling} />
      )}
      {staging.kind === 'staged' && (
        <p>
          <span className="badge good">{t('media.file.staged')}</span>
        </p>
      )}
      {staging.kind === 'staged' && file.previewUrl === undefined && (
        <p className="fine">{t('media.file.kept')}</p>
      )}
      {(staging.kind === 'failed' || file.problems.length > 0) && (
        <div className="notice bad">
          <p>
            <strong>{t(staging.kind === 'failed' ? 'media.file.failed' : 'media.file.refused')}</strong>
          </p>
          <ProblemList file={file} />
          {staging.kind === 'failed' && <Stopped error={staging.error} />}
        </div>
      )}
    </>
  );
};

const isUnreadable = (staging: Staging): boolean =>
  staging.kind === 'failed' && staging.error instanceof PartFailure && staging.error.kind === 'unreadable';

const Actions = ({ file: { staging }, staged }: Pick<FileCardProps, 'file' | 'staged'>) => {
  const { t } = useTranslation('upload');
  const isSending = staging.kind === 'sending';
  return (
    <div className="actions">
      {isSending && (
        <Button className="button" onPress={staging.isPaused ? staged.resume : staged.pause}>
          {t(staging.isPaused ? 'media.file.resume' : 'media.file.pause')}
        </Button>
      )}
      {staging.kind === 'failed' && !isUnreadable(staging) && (
        <Button className="button primary" onPress={staged.retry}>
          {t('media.file.retry')}
        </Button>
      )}
      {!isSending && staging.kind !== 'checking' && staging.kind !== 'reading' && (
        <ChooseButton
          className={staging.kind === 'refused' || isUnreadable(staging) ? 'button primary' : 'button'}
          onChoose={staged.choose}
        >
          {t(isUnreadable(staging) ? 'media.file.again' : 'media.file.another')}
        </ChooseButton>
      )}
      <Button className="button quiet" onPress={staged.remove}>
        {t(isSending ? 'media.file.cancel' : 'media.file.remove')}
      </Button>
    </div>
  );
};

/** The chosen file: what it shows, what it is, how far it has come, and what can be done about it. */
export const FileCard = ({ file, staged, mayPreview }: FileCardProps) => {
  const { t } = useTranslation('upload');
  const { previewUrl, facts, name } = file;
  const hasPreview = mayPreview && previewUrl !== undefined && facts !== undefined && facts !== null;
  return (
    <div className={hasPreview && ratioOf(facts) < 1 ? 'file-card beside' : 'file-card'}>
      {hasPreview && (
        <VideoPreview
          key={previewUrl}
          src={previewUrl}
          label={t('media.preview.video', { name })}
          widthPx={facts.widthPx}
          heightPx={facts.heightPx}
          unplayable={t('media.preview.unplayable')}
        />
      )}
      <div className="file-words">
        <div>
          <p className="file-name">{name}</p>
          <FileFactsLine file={file} />
        </div>
        <StateOf file={file} staged={staged} />
        <Actions file={file} staged={staged} />
      </div>
    </div>
  );
};
