import { afterAll, describe, expect, test } from '@jest/globals';
import { startApi } from '../../support/api.ts';
import { directVideo } from '../../support/upload-forms.ts';
import { countPosts, creatorInfoPath, openCreator, upload } from '../../support/uploads.ts';

const api = await startApi();
afterAll(api.close);

describe('upload when TikTok refuses to say what the creator may choose', () => {
  test('says so, and stores nothing', async () => {
    const { id: accountId } = await openCreator(api);
    const action = { kind: 'answer', status: 400, code: 'invalid_params' } as const;
    api.simulator.control.addFault({ match: { path: creatorInfoPath }, action });

    const answer = await upload(api, { ...directVideo, accountId });

    expect(answer.status).toBe(502);
    expect(answer.body).toMatchObject({ code: 'platform_refused' });
    expect(await countPosts(api)).toBe(0);
  });
});
