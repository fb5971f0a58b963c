import { describe, expect, test } from '@jest/globals';
import {
  type ApiAnswer,
  callApi,
  directBody,
  directPath,
  eventsOf,
  fileSource,
  idOf,
  inboxPath,
  photoBody,
  photoPath,
  postInfo,
  pullSource,
  type WorldOptions,
  withPosting,
} from './posting-harness.ts';

/** The answer to one direct init. */
async function initWith(body: unknown, options: WorldOptions = {}): Promise<ApiAnswer> {
  const answers: ApiAnswer[] = [];
  await withPosting(async ({ call }) => void answers.push(await call(directPath, body)), options);
  const [answer] = answers;
  if (answer === undefined) throw new Error('no answer');
  return answer;
}

const codeOf = async (...given: Parameters<typeof initWith>) => (await initWith(...given)).code;
const source = fileSource(1_000);

describe('a direct init', () => {
  test('of an upload answers an id and an address', async () => {
    const answer = await initWith(directBody(source));

    expect([answer.status, answer.code]).toEqual([200, 'ok']);
    expect(Object.keys(answer.data)).toEqual(['publish_id', 'upload_url']);
  });

  test('keeps what the creator chose', () =>
    withPosting(async ({ call, control }) => {
      const init = await call(
        directPath,
        directBody(source, { is_aigc: true, video_cover_timestamp_ms: 1_500 }),
      );

      const task = control.readTask(idOf(init));

      expect(task).toMatchObject({
        mode: 'direct',
        media: 'video',
        source: 'FILE_UPLOAD',
        isAigc: true,
        title: postInfo.title,
        postInfo: { ...postInfo, is_aigc: true, video_cover_timestamp_ms: 1_500 },
      });
    }));

  test.each<[string, unknown]>([
    ['no body', ''],
    ['a body that is not JSON', '{'],
    ['a list', []],
    ['no post_info', { source_info: source }],
    ['no source_info', { post_info: postInfo }],
    ['an unknown source', directBody({ source: 'CARRIER_PIGEON' })],
    ['a title that is no text', directBody(source, { title: 7 })],
    ['a flag that is text', directBody(source, { disable_duet: 'false' })],
    ['a caption of 2201 units', directBody(source, { title: 'x'.repeat(2_201) })],
    ['no video_size', directBody({ ...source, video_size: undefined })],
    ['sizes as text', directBody({ ...source, video_size: '1000' })],
    ['a negative size', directBody({ ...source, video_size: -1 })],
    ['no URL for a pull', directBody({ source: 'PULL_FROM_URL' })],
    ['a URL that is none', directBody(pullSource('media.example/a.mp4'))],
  ])('with %s is invalid_param', async (_what, body) => {
    const answer = await initWith(body);

    expect([answer.status, answer.code]).toEqual([400, 'invalid_param']);
  });

  test('says which number of a chunk plan is wrong', async () => {
    const answer = await initWith(directBody({ ...source, chunk_size: 10_000_000 }));

    expect(answer.message).toBe('The chunk size is invalid');
  });

  test('lets keys through that TikTok does not know', async () => {
    expect(await codeOf({ ...directBody(source, { mood: 'good' }), trace: 1 })).toBe('ok');
  });

  test('spells its error as documented or as seen live', async () => {
    const codes = [
      await codeOf({}, { switches: { invalidParamCode: 'invalid_param' } }),
      await codeOf({}, { switches: { invalidParamCode: 'invalid_params' } }),
    ];

    expect(codes).toEqual(['invalid_param', 'invalid_params']);
  });

  test('carries empty data with an error, or none', async () => {
    const [empty, absent] = [
      await initWith({}, { switches: { errorData: 'empty' } }),
      await initWith({}, { switches: { errorData: 'absent' } }),
    ];

    expect([empty.keys, absent.keys]).toEqual([['data', 'error'], ['error']]);
  });

  test('counts a caption in UTF-16 units or in code points', async () => {
    const body = directBody(source, { title: '🍜'.repeat(1_200) });
    const codes = [
      await codeOf(body, { switches: { captionCountedIn: 'utf16-units' } }),
      await codeOf(body, { switches: { captionCountedIn: 'code-points' } }),
    ];

    expect(codes).toEqual(['invalid_param', 'ok']);
  });

  test('may omit the brand toggles, or may not', async () => {
    const body = directBody(source, { brand_content_toggle: undefined, brand_organic_toggle: undefined });
    const codes = [
      await codeOf(body, { switches: { missingBrandToggles: 'accepted' } }),
      await codeOf(body, { switches: { missingBrandToggles: 'refused' } }),
    ];

    expect(codes).toEqual(['ok', 'invalid_param']);
  });

  test('of branded content is for the public or friends, for anyone else, or for all', async () => {
    const levels = ['MUTUAL_FOLLOW_FRIENDS', 'FOLLOWER_OF_CREATOR', 'SELF_ONLY'];
    const codesWith = (brandedPrivacy: 'public-or-friends' | 'not-private' | 'any') =>
      Promise.all(
        levels.map((privacy_level) =>
          codeOf(directBody(source, { privacy_level, brand_content_toggle: true }), {
            username: 'quiet.garden',
            switches: { brandedPrivacy },
          }),
        ),
      );

    const codes = [
      await codesWith('public-or-friends'),
      await codesWith('not-private'),
      await codesWith('any'),
    ];

    expect(codes).toEqual([
      ['ok', 'invalid_param', 'invalid_param'],
      ['ok', 'ok', 'invalid_param'],
      ['ok', 'ok', 'ok'],
    ]);
  });

  test('without a level, or with none of the creator’s options, is a mismatch', async () => {
    const answers = [
      await initWith(directBody(source, { privacy_level: undefined })),
      await initWith(directBody(source, { privacy_level: 'FOLLOWER_OF_CREATOR' })),
      await initWith(directBody(source), { username: 'quiet.garden' }),
    ];

    expect(answers.map(({ status, code }) => [status, code])).toEqual(
      answers.map(() => [403, 'privacy_level_option_mismatch']),
    );
  });

  test('looks at the level as it is now: an account that turned private no longer has the public one', () =>
    withPosting(async ({ call, control }) => {
      const before = await call(directPath, directBody(source));
      control.patchCreator('simcreator', { privateAccount: true });
      const after = await call(directPath, directBody(source));

      expect([before.code, after.code]).toEqual(['ok', 'privacy_level_option_mismatch']);
    }));

  test('checks body, level, ban, audit and URL in this order', () =>
    withPosting(
      async ({ call, control }) => {
        const everythingWrong = {
          post_info: { ...postInfo, privacy_level: 'NOBODY', title: 1 },
          source_info: pullSource('https://strangers.example/a.mp4'),
        };
        const steps: unknown[] = [];
        const step = async (body: unknown) => void steps.push((await call(directPath, body)).code);
        control.patchCreator('simcreator', { banned: true });
        await step(everythingWrong);
        await step({ ...everythingWrong, post_info: { ...postInfo, privacy_level: 'NOBODY' } });
        await step({ ...everythingWrong, post_info: postInfo });
        control.patchCreator('simcreator', { banned: false });
        await step({ ...everythingWrong, post_info: postInfo });
        control.patchApp({ audited: true });
        await step({ ...everythingWrong, post_info: postInfo });

        expect(steps).toEqual([
          'invalid_param',
          'privacy_level_option_mismatch',
          'spam_risk_user_banned_from_posting',
          'unaudited_client_can_only_post_to_private_accounts',
          'url_ownership_unverified',
        ]);
      },
      { app: { audited: false } },
    ));

  test('that is refused makes no task and sends no event', () =>
    withPosting(async ({ call, control }) => {
      await call(directPath, {});

      expect([control.listTasks(), eventsOf({ control })]).toEqual([[], []]);
    }));
});

describe('the scope of an init', () => {
  test('is video.publish for direct posts and video.upload for drafts', () =>
    withPosting(async ({ control, simulator }) => {
      const publish = control.connectCreator('simcreator', ['video.publish']).access_token;
      const upload = control.connectCreator('simcreator', ['video.upload']).access_token;
      const draft = photoBody(['https://x.example/1.jpg'], { post_mode: 'MEDIA_UPLOAD' });
      const bodies: [string, unknown][] = [
        [directPath, directBody(source)],
        [inboxPath, { source_info: source }],
        [photoPath, photoBody(['https://x.example/1.jpg'])],
        [photoPath, draft],
      ];
      const codesWith = (token: string) =>
        Promise.all(bodies.map(async ([path, body]) => (await callApi(simulator, token, path, body)).code));

      const [withPublish, withUpload] = [await codesWith(publish), await codesWith(upload)];

      expect(withPublish).toEqual([
        'ok',
        'scope_not_authorized',
        'url_ownership_unverified',
        'scope_not_authorized',
      ]);
      expect(withUpload).toEqual([
        'scope_not_authorized',
        'ok',
        'scope_not_authorized',
        'url_ownership_unverified',
      ]);
    }));

  test('is looked at before the rate, and the rate before the body', () =>
    withPosting(
      async ({ call, control }) => {
        const unscoped = control.connectCreator('simcreator', ['user.info.basic']).access_token;
        const codes = [
          (await call(directPath, {}, unscoped)).code,
          (await call(directPath, {})).code,
          (await call(directPath, {})).code,
        ];

        expect(codes).toEqual(['scope_not_authorized', 'invalid_param', 'rate_limit_exceeded']);
      },
      { switches: { initsPerMinute: 1 } },
    ));
});

describe('inits in a sliding minute', () => {
  const threeKinds = async (options: WorldOptions) => {
    const codes: unknown[] = [];
    await withPosting(async ({ call }) => {
      for (const path of [directPath, inboxPath, photoPath]) codes.push((await call(path, {})).code);
    }, options);
    return codes;
  };

  test('are six, of which a seventh is none', () =>
    withPosting(async ({ call, advance }) => {
      const six = await Promise.all(Array.from({ length: 6 }, () => call(directPath, directBody(source))));
      const seventh = await call(directPath, directBody(source));
      await advance(60);
      const later = await call(directPath, directBody(source));

      expect(six.map(({ code }) => code)).toEqual(Array(6).fill('ok'));
      expect([seventh.status, seventh.code, later.code]).toEqual([429, 'rate_limit_exceeded', 'ok']);
    }));

  test('are counted over all kinds, or for each kind', async () => {
    const limited = ['invalid_param', 'rate_limit_exceeded', 'rate_limit_exceeded'];

    const [together, each] = [
      await threeKinds({ switches: { initsPerMinute: 1, initsCounted: 'together' } }),
      await threeKinds({ switches: { initsPerMinute: 1, initsCounted: 'each' } }),
    ];

    expect([together, each]).toEqual([limited, Array(3).fill('invalid_param')]);
  });
});
