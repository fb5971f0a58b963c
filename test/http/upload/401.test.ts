import { afterAll, describe } from '@jest/globals';
import { startApi } from '../../support/api.ts';
import { testUnauthenticated } from '../../support/refusals.ts';
import { directVideo } from '../../support/upload-forms.ts';
import { uploadPath } from '../../support/uploads.ts';

const api = await startApi();
afterAll(api.close);

describe('upload for a stranger', () => {
  testUnauthenticated(api, { method: 'POST', target: uploadPath, json: directVideo });
});
