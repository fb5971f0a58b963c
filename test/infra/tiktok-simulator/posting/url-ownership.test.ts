import { describe, expect, test } from '@jest/globals';
import { pull, serveVideo, withMedia } from './media-origin.ts';
import { withPosting } from './posting-harness.ts';

describe('the ownership of a URL', () => {
  const verdicts: [string, string][] = [
    ['https://media.example/a.mp4', 'ok'],
    ['https://static.media.example/a.mp4', 'ok'],
    ['https://MEDIA.example/a.mp4', 'ok'],
    ['https://cdn.example/tt/a.mp4', 'ok'],
    ['https://cdn.example/a.mp4', 'url_ownership_unverified'],
    ['https://cdn.example/tt', 'url_ownership_unverified'],
    ['https://cdn.example/tt2/a.mp4', 'url_ownership_unverified'],
    ['https://cdn.example/tt/../a.mp4', 'url_ownership_unverified'],
    ['https://sub.cdn.example/tt/a.mp4', 'url_ownership_unverified'],
    ['https://notmedia.example/a.mp4', 'url_ownership_unverified'],
    ['https://media.example.evil.example/a.mp4', 'url_ownership_unverified'],
    ['https://media.example./a.mp4', 'url_ownership_unverified'],
    ['https://media.example:8443/a.mp4', 'url_ownership_unverified'],
    ['https://media.example@evil.example/a.mp4', 'url_ownership_unverified'],
    ['https://user:pass@media.example/a.mp4', 'url_ownership_unverified'],
    ['http://media.example/a.mp4', 'url_ownership_unverified'],
    ['ftp://media.example/a.mp4', 'url_ownership_unverified'],
    ['https://127.0.0.1/a.mp4', 'url_ownership_unverified'],
    ['https://2130706433/a.mp4', 'url_ownership_unverified'],
    ['https://[::1]/a.mp4', 'url_ownership_unverified'],
  ];
  test.each(verdicts)('of %s is %s', (url, code) =>
    withMedia(serveVideo, async (world) => {
      const answer = await pull(world, url);

      expect([answer.status, answer.code]).toEqual([code === 'ok' ? 200 : 403, code]);
      await world.control.settleTasks();
    }),
  );

  test('is not asked for with a URL that is not https or names an address, if the switch says so', () =>
    withMedia(
      serveVideo,
      async (world) => {
        const codes: unknown[] = [];
        for (const url of [
          'http://media.example/a.mp4',
          'https://127.0.0.1/a.mp4',
          'https://other.example/a',
        ])
          codes.push((await pull(world, url)).code);

        expect(codes).toEqual(['invalid_param', 'invalid_param', 'url_ownership_unverified']);
      },
      { switches: { pullUrlError: 'invalid_param' } },
    ));

  test('can be registered only for a domain or an https prefix, and served only from this machine', () =>
    withPosting(async ({ control }) => {
      const register = (property: string, servedFrom: string | null = null) =>
        control.patchApp({ verifiedProperties: [{ property, servedFrom }] });

      for (const property of [
        '127.0.0.1',
        'http://a.example/',
        'https://a.example/x',
        'https://a.example:1/',
        'word',
      ])
        expect(() => register(property)).toThrow('is neither a domain');
      expect(() => register('a.example', 'http://b.example/')).toThrow('not an address of this machine');
      expect(() => register('a.example', 'http://127.0.0.1:1')).toThrow('not an address of this machine');
    }));
});
