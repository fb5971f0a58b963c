import { afterAll, describe } from '@jest/globals';
import { startApi } from '../../support/api.ts';
import { testWithoutScope } from '../../support/refusals.ts';
import { directVideo } from '../../support/upload-forms.ts';
import { uploadPath } from '../../support/uploads.ts';

const api = await startApi();
afterAll(api.close);

describe('upload without its scope', () => {
  testWithoutScope(api, { method: 'POST', target: uploadPath, json: directVideo }, 'publish');
});
