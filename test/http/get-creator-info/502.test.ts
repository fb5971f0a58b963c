import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startApi } from '../../support/api.ts';
import { askForCreator, creatorInfoPath } from '../../support/creator-questions.ts';
import { grantAccount } from '../../support/granted-accounts.ts';

const api = await startApi();
let id = '';
beforeAll(async () => {
  id = (await grantAccount(api)).id;
});
afterAll(api.close);

describe('creator info that TikTok refuses', () => {
  test('for a reason that no page names tells it as it is, and nothing of the answer besides', async () => {
    api.simulator.control.addFault({
      match: { path: creatorInfoPath },
      action: {
        kind: 'answer',
        status: 400,
        body: '{"error":{"code":"of_tomorrow","message":"hidden words","log_id":"L"}}',
      },
    });

    const answer = await askForCreator(api, id);

    expect(answer.status).toBe(502);
    expect(answer.body).toMatchObject({
      code: 'platform_refused',
      detail: expect.stringContaining('of_tomorrow'),
    });
    expect(answer.text).not.toContain('hidden words');
  });
});
