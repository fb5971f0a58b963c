import type { ProblemCode } from './problem.ts';

/**
 * Wording that TikTok's audit asks for, to the letter (tiktok-api.md section 9). Under another language the English stands
 * beside the translation: an auditor finds the words there too, and what is agreed to is TikTok's English text.
 */
const required = {
  audiencePlaceholder: 'Select',
  allowComment: 'Allow Comment',
  allowDuet: 'Allow Duet',
  allowStitch: 'Allow Stitch',
  yourBrand: 'Your brand',
  brandedContent: 'Branded content',
  promotional: "Your photo/video will be labeled as 'Promotional content'",
  partnership: "Your photo/video will be labeled as 'Paid partnership'",
  disclosureEmpty: 'You need to indicate if your content promotes yourself, a third party, or both.',
  brandedNotPrivate: 'Branded content visibility cannot be set to private.',
  musicDeclaration: "By posting, you agree to TikTok's <music>Music Usage Confirmation</music>",
  brandedDeclaration:
    "By posting, you agree to TikTok's <policy>Branded Content Policy</policy> and <music>Music Usage Confirmation</music>",
};

const problems: Readonly<Record<ProblemCode, string>> = {
  'file-missing': 'Choose the video to post.',
  'file-reading': 'The file is still being looked at. Wait a moment.',
  'file-sending': 'The file is still on its way to our store. Publish when it has arrived.',
  'file-paused': 'The upload of the file is paused. Resume it.',
  'file-failed': 'The upload of the file has stopped. Try it again, or choose another file.',
  'file-checking': 'The file has arrived and is being checked. Wait a moment.',
  'file-refused': 'TikTok would not take this file. Choose another one.',
  'file-too-long':
    'The video lasts {{seconds}}. This creator may post videos of at most {{limitSeconds}}. Shorten it.',
  'file-expiring': 'The stored file is about to be deleted. Upload it again.',
  'url-missing': 'Give the address of the video.',
  'url-wrong': 'The address of the video cannot be used. What is wrong with it stands below it.',
  'photos-missing': 'Give the address of at least one photo.',
  'photos-too-many': 'There are {{amount}} photos. TikTok takes at most {{limit}}.',
  'photo-wrong': 'The address of photo {{amount}} cannot be used. What is wrong with it stands below it.',
  'scope-missing': 'Choose the other way, or have the account connected again and allow this one.',
  'creator-closed': 'TikTok takes no post of this creator right now. Try again later.',
  'text-too-long': 'Too long by {{amount}}. TikTok takes {{limit}} characters.',
  'text-unreadable': 'It holds an invisible control character or half of one. Type the text again.',
  'audience-missing': 'Choose who can see the post.',
  'audience-withdrawn': 'The creator does not offer this audience any more. Choose again.',
  'audience-branded': required.brandedNotPrivate,
  'interaction-closed': 'The creator’s TikTok settings do not allow this. Switch it off.',
  'disclosure-empty': required.disclosureEmpty,
  'time-missing': 'Choose day and time.',
  'time-too-soon': 'This is less than a minute ahead. Choose a later time, or switch scheduling off.',
  'time-too-late': 'This is more than 60 days ahead. Choose a time up to {{until}}.',
  'time-after-file': 'The uploaded file is kept for posts until {{until}}. Choose an earlier time.',
};

export const english = {
  name: 'The post',
  creator: {
    heading: 'Who posts',
    postsAs: 'This post goes out as',
    closedTitle: 'No post is possible right now',
    draftsTitle: 'Only drafts are possible',
    closedUntil: 'It is expected to be possible again on {{time}}.',
    closedTryLater: 'Try again later.',
    closedWays: 'You can prepare the post now and schedule it for later than that, or leave it as a draft.',
    closedDraft: 'You can leave it as a draft in the creator’s TikTok inbox instead.',
    lookAgain: 'Look again',
    reasons: {
      spam_risk_too_many_posts:
        'TikTok takes a certain number of posts through apps in 24 hours from each creator, and that is reached.',
      spam_risk_user_banned_from_posting: 'TikTok has banned this creator from posting.',
      reached_active_user_cap:
        'As many creators as TikTok allows this app in 24 hours have posted through it today.',
      account_scope_missing: 'The creator has not allowed us to post directly.',
    },
  },
  media: { heading: 'Video or photos' },
  mode: {
    label: 'How to send it',
    direct: 'Post directly',
    directNote: 'It appears on the profile by itself, as you set it here.',
    inbox: 'Leave a draft',
    inboxNote: 'It waits in the creator’s TikTok inbox, to be finished in the app.',
    draftVideo:
      'For a draft of a video TikTok asks for caption, audience, interactions and disclosure in its app. So there is nothing more to set here.',
    draftPhotos: 'TikTok asks for audience, interactions and disclosure in its app.',
    scope: 'The creator has not allowed this yet ({{scope}}).',
    connect: 'Connect the account again and allow it',
  },
  text: {
    videoTitle: 'Caption',
    photoTitle: 'Title',
    description: 'Description',
    optional: 'Optional',
    videoNote: 'Tags with # and mentions with @ work as in the app. It is posted exactly as you write it.',
    photoNote: 'It is posted exactly as you write it.',
    descriptionNote: 'The text below the photos. Tags with # and mentions with @ work as in the app.',
    count: '{{amount}} of {{limit}} characters',
    almost: 'Fewer than {{left}} characters are left.',
    over: 'The text is too long.',
  },
  audience: {
    label: 'Who can see this post',
    note: 'TikTok wants you to choose this for each post.',
    levels: {
      PUBLIC_TO_EVERYONE: 'Everyone',
      MUTUAL_FOLLOW_FRIENDS: 'Friends',
      FOLLOWER_OF_CREATOR: 'Followers',
      SELF_ONLY: 'Only me',
    },
    levelNotes: {
      PUBLIC_TO_EVERYONE: 'Everybody on TikTok, and beyond it by link.',
      MUTUAL_FOLLOW_FRIENDS: 'Followers that the creator follows back.',
      FOLLOWER_OF_CREATOR: 'Everybody who follows the creator.',
      SELF_ONLY: 'Nobody but the creator.',
    },
    brandedFollowers: 'Branded content must be visible to everyone or to friends.',
    withdrawn: 'The creator’s settings have changed: “{{level}}” is not offered any more. Choose again.',
    none: 'TikTok has not told which audiences the creator may choose from.',
  },
  interactions: {
    label: 'What others may do',
    note: 'All are off until you switch them on.',
    notePhotos: 'It is off until you switch it on.',
    closed: 'Switched off in the creator’s TikTok settings.',
    withdrawn: 'The creator’s settings have changed: {{names}} had to be switched off.',
  },
  disclosure: {
    label: 'Disclose commercial content',
    note: 'Turn on if this content promotes yourself, a brand, product or service.',
    boxes: 'What it promotes',
    boxesNote: 'Tick what applies; it can be both.',
    yourBrandNote: 'You are promoting yourself or your own business.',
    brandedNote: 'You are promoting another brand or a third party.',
    brandedClosed: 'Choose another audience to tick this.',
  },
  ai: {
    label: 'AI-generated content',
    note: 'TikTok labels the post as made or altered with AI. Turn it on when it shows realistic scenes that are not real.',
  },
  music: {
    label: 'Add music',
    note: 'TikTok picks music for the photos. It can be changed later in the app.',
  },
  schedule: {
    label: 'Schedule for later',
    note: 'From one minute to 60 days ahead.',
    noteFile: 'From one minute ahead until {{until}}: so long the uploaded file is kept for a post.',
    time: 'Day and time',
    chosen: 'It goes out on {{time}}, {{zone}}.',
    zone: 'In your time zone: {{zone}}.',
    consent:
      'Your consent counts from the moment you press the button: it is recorded with these settings, and the post goes out at that time without asking again.',
    consentDraft: 'The draft goes to the creator’s inbox at that time.',
  },
  quota: {
    heading: 'TikTok’s limits',
    minute: 'Posts of this minute: {{used}} of {{limit}}.',
    minuteLimit: 'TikTok takes {{limit}} posts a minute from each account; more wait their turn.',
    minuteFull: 'All {{limit}} posts of this minute are used. Yours waits its turn until {{time}}.',
    drafts: 'Pending drafts: {{used}} of {{limit}}.',
    draftsFull:
      'All {{limit}} places for pending drafts are taken. A place is free on {{time}}, or when the creator posts one; yours waits until then.',
    draftsFullSoon:
      'All {{limit}} places for pending drafts are taken. Yours waits until the creator posts one.',
    daily: 'The creator’s posts of the day are used up, expectedly until {{time}}.',
    dailyOpen: 'The creator’s posts of the day are used up.',
    creators: 'The creators that this app may post for today are used up, expectedly until {{time}}.',
    creatorsOpen: 'The creators that this app may post for today are used up.',
  },
  publish: {
    direct: 'Publish on TikTok',
    directLater: 'Schedule the post',
    inbox: 'Send the draft',
    inboxLater: 'Schedule the draft',
    sending: 'Sending…',
    consent: 'Nothing goes to TikTok before you press the button.',
    next: 'Then TikTok processes the post. It may take a few minutes until it shows on the profile; you can follow it here.',
    nextLater: 'You can follow the post here, and cancel it until it goes out.',
    nextDraft:
      'Then open the TikTok app: a notification in the inbox leads to the draft. Finish and post it there.',
    newTab: 'Opens in a new tab',
    missingTitle: 'This is still needed',
    missing: 'Still needed: {{list}}',
    refusedTitle: 'The post was not taken',
    fields: {
      media: 'Video or photos',
      mode: 'How to send it',
      title: 'Caption or title',
      description: 'Description',
      privacyLevel: 'Who can see it',
      allowComment: required.allowComment,
      allowDuet: required.allowDuet,
      allowStitch: required.allowStitch,
      disclosure: 'Commercial content',
      isAiGenerated: 'AI-generated content',
      autoAddMusic: 'Music',
      publishAt: 'Time',
    },
  },
  required,
  problems,
};

export type FormMessages = typeof english;
