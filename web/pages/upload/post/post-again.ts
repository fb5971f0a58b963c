import type { Post } from '../../../api/operations.ts';
import { type DraftText, textOfDraft } from '../drafts/draft-text.ts';
import { emptyDraft } from '../model.ts';

/** As much of the text of a post as the API shows, for a browser that did not send it. Its time is over, or will be. */
export const textOfPost = ({ mode, mediaKind, source, title }: Post): DraftText => {
  const videoSource = source === 'PULL_FROM_URL' ? 'video-url' : 'file';
  return {
    ...textOfDraft(emptyDraft),
    mode,
    source: mediaKind === 'photos' ? 'photos' : videoSource,
    title: title ?? '',
  };
};
