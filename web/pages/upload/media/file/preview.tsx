import { useState } from 'react';

/** As tall as a preview may be, in rem: the form below stays near. */
const tallestRem = 22;
const usualRatio = 16 / 9;

export interface VideoPreviewProps {
  readonly src: string;
  readonly label: string;
  readonly widthPx?: number | null | undefined;
  readonly heightPx?: number | null | undefined;
  /** What is said of a format that the browser cannot play. */
  readonly unplayable: string;
}

/** Width by height; of a film that does not say it, as most are on a screen. */
export const ratioOf = ({ widthPx, heightPx }: Pick<VideoPreviewProps, 'widthPx' | 'heightPx'>): number =>
  widthPx && heightPx ? widthPx / heightPx : usualRatio;

/**
 * The film as it will be posted, with nothing laid over it (tiktok-api.md section 9, points 32 and 33), in a place of its
 * shape that is there before the film is.
 */
export const VideoPreview = ({ src, label, unplayable, ...size }: VideoPreviewProps) => {
  const [hasFailed, setHasFailed] = useState(false);
  const ratio = ratioOf(size);
  return (
    <div
      className="media-preview"
      style={{ aspectRatio: `${ratio}`, width: `min(100%, ${(tallestRem * ratio).toFixed(2)}rem)` }}
    >
      {hasFailed ? (
        <p className="media-unplayable fine">{unplayable}</p>
      ) : (
        <video
          src={src}
          aria-label={label}
          controls
          muted
          playsInline
          preload="metadata"
          onError={() => setHasFailed(true)}
          // Of a format whose sound alone is known, no picture comes.
          onLoadedMetadata={({ currentTarget }) => setHasFailed(currentTarget.videoWidth === 0)}
        />
      )}
    </div>
  );
};
