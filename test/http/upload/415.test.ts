import { afterAll, describe } from '@jest/globals';
import { startApi } from '../../support/api.ts';
import { testOtherMediaTypes } from '../../support/refusals.ts';
import { directVideo } from '../../support/upload-forms.ts';
import { uploadPath } from '../../support/uploads.ts';

const api = await startApi();
afterAll(api.close);

describe('upload with a body that is not JSON', () => {
  testOtherMediaTypes(api, { method: 'POST', target: uploadPath, json: directVideo });
});
