/**
 * The 41 points that TikTok's audit of direct posts looks at (tiktok-api.md section 9), each with where it is kept and
 * where that is proven. `audit/points/*` proves them in the browser against the local stack, by their numbers; the others
 * named here prove the same from nearer by. A test holds that all of it is there.
 */
export interface AuditPoint {
  readonly point: number;
  /** What is asked for, in short. */
  readonly says: string;
  /** The product's files that keep it. */
  readonly keptBy: readonly string[];
  /** Other tests: file, and the beginning of the name. */
  readonly alsoProvenBy?: readonly (readonly [file: string, name: string])[];
  /** What we decided where the guidelines leave it open, or what cannot be observed. */
  readonly note?: string;
}

const form = 'web/pages/upload/form';
const media = 'web/pages/upload/media';
const desk = 'web/pages/upload/desk';
const ofForm = 'test/unit/web/upload-form/form.browser.test.ts';
const ofStates = 'test/unit/web/upload-form/form-states.browser.test.ts';
const ofWords = 'test/unit/web/upload-form/form-messages.test.ts';
const ofJudge = 'test/unit/web/upload-form/judge-draft.test.ts';
const ofBody = 'test/unit/web/upload-form/body-and-refusal.test.ts';
const ofChanges = 'test/unit/web/upload-form/draft-changes.test.ts';
const ofAny = 'test/unit/web/upload-form/any-form.test.ts';

const toTheLetter = [ofWords, 'is there to the letter'] as const;

/** By the file below `audit/points/` that proves them. */
const pointsByFile: Readonly<Record<string, readonly AuditPoint[]>> = {
  'creator-info': [
    {
      point: 1,
      says: 'Creator info is asked for anew each time the form is rendered.',
      keptBy: [`${desk}/use-creator.ts`, 'shared/posts/creator-info.ts'],
      note: 'Rendered means shown for an account: not every keystroke, for TikTok takes 20 questions a minute. It is asked again when the page was hidden for over five minutes, after a refusal about the creator, and by the server right before the post.',
    },
    {
      point: 2,
      says: 'The creator’s nickname is shown.',
      keptBy: [`${form}/creator-card.tsx`],
    },
    {
      point: 3,
      says: 'A creator who can post nothing now is told to try later, and the attempt is blocked.',
      keptBy: [`${form}/creator-card.tsx`, `${form}/judge-draft.ts`, 'shared/posts/create-post.ts'],
      alsoProvenBy: [
        [ofStates, 'of a creator who cannot post now'],
        [ofJudge, 'keeps a direct post back'],
      ],
      note: 'A post that is scheduled for after the time at which TikTok’s cap ends is no attempt now, and may be prepared.',
    },
    {
      point: 4,
      says: 'A video longer than the creator’s limit is blocked, and the limit is told.',
      keptBy: [`${form}/judge-media.ts`, 'shared/posts/check-choices.ts'],
      alsoProvenBy: [[ofJudge, 'may last as long as this creator may post']],
    },
  ],
  title: [
    {
      point: 5,
      says: 'The caption can be written and edited.',
      keptBy: [`${form}/text-part.tsx`],
    },
    {
      point: 6,
      says: 'A caption has at most 2,200 UTF-16 units; photos have 90 and 4,000.',
      keptBy: [`${form}/judge-choices.ts`, 'shared/posts/order-options.ts'],
      alsoProvenBy: [[ofJudge, 'are counted in UTF-16 units']],
    },
  ],
  privacy: [
    {
      point: 7,
      says: 'The audiences are exactly those of creator info.',
      keptBy: [`${form}/audience-part.tsx`],
      alsoProvenBy: [[ofForm, 'offers the audiences of the creator in their order']],
      note: 'One that TikTok adds one day is offered by TikTok’s own word.',
    },
    {
      point: 8,
      says: 'No audience is chosen beforehand.',
      keptBy: [`${form}/audience-part.tsx`, 'web/pages/upload/model.ts'],
    },
    {
      point: 9,
      says: 'No other audience is ever put in the place of the chosen one.',
      keptBy: [`${form}/fit-creator.ts`, `${form}/use-fitted-draft.ts`, 'shared/posts/check-creator.ts'],
      alsoProvenBy: [
        [ofForm, 'greys out what the creator has closed, and takes back'],
        [ofChanges, 'never leads to branded content'],
      ],
    },
  ],
  interactions: [
    {
      point: 10,
      says: 'A video has Allow Comment, Allow Duet and Allow Stitch.',
      keptBy: [`${form}/interactions-part.tsx`],
    },
    {
      point: 11,
      says: 'All three are unchecked at first.',
      keptBy: [`${form}/interactions-part.tsx`, 'web/pages/upload/model.ts'],
    },
    {
      point: 12,
      says: 'What the creator’s settings close is disabled and grey.',
      keptBy: [`${form}/interactions-part.tsx`, 'shared/posts/check-choices.ts'],
      alsoProvenBy: [[ofForm, 'greys out what the creator has closed']],
    },
    {
      point: 13,
      says: 'Photos have Allow Comment alone.',
      keptBy: [`${form}/interactions-part.tsx`],
      alsoProvenBy: [[ofStates, 'of photos has a title']],
    },
    {
      point: 14,
      says: 'What is unchecked is sent as disabled.',
      keptBy: ['shared/platforms/tiktok/posting.ts'],
      alsoProvenBy: [[ofAny, 'has what was chosen for it sent']],
      note: 'The page and the API say what is allowed; the inverse is made in one place, where TikTok is spoken to.',
    },
  ],
  disclosure: [
    {
      point: 15,
      says: 'A switch for promoting content, off at first.',
      keptBy: [`${form}/disclosure-part.tsx`],
    },
    {
      point: 16,
      says: 'Switched on: Your brand and Branded content, unchecked, both possible.',
      keptBy: [`${form}/disclosure-part.tsx`],
      alsoProvenBy: [toTheLetter],
    },
    {
      point: 17,
      says: 'Both are explained.',
      keptBy: [`${form}/disclosure-part.tsx`],
    },
    {
      point: 18,
      says: 'Your brand alone: labeled as promotional content.',
      keptBy: [`${form}/disclosure-part.tsx`],
      alsoProvenBy: [toTheLetter],
      note: 'TikTok’s wording says “photo/video”, and is kept so for either.',
    },
    {
      point: 19,
      says: 'Branded content: labeled as paid partnership.',
      keptBy: [`${form}/disclosure-part.tsx`],
      alsoProvenBy: [toTheLetter],
    },
    {
      point: 20,
      says: 'No label line before a box is ticked.',
      keptBy: [`${form}/disclosure-part.tsx`],
    },
    {
      point: 21,
      says: 'On, and nothing ticked: the button is disabled, and hovering says why.',
      keptBy: [`${form}/publish-part.tsx`],
      alsoProvenBy: [toTheLetter, [ofForm, 'asks what a disclosed post promotes']],
      note: 'Disabled by aria-disabled: so it is found by keyboard, says the same on focus, and a press leads to the boxes.',
    },
    {
      point: 22,
      says: 'Switched off: both flags are false.',
      keptBy: [`${form}/apply-change.ts`, `${form}/body-of.ts`],
      alsoProvenBy: [[ofBody, 'of an undisclosed post has neither flag']],
    },
  ],
  branded: [
    {
      point: 23,
      says: 'Branded content is public or for friends.',
      keptBy: [`${form}/apply-change.ts`, 'shared/platforms/tiktok/post-rules.ts'],
    },
    {
      point: 24,
      says: 'Under only-me, the Branded content box is disabled and says why.',
      keptBy: [`${form}/disclosure-part.tsx`],
      alsoProvenBy: [[ofForm, 'keeps branded content and a private audience apart']],
      note: 'Of the two ways that TikTok allows, the one that changes no choice of the creator’s.',
    },
    {
      point: 25,
      says: 'With Branded content ticked, only-me is disabled, and hovering says why.',
      keptBy: [`${form}/audience-part.tsx`],
      alsoProvenBy: [toTheLetter, [ofForm, 'keeps branded content and a private audience apart']],
      note: 'The sentence is also written below the option and below the list, for those who do not hover.',
    },
    {
      point: 26,
      says: 'The server refuses branded content for the creator alone.',
      keptBy: ['shared/posts/order-options.ts'],
    },
    {
      point: 27,
      says: 'Whether followers alone may see branded content is not said.',
      keptBy: ['shared/platforms/tiktok/post-rules.ts', `${form}/apply-change.ts`],
      note: '“Public or friends” suggests no, and so it is neither offered nor taken.',
    },
  ],
  declaration: [
    {
      point: 28,
      says: 'The declaration with the Music Usage Confirmation.',
      keptBy: [`${form}/declaration.tsx`],
      alsoProvenBy: [toTheLetter],
      note: 'In French the English words stand below the translation: they are what TikTok publishes and what is agreed to.',
    },
    {
      point: 29,
      says: 'With branded content, the Branded Content Policy too.',
      keptBy: [`${form}/declaration.tsx`],
      alsoProvenBy: [toTheLetter, [ofBody, 'of branded content agrees to both']],
    },
    {
      point: 30,
      says: 'Both are linked.',
      keptBy: [`${form}/declaration.tsx`],
    },
    {
      point: 31,
      says: 'It stands before the button, and changes at once.',
      keptBy: [`${form}/publish-part.tsx`],
    },
  ],
  control: [
    {
      point: 32,
      says: 'The media are previewed.',
      keptBy: [`${media}/media-section.tsx`, `${form}/media-part.tsx`],
      note: 'A format that the browser cannot play is named with its length and size in the player’s place.',
    },
    {
      point: 33,
      says: 'Nothing is added to the media or the caption.',
      keptBy: [`${form}/body-of.ts`, 'shared/posts/order-of.ts'],
      alsoProvenBy: [[ofBody, 'has the caption to the letter']],
    },
    {
      point: 34,
      says: 'Nothing goes to TikTok before the button is pressed, the declaration in view.',
      keptBy: [`${form}/post-form.tsx`, 'shared/posts/check-order.ts', 'shared/posts/new-post.ts'],
      alsoProvenBy: [[ofForm, 'publishes what was chosen, and only when']],
      note: 'A scheduled post goes out by the consent given when it was scheduled, which the form says and the server records; whether TikTok wants another is not stated.',
    },
    {
      point: 35,
      says: 'Afterwards it is told that processing may take some minutes.',
      keptBy: [`${form}/publish-part.tsx`],
    },
    {
      point: 36,
      says: 'The state of the post and the reason of a failure are shown.',
      keptBy: ['shared/posts/poll-post.ts', 'shared/contract/post-reply.ts'],
    },
    {
      point: 37,
      says: 'Of a draft: open the TikTok inbox and finish there.',
      keptBy: [`${form}/mode-part.tsx`, `${form}/publish-part.tsx`],
      alsoProvenBy: [[ofStates, 'of a draft says where it is finished']],
    },
  ],
  technical: [
    {
      point: 38,
      says: 'The client secret stays on the server.',
      keptBy: ['shared/platforms/tiktok/app-credentials.ts'],
    },
    {
      point: 39,
      says: 'Files of the device by FILE_UPLOAD, files of servers by PULL_FROM_URL from a verified domain.',
      keptBy: [`${form}/body-of.ts`, 'shared/posts/media-address.ts'],
    },
    {
      point: 40,
      says: 'A switch for AI-generated content.',
      keptBy: [`${form}/extra-part.tsx`],
    },
    {
      point: 41,
      says: 'TikTok’s logo and buttons as its guidelines give them.',
      keptBy: [`${form}/publish-part.tsx`],
      note: 'We have none of the official assets, and show none: TikTok is named in words alone.',
    },
  ],
};

export const auditPoints = Object.entries(pointsByFile).flatMap(([provenIn, points]) =>
  points.map((point) => ({ ...point, provenIn })),
);
