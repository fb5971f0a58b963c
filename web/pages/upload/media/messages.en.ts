import type { AddressProblemCode } from './address/judge-address.ts';
import type { FileProblemCode, FoundKind } from './file/problem-codes.ts';

const found: Readonly<Record<FoundKind, string>> = {
  avi: 'an AVI video',
  sound: 'a sound file',
  ogg: 'an Ogg file',
  flash: 'a Flash video',
  windowsMedia: 'a Windows Media file',
  mpeg: 'an MPEG video',
  pdf: 'a PDF document',
  zip: 'a ZIP archive',
  matroska: 'a Matroska video',
  other: 'no video of a kind that we know',
};

const problems: Readonly<Record<FileProblemCode, string>> = {
  format_not_accepted:
    '“{{name}}” is {{found}}. TikTok takes MP4, MOV and WebM videos: save it as one of these, best as MP4, and choose it again.',
  too_large:
    '“{{name}}” has {{size}}. TikTok takes videos of up to {{maxBytes}}: export it with less quality, or cut it shorter.',
  codec_not_accepted:
    '“{{name}}” is encoded as {{codec}}. TikTok takes H.264, H.265, VP8 and VP9: export it again, best as H.264.',
  too_long: '“{{name}}” lasts {{length}}. TikTok takes videos of at most {{maxLength}}: cut it shorter.',
  frame_rate_not_accepted:
    '“{{name}}” has {{frameRate}} frames a second. TikTok takes {{minFrameRate}} to {{maxFrameRate}}: export it again, best with 30.',
  picture_size_not_accepted:
    '“{{name}}” has {{width}} × {{height}} pixels. TikTok takes {{minSide}} to {{maxSide}} for each side: export it again in another size, best 1080 × 1920.',
  cut_off:
    '“{{name}}” ends in the middle: its last part is missing. Save, copy or export it again and choose that file.',
  unreadable:
    '“{{name}}” cannot be understood as a video: it is broken, was not saved to its end, or holds no picture. Play it to check; then export it again and choose that file.',
  content_type_differs: '“{{name}}” is of another kind than its name says. Choose it again.',
  empty: '“{{name}}” is empty (0 bytes). Save or export it again and choose that file.',
  photo:
    '“{{name}}” is a photo. Photos are posted by their addresses on the web, as JPEG or WebP: choose “Photos” above and give the addresses.',
  file_unreadable:
    '“{{name}}” can no longer be read: it was moved, changed or deleted, or its drive was taken away. Choose the file again. If it is unchanged, the upload goes on where it stopped.',
};

const addressProblems: Readonly<Record<AddressProblemCode, string>> = {
  https: 'The address has to begin with https:// and a domain.',
  too_long: 'The address is longer than 2,000 characters. Give a shorter one.',
  invisible: 'The address holds a space, a line break or another invisible character. Take it out.',
  backslash: 'The address holds a backslash. Write / in its place.',
  fragment: 'The address holds a “#”. Take that and what follows it away.',
  login: 'The address holds a user name or a password. TikTok cannot sign in: give a public address.',
  encoded_domain: 'The domain of the address is percent-encoded. Write it plainly.',
  port: 'The address names a port. Take it away: TikTok takes the usual one.',
  ip: 'The address names an IP address. It has to name a domain, such as media.example.com.',
  final_dot: 'The domain of the address ends with a dot. Take the dot away.',
  private_domain: 'The domain of the address is a private one, which TikTok cannot reach. Give a public one.',
  domain: 'The address has to name a public domain, such as media.example.com.',
  path: 'The path of the address cannot be used: it holds empty or dotted steps, or is not well encoded.',
  other: 'This address cannot be used.',
};

export const english = {
  source: {
    label: 'Where is it?',
    file: 'On this device',
    fileHint: 'A video file',
    'video-url': 'Video on the web',
    'video-urlHint': 'By its address',
    photos: 'Photos',
    photosHint: 'Up to 35, by address',
  },
  drop: {
    label: 'Drop a video here',
    title: 'Drop a video here, or paste one',
    choose: 'Choose a video',
    limits: 'MP4, MOV or WebM · up to {{length}} and 4 GB · at least 360 pixels wide and high',
    several: 'One video at a time, please. Drop a single file.',
    notFile: 'That was not a file. Drop a video file.',
  },
  notice: 'The file goes to our store only. Nothing is sent to TikTok before you publish.',
  problems,
  found,
  file: {
    reading: 'Looking at the file…',
    refused: 'This file cannot be posted',
    checking: 'All bytes have arrived. The file is being checked…',
    staged: 'Ready to be posted',
    sending: 'Uploading',
    paused: 'Paused',
    settling: 'Pausing…',
    settlingNote: 'What is on its way still arrives.',
    waiting: 'Waiting for the connection. It goes on by itself.',
    sessionOver: 'Waiting for a new session',
    sessionOverNote: 'The upload goes on with a new link from your CRM, opened in this tab.',
    failed: 'The upload stopped',
    failedStore: 'Our file store did not take the file. Try again; what has arrived is kept.',
    progress: 'Upload of {{name}}',
    amount: '{{sent}} of {{total}}',
    speed: '{{speed}} per second',
    left: 'about {{time}} left',
    sentAgain: 'What did not arrive whole is sent again.',
    pause: 'Pause',
    resume: 'Resume',
    retry: 'Try again',
    cancel: 'Cancel upload',
    remove: 'Remove file',
    another: 'Choose another file',
    again: 'Choose the file again',
    pixels: '{{width}} × {{height}} pixels',
    kept: 'Uploaded on an earlier visit. Choose the file again only if you want to see it here.',
  },
  said: {
    start: 'The upload has begun.',
    share: '{{share}} uploaded.',
    paused: 'The upload is paused.',
    resumed: 'The upload goes on.',
    waiting: 'The upload waits for the connection.',
    failed: 'The upload stopped.',
    checking: 'All bytes have arrived. The file is being checked.',
    staged: 'The file is ready to be posted.',
    refused: 'This file cannot be posted.',
  },
  interrupted: {
    title: 'Your upload was interrupted',
    text: '“{{name}}” ({{size}}) is not complete yet: {{share}} has arrived in whole parts. Choose the same file again and only the rest is sent.',
    unknown:
      '“{{name}}” ({{size}}) is not complete yet. Choose the same file again and only the rest is sent.',
    choose: 'Choose the file again',
    discard: 'Give this upload up',
  },
  replace: {
    title: 'This is another file',
    text: 'The upload of “{{old}}” is not complete yet. “{{name}}” is not the same file. Upload that one instead? What has arrived of “{{old}}” is then deleted.',
    yes: 'Upload “{{name}}” instead',
    no: 'Keep the interrupted upload',
  },
  changed: {
    title: 'The file was changed since',
    text: '“{{name}}” looks like the file whose upload is not complete yet, but it was changed since. If it is another film now, joined to what has arrived it would be broken.',
    anew: 'Upload it from the beginning',
    goOn: 'It is the same film: go on',
    keep: 'Do neither now',
  },
  preview: {
    video: 'Preview of {{name}}',
    videoUrl: 'Preview of the video',
    unplayable:
      'No preview: this browser cannot play this format. What TikTok takes does not depend on that.',
    unplayableUrl:
      'The video could not be loaded here. Check that the address opens in a new tab; formats that this browser does not know cannot be shown.',
    photo: 'Photo {{number}}',
    photoFailed: 'Could not be loaded. Check the address.',
  },
  url: {
    label: 'Address of the video',
    hint: 'TikTok fetches it from there when you publish: it has to be public, and on a domain that is verified for this app.',
  },
  photos: {
    heading: 'Addresses of the photos',
    hint: 'JPEG or WebP, in the order in which they are shown. TikTok fetches them when you publish: they have to be public, and on a domain that is verified for this app. Several addresses can be pasted at once.',
    line: 'Photo {{number}}',
    lineCover: 'Photo {{number}} (cover)',
    count: '{{amount}} of {{limit}} photos',
    add: 'Add a photo',
    remove: 'Remove photo {{number}}',
    up: 'Move photo {{number}} forward',
    down: 'Move photo {{number}} back',
    coverOf: '{{cover}}: photo {{number}}',
    isCover: 'Cover',
    coverAction: 'Make cover',
    moved: 'Photo moved to place {{number}} of {{total}}.',
    removed: 'Photo {{number}} removed. {{total}} left.',
    added: 'Line for photo {{number}} added.',
    pasted: '{{amount}} addresses pasted.',
    covered: 'Photo {{number}} is the cover.',
    dropped: 'There is room for {{limit}} photos: {{amount}} of the pasted addresses were left out.',
  },
  addressProblems,
};

export type Messages = typeof english;
