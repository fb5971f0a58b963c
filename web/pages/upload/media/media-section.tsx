import { useEffect } from 'react';
import { Label, Radio, RadioGroup } from 'react-aria-components/RadioGroup';
import { useTranslation } from 'react-i18next';
import type { Draft, Source } from '../model.ts';
import { PhotoList } from './address/photo-list.tsx';
import { VideoAddress } from './address/video-address.tsx';
import { FilePanel } from './file/file-panel.tsx';
import type { StagedFile } from './use-staged-file.ts';

const sources: readonly Source[] = ['file', 'video-url', 'photos'];
const isSource = (value: string): value is Source => (sources as readonly string[]).includes(value);

/** A file that misses the place to drop it would make the browser leave the page for it. */
const useStrayDrops = (): void => {
  useEffect(() => {
    const ignore = (event: DragEvent) => event.preventDefault();
    addEventListener('dragover', ignore);
    addEventListener('drop', ignore);
    return () => {
      removeEventListener('dragover', ignore);
      removeEventListener('drop', ignore);
    };
  }, []);
};

const SourceChoice = ({
  source,
  onChange,
}: {
  readonly source: Source;
  readonly onChange: (source: Source) => void;
}) => {
  const { t } = useTranslation('upload');
  return (
    <RadioGroup
      className="source-choice"
      value={source}
      onChange={(value) => isSource(value) && onChange(value)}
      orientation="horizontal"
    >
      <Label className="visually-hidden">{t('media.source.label')}</Label>
      {sources.map((one) => (
        <Radio key={one} value={one} className="source">
          <span className="source-name">{t(`media.source.${one}`)}</span>
          <span className="fine">{t(`media.source.${one}Hint`)}</span>
        </Radio>
      ))}
    </RadioGroup>
  );
};

export interface MediaSectionProps {
  readonly draft: Draft;
  readonly changeDraft: (change: Partial<Draft>) => void;
  readonly staged: StagedFile;
  /** The creator's own limit; null or undefined when it is not known. */
  readonly creatorMaxSeconds: number | null | undefined;
  /** Whether the media are shown; an address is fetched from for that. */
  readonly mayPreview: boolean;
}

/** What is to be posted: a file of this device, a video by its address, or photos by theirs. The form frames and names it. */
export const MediaSection = ({
  draft,
  changeDraft,
  staged,
  creatorMaxSeconds,
  mayPreview,
}: MediaSectionProps) => {
  useStrayDrops();
  const { source } = draft;
  return (
    <div className="media-section">
      <SourceChoice source={source} onChange={(next) => changeDraft({ source: next })} />
      {source === 'file' && (
        <FilePanel staged={staged} creatorMaxSeconds={creatorMaxSeconds} mayPreview={mayPreview} />
      )}
      {source === 'video-url' && (
        <VideoAddress
          url={draft.videoUrl}
          onChange={(videoUrl) => changeDraft({ videoUrl })}
          mayPreview={mayPreview}
        />
      )}
      {source === 'photos' && <PhotoList photos={draft} onChange={changeDraft} mayPreview={mayPreview} />}
    </div>
  );
};
