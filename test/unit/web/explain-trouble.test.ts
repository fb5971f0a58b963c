import { describe, expect, test } from '@jest/globals';
import { failuresOf } from '../../../shared/contract/route-failures.ts';
import { createSession } from '../../../shared/contract/routes/create-session.ts';
import { disconnect } from '../../../shared/contract/routes/disconnect.ts';
import { getConnectionStatus } from '../../../shared/contract/routes/get-connection-status.ts';
import { startAuthorization } from '../../../shared/contract/routes/start-authorization.ts';
import type { Trouble } from '../../../web/api/call-api.ts';
import { explainTrouble } from '../../../web/pages/connect/explain-trouble.ts';
import { catalogues } from '../../../web/pages/connect/messages.ts';

const refusal = (differing: Partial<Trouble>): Trouble => ({
  status: 422,
  code: undefined,
  detail: undefined,
  requestId: 'req-1',
  ...differing,
});

/** Only a fault of the page itself brings these about. */
const pageFaults = ['invalid_request', 'invalid_json', 'body_too_large', 'unsupported_media_type'];

/** What the calls of the page can be refused with, by the contract and not by the page's own list. */
const codes = [
  ...new Set([createSession, disconnect, getConnectionStatus, startAuthorization].flatMap(failuresOf)),
].filter((code) => !pageFaults.includes(code));

describe('the words for a refused call', () => {
  test.each(['en', 'fr'] as const)(
    "are our own, in %s, for every code that a creator can meet, whatever the API's sentence",
    (language) => {
      const told = codes.map((code) =>
        explainTrouble(refusal({ code, detail: 'A technical sentence.' }), catalogues[language]),
      );

      expect(codes).toEqual(expect.arrayContaining(['return_to_not_allowed', 'session_ended']));
      expect(told.filter(({ isEnglish }) => isEnglish)).toEqual([]);
      expect(new Set(told.map(({ text }) => text)).size).toBe(codes.length);
      for (const { text } of told) expect(text).not.toMatch(/_|undefined|technical/);
    },
  );

  test.each(['from_the_future', 'toString', '__proto__', undefined])(
    "are the API's, marked as English, for a code that we do not know: %j",
    (code) => {
      const told = explainTrouble(refusal({ code, detail: 'A technical sentence.' }), catalogues.fr);

      expect(told).toEqual({ text: 'A technical sentence.', isEnglish: true });
    },
  );

  test('ask for patience after too many requests, when no problem document came with it', () => {
    const told = explainTrouble(refusal({ status: 429 }), catalogues.fr);

    expect(told).toEqual({ text: catalogues.fr.tooMany, isEnglish: false });
  });

  test('say that there was no answer to understand when it said nothing', () => {
    const told = explainTrouble(refusal({ status: 502 }), catalogues.fr);

    expect(told).toEqual({ text: catalogues.fr.noDetail, isEnglish: false });
  });
});
