import { afterAll, describe, expect, test } from '@jest/globals';
import { startApi } from '../../support/api.ts';
import { grantAccount } from '../../support/granted-accounts.ts';
import { cancel, cancelPath, readPost } from '../../support/post-requests.ts';
import { insertStoredPost } from '../../support/stored-posts.ts';

const api = await startApi();
afterAll(api.close);

describe('a pull that TikTok refuses to end', () => {
  test('for a reason that the operator can mend says so, and stays as it is', async () => {
    const account = (await grantAccount(api)).id;
    const publishId = 'v_inbox_url~v2.1';
    const id = await insertStoredPost(api.database.superuser, { account, state: 'processing', publishId });
    const body = '{"error":{"code":"url_ownership_unverified","message":"hidden words","log_id":"L"}}';
    api.simulator.control.addFault({
      match: { path: cancelPath },
      action: { kind: 'answer', status: 403, body },
    });

    const answer = await cancel(api, id);

    expect(answer.status).toBe(502);
    expect(answer.body).toMatchObject({
      code: 'platform_refused',
      detail: expect.stringContaining('verified'),
    });
    expect(answer.text).not.toContain('hidden words');
    expect(await readPost(api, id)).toMatchObject({ state: 'processing', version: 1 });
  });
});
