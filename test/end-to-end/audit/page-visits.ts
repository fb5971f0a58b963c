import { clip, direct } from './orders.ts';
import type { Visit } from './page-load.ts';
import type { World } from './world.ts';

/** A page of ours with what it may cost at most until something of use is seen. */
export interface PageVisit {
  readonly name: string;
  /** Of all scripts without which the page does not run, compressed. */
  readonly scriptKilobytes: number;
  readonly requests: number;
  readonly kilobytes: number;
  readonly open: (world: World) => Promise<Visit>;
}

const heading = { selector: 'h1' };

export const pageVisits: readonly PageVisit[] = [
  {
    name: 'home',
    scriptKilobytes: 12,
    requests: 9,
    kilobytes: 12,
    open: async ({ stack }) => ({ address: `${stack.url}/`, first: heading, data: heading }),
  },
  {
    name: 'docs',
    scriptKilobytes: 12,
    requests: 12,
    kilobytes: 15,
    open: async ({ stack }) => ({
      address: `${stack.url}/docs`,
      first: heading,
      data: { selector: '.operation' },
    }),
  },
  {
    name: 'connect',
    scriptKilobytes: 150,
    requests: 20,
    kilobytes: 160,
    open: async (world) => ({
      address: await world.pageAddress((await world.creator('simcreator')).userId, 'connect'),
      first: { selector: '#heading ~ * .loading' },
      data: { selector: 'li.account' },
    }),
  },
  {
    name: 'upload',
    scriptKilobytes: 150,
    requests: 22,
    kilobytes: 160,
    open: async (world) => ({
      address: await world.pageAddress((await world.creator('simcreator')).userId, 'upload'),
      first: { selector: '#heading ~ * .skeleton, #heading ~ .skeleton' },
      data: { selector: '.post-form' },
    }),
  },
  {
    name: 'post',
    scriptKilobytes: 150,
    requests: 22,
    kilobytes: 160,
    open: async (world) => {
      const creator = await world.creator('zoe_cuisine');
      const { postId } = await world.askForPost(creator, direct(await world.stage(clip)));
      const address = new URL(await world.pageAddress(creator.userId, 'upload'));
      address.searchParams.set('postId', postId);
      return {
        address: address.href,
        first: { selector: '#heading ~ * .skeleton, #heading ~ .skeleton' },
        data: { selector: '.post-card' },
      };
    },
  },
];

/** The widget on the CRM's page, for somebody who has an account and two posts. */
export const visitWidget = async (world: World): Promise<Visit> => {
  const creator = await world.creator('quiet.garden', {}, 'ada');
  const mediaId = await world.stage(clip);
  for (const title of ['Tulips', 'A title that is rather longer than one line of the widget is wide'])
    await world.askForPost(creator, direct(mediaId, { title, privacyLevel: 'SELF_ONLY' }));
  const host = 'creator-connect-widget';
  return {
    address: `${world.stack.crmUrl}/?user=ada`,
    first: { host, selector: '.wait' },
    data: { host, selector: '.post .badge' },
  };
};
