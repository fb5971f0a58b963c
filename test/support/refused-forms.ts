import type { UploadForm } from '../../shared/posts/upload-form.ts';
import {
  consent,
  directPhotos,
  directVideo,
  inboxPhotos,
  inboxVideo,
  photoUrls,
  videoUrl,
  withPhotos,
} from './upload-forms.ts';

const dayMs = 86_400_000;
const ahead = (now: Date, ms: number): string => new Date(now.getTime() + ms).toISOString();

/** Forms that say what no post can be, each with the pointers of its refused fields. */
export const refusedForms = (
  now: Date,
): Readonly<Record<string, readonly [UploadForm, readonly string[]]>> => ({
  'no audience in direct mode': [{ ...directVideo, post: { title: 'x' } }, ['/post/privacyLevel']],
  'no post at all in direct mode': [{ ...directVideo, post: undefined }, ['/post/privacyLevel']],
  'no consent in direct mode': [{ ...directVideo, consent: undefined }, ['/consent/musicUsage']],
  'music usage not agreed to': [{ ...directVideo, consent: { musicUsage: false } }, ['/consent/musicUsage']],
  'branded content without its policy': [
    { ...directVideo, post: { privacyLevel: 'PUBLIC_TO_EVERYONE', brandedContent: true }, consent },
    ['/consent/brandedContentPolicy'],
  ],
  'branded content for the creator alone': [
    {
      ...directVideo,
      post: { privacyLevel: 'SELF_ONLY', brandedContent: true },
      consent: { musicUsage: true, brandedContentPolicy: true },
    },
    ['/post/privacyLevel'],
  ],
  'branded content for followers alone': [
    {
      ...directPhotos,
      post: { privacyLevel: 'FOLLOWER_OF_CREATOR', brandedContent: true },
      consent: { musicUsage: true, brandedContentPolicy: true },
    },
    ['/post/privacyLevel'],
  ],
  'a consent for a draft': [{ ...inboxVideo, consent }, ['/consent']],
  'a caption for a draft of a video': [{ ...inboxVideo, post: { title: 'x' } }, ['/post/title']],
  'an audience for drafts': [{ ...inboxPhotos, post: { privacyLevel: 'SELF_ONLY' } }, ['/post/privacyLevel']],
  'comments, brand and music for a draft of photos': [
    { ...inboxPhotos, post: { allowComment: true, yourBrand: false, autoAddMusic: true } },
    ['/post/allowComment', '/post/autoAddMusic', '/post/yourBrand'],
  ],
  'duets, stitches and a timestamp for photos': [
    {
      ...directPhotos,
      post: { privacyLevel: 'SELF_ONLY', allowDuet: true, allowStitch: false, coverTimestampMs: 0 },
    },
    ['/post/allowDuet', '/post/allowStitch', '/post/coverTimestampMs'],
  ],
  'a description and music for a video': [
    { ...directVideo, post: { privacyLevel: 'SELF_ONLY', description: 'x', autoAddMusic: true } },
    ['/post/autoAddMusic', '/post/description'],
  ],
  'a file without its id': [{ ...directVideo, media: { source: 'FILE_UPLOAD' } }, ['/media/mediaId']],
  'photos to be sent as a file': [
    { ...directPhotos, media: { source: 'FILE_UPLOAD', photoMediaIds: ['a'], coverIndex: 0 } },
    ['/media/mediaId', '/media/photoMediaIds'],
  ],
  'an address to be sent as a file': [
    { ...directVideo, media: { source: 'FILE_UPLOAD', mediaId: 'a', videoUrl } },
    ['/media/videoUrl'],
  ],
  'a file to be pulled': [
    { ...directVideo, media: { source: 'PULL_FROM_URL', mediaId: 'a' } },
    ['/media', '/media/mediaId'],
  ],
  'nothing to be pulled': [{ ...directVideo, media: { source: 'PULL_FROM_URL' } }, ['/media']],
  'a video and photos': [
    { ...directPhotos, media: { source: 'PULL_FROM_URL', videoUrl, photoUrls, coverIndex: 0 } },
    ['/media/photoUrls'],
  ],
  'two kinds of photos': [
    { ...directPhotos, media: { source: 'PULL_FROM_URL', photoUrls, photoMediaIds: ['a'], coverIndex: 0 } },
    ['/media/photoMediaIds'],
  ],
  'a cover of a video by number': [
    { ...directVideo, media: { source: 'PULL_FROM_URL', videoUrl, coverIndex: 0 } },
    ['/media/coverIndex'],
  ],
  'photos without a cover': [
    { ...directPhotos, media: { source: 'PULL_FROM_URL', photoUrls } },
    ['/media/coverIndex'],
  ],
  'a cover beyond the photos': [
    { ...directPhotos, media: { source: 'PULL_FROM_URL', photoUrls, coverIndex: 2 } },
    ['/media/coverIndex'],
  ],
  'no photos': [
    { ...directPhotos, media: { source: 'PULL_FROM_URL', photoUrls: [], coverIndex: 0 } },
    ['/media/coverIndex', '/media/photoUrls'],
  ],
  '36 photos': [
    withPhotos(directPhotos, ...Array.from({ length: 36 }, (_, index) => `photo-${index}`)),
    ['/media/photoMediaIds'],
  ],
  'bad addresses among good ones': [
    {
      ...directPhotos,
      media: {
        source: 'PULL_FROM_URL',
        photoUrls: ['https://media.example/1.jpg', 'http://media.example/2.jpg', 'https://127.0.0.1/3.jpg'],
        coverIndex: 0,
      },
    },
    ['/media/photoUrls/1', '/media/photoUrls/2'],
  ],
  'a time in the past': [{ ...inboxVideo, publishAt: ahead(now, -1) }, ['/publishAt']],
  'a time less than a minute ahead': [{ ...inboxVideo, publishAt: ahead(now, 59_999) }, ['/publishAt']],
  'a time more than 60 days ahead': [
    { ...inboxVideo, publishAt: ahead(now, 60 * dayMs + 1) },
    ['/publishAt'],
  ],
});
