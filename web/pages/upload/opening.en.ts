import { english as page } from './desk/messages.en.ts';

/** What the page says before any of its larger parts is there. */
export const english = {
  title: 'Post to TikTok · Creator Connect',
  heading: 'Post to TikTok',
  intro: 'Choose what to post and who may see it. Nothing goes to TikTok before you press the button.',
  page,
};
