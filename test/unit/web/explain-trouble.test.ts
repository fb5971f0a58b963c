import { describe, expect, test } from '@jest/globals';
import { failuresOf } from '../../../shared/contract/route-failures.ts';
import { createSession } from '../../../shared/contract/routes/create-session.ts';
import { disconnect } from '../../../shared/contract/routes/disconnect.ts';
import { getConnectionStatus } from '../../../shared/contract/routes/get-connection-status.ts';
import { startAuthorization } from '../../../shared/contract/routes/start-authorization.ts';
import type { Trouble } from '../../../web/api/call-api.ts';
import { explainTrouble } from '../../../web/shell/explain-trouble.ts';
import { catalogues } from '../../../web/shell/messages.ts';

const refusal = (differing: Partial<Trouble>): Trouble => ({
  status: 422,
  code: undefined,
  detail: undefined,
  requestId: 'req-1',
  fields: [],
  retryAfterSeconds: undefined,
  ...differing,
});

/** Only a fault of the page itself brings these about. */
const pageFaults = ['invalid_request', 'invalid_json', 'body_too_large', 'unsupported_media_type'];

/** What the calls of the page can be refused with, by the contract and not by the page's own list. */
const codes = [
  ...new Set([createSession, disconnect, getConnectionStatus, startAuthorization].flatMap(failuresOf)),
].filter((code) => !pageFaults.includes(code));

const { troubles } = catalogues.en;

describe('the words for a refused call', () => {
  test.each(['en', 'fr'] as const)(
    "are our own, in %s, for every code that a creator can meet, with the API's sentence after them",
    (language) => {
      const told = codes.map((code) =>
        explainTrouble(refusal({ code, detail: 'A technical sentence.' }), troubles),
      );
      const texts = codes.map((code) => new Map(Object.entries(catalogues[language].troubles)).get(code));

      expect(codes).toEqual(expect.arrayContaining(['return_to_not_allowed', 'session_ended']));
      expect(told).toEqual(codes.map((code) => ({ kind: 'known', code, detail: 'A technical sentence.' })));
      expect(new Set(texts).size).toBe(codes.length);
      for (const text of texts) expect(text).toMatch(/^[^_]+$/);
    },
  );

  test.each(['from_the_future', 'toString', '__proto__', undefined])(
    "are the API's, which are English, for a code that we do not know: %j",
    (code) => {
      const told = explainTrouble(refusal({ code, detail: 'A technical sentence.' }), troubles);

      expect(told).toEqual({ kind: 'told', detail: 'A technical sentence.' });
    },
  );

  test('ask for patience after too many requests, when no problem document came with it', () => {
    expect(explainTrouble(refusal({ status: 429 }), troubles)).toEqual({ kind: 'too-many' });
  });

  test('say that there was no answer to understand when it said nothing', () => {
    expect(explainTrouble(refusal({ status: 502 }), troubles)).toEqual({ kind: 'nothing' });
  });
});
