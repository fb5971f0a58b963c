import type { Page } from 'playwright-core';
import * as z from 'zod';
import type { RunningStack } from '../running-stack.ts';

const session = z.object({ connectUrl: z.string(), uploadUrl: z.string(), token: z.string() });

export interface SessionWish {
  readonly scope?: string;
  readonly returnTo?: string;
  readonly ttlSeconds?: number;
}

/** A session for a user, as a CRM's server opens one. */
export const openSession = async (stack: RunningStack, userId: string, wish: SessionWish = {}) =>
  session.parse((await stack.call('POST', '/api/sessions', { userId, ...wish })).body);

/** Opens the connect page by the link that a CRM gives its user. */
export const openConnectPage = async (
  page: Page,
  stack: RunningStack,
  userId: string,
  wish?: SessionWish,
): Promise<void> => {
  await page.goto((await openSession(stack, userId, wish)).connectUrl);
};

/** Opens the upload page in the same way. */
export const openUploadPage = async (
  page: Page,
  stack: RunningStack,
  userId: string,
  wish?: SessionWish,
): Promise<void> => {
  await page.goto((await openSession(stack, userId, wish)).uploadUrl);
};

export interface ConsentWish {
  readonly decision?: 'Approve' | 'Deny';
  /** Scopes that the creator switches off. */
  readonly without?: readonly string[];
  /** Where the way ends. */
  readonly endsAt?: RegExp;
}

/** Answers the consent page of the simulated TikTok as a creator, and waits to be back. */
export const consent = async (page: Page, username: string, wish: ConsentWish = {}): Promise<void> => {
  const { decision = 'Approve', without = [], endsAt = /\/platforms\/connect\/tiktok/ } = wish;
  await page.waitForURL(/\/v2\/auth\/authorize\//);
  await page.check(`input[name=user][value="${username}"]`);
  for (const scope of without) await page.uncheck(`input[name=scope][value="${scope}"]`);
  await page.getByRole('button', { name: decision }).click();
  await page.waitForURL(endsAt);
};
