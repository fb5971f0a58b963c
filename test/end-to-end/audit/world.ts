import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import postgres from 'postgres';
import * as z from 'zod';
import { launchChromium } from '../../support/chromium.ts';
import { createCrm } from '../../support/publishing-crm.ts';
import { type RunningStack, runStack } from '../../support/running-stack.ts';
import type { VideoFile } from '../../support/video-file.ts';
import { waitFor } from '../../support/wait-for.ts';
import { type Form, openFormPage } from './form.ts';
import { type SharedForm, shareForm } from './shared-form.ts';
import { type PublishTask, readCounts, readTasks } from './tiktok-side.ts';

/** A creator of the simulator's whose account is connected, for a user of the CRM of its own. */
export interface Creator {
  readonly username: string;
  readonly openId: string;
  readonly userId: string;
  readonly accountId: string;
}

/** What the API said of one request. */
export interface Said {
  readonly status: number;
  readonly postId: string;
  readonly code: string | undefined;
  readonly detail: string | undefined;
  /** The refused fields: where each is, and why. */
  readonly errors: readonly { readonly pointer: string; readonly detail: string }[];
}

export interface World {
  readonly stack: RunningStack;
  readonly browser: Browser;
  /** The simulator's control API. */
  readonly control: (path: string, method?: string, body?: unknown) => Promise<unknown>;
  /** A creator with these settings, connected when it is first asked for. */
  readonly creator: (username: string, settings?: object, userId?: string) => Promise<Creator>;
  /** The upload page of the creator's user, as soon as its form is there. */
  readonly openForm: (creator: Creator, options?: BrowserContextOptions) => Promise<Form>;
  /** A form for looking and switching, which many tests use one after the other. */
  readonly sharedForm: SharedForm;
  /** The page of a post. */
  readonly openPost: (creator: Creator, postId: string, options?: BrowserContextOptions) => Promise<Page>;
  /** The address of a hosted page with a session for the user in it. */
  readonly pageAddress: (userId: string, page: 'connect' | 'upload') => Promise<string>;
  /** Asks the API itself for a post, as a form that is not ours could. */
  readonly askForPost: (creator: Creator, body: object) => Promise<Said>;
  /** Stages a video by the API; gives its id. */
  readonly stage: (video: VideoFile) => Promise<string>;
  /** While TikTok takes no time to look at what it got. */
  readonly whileAtOnce: (act: () => Promise<void>) => Promise<void>;
  /** What TikTok was asked to post for the creator, the oldest first. */
  readonly tasks: (creator: Creator) => Promise<readonly PublishTask[]>;
  /** The first of them that has come so far. */
  readonly waitForTask: (creator: Creator, status?: PublishTask['status']) => Promise<PublishTask>;
  /** How many calls of each kind TikTok got for the creator. */
  readonly counts: (creator: Creator) => ReturnType<typeof readCounts>;
  /** A connection to the database past row-level security. */
  readonly sql: postgres.Sql;
  readonly end: () => Promise<void>;
}

const session = z.object({ connectUrl: z.string(), uploadUrl: z.string() });
const listed = z.array(z.looseObject({ username: z.string(), openId: z.string() }));
const said = z.looseObject({
  postId: z.string().default(''),
  code: z.string().optional(),
  detail: z.string().optional(),
  errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).default([]),
});

/** A domain that both sides hold for verified; nothing is ever asked of it. */
export const verifiedDomain = 'media.example.org';

const usual: BrowserContextOptions = { locale: 'en-GB', timezoneId: 'UTC' };

/** The local stack as users run it, a browser, and creators to post for. */
export const openWorld = async (): Promise<World> => {
  const [stack, browser] = await Promise.all([
    runStack({ verifiedProperties: verifiedDomain }),
    launchChromium(),
  ]);
  const sql = postgres(stack.postgres.superuserUrl.replace(/\/[^/]*$/, '/creator_connect'), { max: 1 });
  const control: World['control'] = async (path, method, body) => stack.simulator?.api(path, method, body);
  const connected = new Map<string, Promise<Creator>>();

  const connect = async (username: string, settings: object, userId: string): Promise<Creator> => {
    const known = listed.parse(await control('creators'));
    if (!known.some((one) => one.username === username)) await control('creators', 'POST', { username });
    if (Object.keys(settings).length > 0) await control(`creators/${username}`, 'PATCH', settings);
    const found = listed.parse(await control('creators')).find((one) => one.username === username);
    const token = await stack.mintToken({ userId, scope: 'connect publish read' });
    const accountId = await createCrm({ ...stack, token }).connect(username);
    return { username, openId: found?.openId ?? '', userId, accountId };
  };
  const pageAddress: World['pageAddress'] = async (userId, page) => {
    const made = await stack.call('POST', '/api/sessions', { userId, scope: 'connect read publish' });
    return session.parse(made.body)[`${page}Url`];
  };
  const creator: World['creator'] = (username, settings = {}, userId = `user-of-${username}`) => {
    const found = connected.get(username) ?? connect(username, settings, userId);
    connected.set(username, found);
    return found;
  };
  const openForm: World['openForm'] = async ({ userId }, options) =>
    openFormPage(browser, await pageAddress(userId, 'upload'), options);
  return {
    stack,
    browser,
    creator,
    openForm,
    sharedForm: shareForm(async () => openForm(await creator('is.looked.at'))),
    control,
    sql,
    pageAddress,
    askForPost: async ({ accountId }, body) => {
      const { status, body: answer } = await stack.call('POST', '/api/tiktok/upload', { accountId, ...body });
      const { postId, code, detail, errors } = said.parse(answer);
      return { status, postId, code, detail, errors };
    },
    stage: (video) => createCrm(stack).stage(video),
    openPost: async ({ userId }, postId, options = {}) => {
      const address = new URL(await pageAddress(userId, 'upload'));
      address.searchParams.set('postId', postId);
      const page = await (await browser.newContext({ ...usual, ...options })).newPage();
      page.setDefaultTimeout(30_000);
      await page.goto(address.href);
      return page;
    },
    waitForTask: ({ openId }, wanted) =>
      waitFor(
        `a post at TikTok${wanted === undefined ? '' : ` that is ${wanted}`}`,
        async () =>
          (await readTasks(control, openId)).find(({ status }) => wanted === undefined || status === wanted),
        60_000,
      ),
    whileAtOnce: async (act) => {
      await control('switches', 'PATCH', { processingSeconds: 0 });
      await act().finally(() => control('switches', 'PATCH', { processingSeconds: 2 }));
    },
    tasks: ({ openId }) => readTasks(control, openId),
    counts: ({ openId }) => readCounts(control, openId),
    end: async () => {
      await Promise.all([browser.close(), sql.end()]);
      await stack.end();
    },
  };
};
