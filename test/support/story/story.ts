import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import postgres from 'postgres';
import * as z from 'zod';
import type { StackOptions } from '../../../infra/local/stack.ts';
import { launchChromium } from '../chromium.ts';
import { type RunningStack, runStack } from '../running-stack.ts';
import type { VideoFile } from '../video-file.ts';
import { openSession } from './hosted-pages.ts';

const tasks = z.array(
  z.looseObject({
    publishId: z.string(),
    username: z.string().nullable(),
    status: z.string(),
    postInfo: z.record(z.string(), z.unknown()),
    urls: z.array(z.string()),
    upload: z.looseObject({ sha256: z.string().nullable() }).nullable(),
    posts: z.array(z.looseObject({ postId: z.string() })),
  }),
);

export type Task = z.infer<typeof tasks>[number];

/** What a file of browser tests shares: the local stack as users run it, one browser, and what TikTok saw of it. */
export interface Story {
  readonly stack: RunningStack;
  readonly browser: Browser;
  /** A call of the simulator's control API. */
  tiktok(path: string, method?: string, body?: unknown): Promise<unknown>;
  /** A creator of the test's own, with these facts. */
  createCreator(username: string, facts?: object): Promise<void>;
  /** A creator of the test's own who is connected for a user, without a browser; gives the account's id. */
  connect(userId: string, username: string, facts?: object): Promise<string>;
  /** What TikTok was asked to post for a creator, oldest first. */
  tasksOf(username: string): Promise<Task[]>;
  /** As though the time of a scheduled post had come. */
  makeDue(postId: string): Promise<void>;
  /** Puts a video on a disk, as a browser wants a large one; gives its path. */
  save(video: VideoFile, name: string): Promise<string>;
  end(): Promise<void>;
}

/** The way through TikTok's consent with nothing but HTTP. */
const connectByHttp = async (stack: RunningStack, userId: string, username: string): Promise<string> => {
  const { token } = await openSession(stack, userId);
  const begun = await fetch(`${stack.url}/api/auth/tiktok`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const cookie = begun.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const asked = new URL(
    z.object({ authorizationUrl: z.string() }).parse(await begun.json()).authorizationUrl,
  );
  asked.searchParams.set('sim_user', username);
  asked.searchParams.set('sim_decision', 'approve');
  const back = (await fetch(asked, { redirect: 'manual' })).headers.get('location') ?? '';
  const end = await fetch(back, { redirect: 'manual', headers: { cookie } });
  const accountId = new URL(end.headers.get('location') ?? '', stack.url).searchParams.get('accountId');
  if (accountId === null) throw new Error(`Not connected: ${end.headers.get('location')}`);
  return accountId;
};

const makeDue = async (stack: RunningStack, postId: string): Promise<void> => {
  const sql = postgres(stack.postgres.superuserUrl.replace(/\/[^/]*$/, '/creator_connect'), { max: 1 });
  await sql`update tiktok_posts set due_at = now() - interval '1 second', publish_at = now() where id = ${postId}`;
  await sql.end();
};

export const beginStory = async (
  settings: Readonly<Record<string, string>> = {},
  options: Pick<StackOptions, 'verifiedProperties'> = {},
): Promise<Story> => {
  const [stack, browser, folder] = await Promise.all([
    runStack(settings, options),
    launchChromium(),
    mkdtemp(join(tmpdir(), 'creator-connect-story-')),
  ]);
  const tiktok: Story['tiktok'] = async (path, method, body) => stack.simulator?.api(path, method, body);
  const createCreator: Story['createCreator'] = async (username, facts = {}) => {
    await tiktok('creators', 'POST', { username, nickname: `The ${username}`, ...facts });
  };
  return {
    stack,
    browser,
    tiktok,
    createCreator,
    connect: async (userId, username, facts) => {
      await createCreator(username, facts);
      return connectByHttp(stack, userId, username);
    },
    tasksOf: async (username) =>
      tasks.parse(await tiktok('tasks')).filter((task) => task.username === username),
    makeDue: (postId) => makeDue(stack, postId),
    save: async (video, name) => {
      const path = join(folder, name);
      await writeFile(path, video.slice(0, video.sizeBytes));
      return path;
    },
    end: async () => {
      await browser.close();
      await Promise.all([stack.end(), rm(folder, { recursive: true, force: true })]);
    },
  };
};
