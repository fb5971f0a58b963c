import { expect } from '@jest/globals';
import type { RunningStack } from '../../support/running-stack.ts';
import { readSite } from './site-files.ts';

const pages = ['/', '/docs', '/platforms/connect/tiktok', '/platforms/tiktok/upload'];
const elsewhere = { origin: 'https://crm.example.org' };

/** Header by header: what browsers and CloudFront may keep, what a page may do, and who may embed the widget. */
export const expectServed = async (stack: RunningStack): Promise<void> => {
  const ask = (path: string, init: RequestInit = {}) =>
    fetch(`${stack.url}${path}`, { headers: elsewhere, ...init });
  const media = stack.aws.url;
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    `img-src 'self' https: ${stack.simulator?.url}`,
    "media-src 'self' blob: https:",
    "font-src 'self'",
    `connect-src 'self' ${media}`,
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');

  for (const path of pages) {
    const { status, headers } = await ask(path);
    expect({ path, status }).toEqual({ path, status: 200 });
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(headers.get('cache-control')).toBe('no-cache');
    expect(headers.get('content-security-policy')).toBe(policy);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(headers.get('access-control-allow-origin')).toBeNull();
    const again = await ask(path, { headers: { 'if-none-match': headers.get('etag') ?? '' } });
    expect(again.status).toBe(304);
  }

  const files = await readSite(stack);
  for (const { path } of files.filter(({ path }) => path.startsWith('assets/'))) {
    const { status, headers } = await ask(`/${path}`);
    expect({ path, status }).toEqual({ path, status: 200 });
    expect(headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  }

  const widget = files.filter(({ path }) => path.startsWith('widget/'));
  expect(widget.map(({ path }) => path)).toEqual([
    'widget/creator-connect-widget.js',
    'widget/react.d.ts',
    'widget/react.js',
  ]);
  for (const { path } of widget) {
    const { status, headers } = await ask(`/${path}`);
    expect({ path, status }).toEqual({ path, status: 200 });
    expect(headers.get('cache-control')).toMatch(/^public, max-age=\d+/);
    expect(headers.get('cache-control')).not.toContain('immutable');
    expect(headers.get('access-control-allow-origin')).toBe('*');
    expect(headers.get('access-control-allow-credentials')).toBeNull();
    expect(headers.get('cross-origin-resource-policy')).toBe('cross-origin');
  }

  for (const path of ['/api/none', '/api/tiktok/none']) {
    const missing = await ask(path);
    expect(missing.status).toBe(404);
    expect(missing.headers.get('content-type')).toMatch(/^application\/(problem\+)?json/);
    expect(await missing.text()).not.toContain('<html');
  }
  const nowhere = await ask('/nowhere');
  expect(nowhere.status).toBe(404);
  expect(nowhere.headers.get('content-type')).not.toContain('html');
};
