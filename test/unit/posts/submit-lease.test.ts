import { describe, expect, test } from '@jest/globals';
import { consumers } from '../../../shared/contract/workers.ts';
import { submitLeaseMs } from '../../../shared/posts/settle-submission.ts';

describe('the lease of a submission', () => {
  test('outlasts the function that holds it: when it ends, nobody is at the init any more', () => {
    const worker = consumers.find(({ operationId }) => operationId === 'submit-posts');

    expect(submitLeaseMs).toBeGreaterThan((worker?.timeoutSeconds ?? Number.POSITIVE_INFINITY) * 1_000);
  });
});
