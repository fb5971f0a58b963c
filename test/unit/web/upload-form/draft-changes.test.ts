import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { postRules } from '../../../../shared/platforms/tiktok/post-rules.ts';
import { applyChange } from '../../../../web/pages/upload/form/apply-change.ts';
import { findWithdrawn, stillWithdrawn, takeBack } from '../../../../web/pages/upload/form/fit-creator.ts';
import { emptyDraft } from '../../../../web/pages/upload/model.ts';
import { changes } from './any-forms.ts';
import { creatorInfo, goodDraft } from './forms.ts';

const disclosing = { ...goodDraft, discloses: true, yourBrand: true, brandedContent: true };
const publicly = { privacyLevel: 'PUBLIC_TO_EVERYONE' };

describe('a change of the draft', () => {
  test('that ends the disclosure ends what was disclosed', () => {
    const changed = applyChange({ ...disclosing, ...publicly }, { discloses: false });

    expect(changed).toMatchObject({ discloses: false, yourBrand: false, brandedContent: false });
    expect(applyChange(changed, { discloses: true })).toMatchObject({
      yourBrand: false,
      brandedContent: false,
    });
  });

  test('to branded content does nothing under an audience that it may not have', () => {
    const before = { ...goodDraft, privacyLevel: 'SELF_ONLY', discloses: true };

    expect(applyChange(before, { brandedContent: true })).toEqual(before);
  });

  test('to an audience that branded content may not have does nothing once that is ticked', () => {
    const before = { ...disclosing, ...publicly };

    expect(applyChange(before, { privacyLevel: 'SELF_ONLY' })).toEqual(before);
    expect(applyChange(before, { privacyLevel: 'FOLLOWER_OF_CREATOR' })).toEqual(before);
    expect(applyChange(before, { privacyLevel: 'MUTUAL_FOLLOW_FRIENDS' }).privacyLevel).toBe(
      'MUTUAL_FOLLOW_FRIENDS',
    );
  });

  test('of mode or source loses nothing of the other', () => {
    const there = applyChange(applyChange(disclosing, { mode: 'inbox' }), { source: 'photos' });
    const back = applyChange(applyChange(there, { mode: 'direct' }), { source: 'file' });

    expect(back).toEqual(applyChange(disclosing, {}));
  });

  test('never leads to branded content for a closed audience, and chooses no audience by itself', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(...changes), { maxLength: 30 }), (all) => {
        let draft = emptyDraft;
        for (const change of all) {
          const next = applyChange(draft, change);

          expect(next.brandedContent && postRules.notForBranded.includes(next.privacyLevel ?? '')).toBe(
            false,
          );
          expect(next.discloses || !(next.yourBrand || next.brandedContent)).toBe(true);
          expect([draft.privacyLevel, change.privacyLevel, null]).toContain(next.privacyLevel);
          draft = next;
        }
      }),
    );
  });
});

describe('a creator whose settings have changed', () => {
  const chosen = { ...goodDraft, allowComment: true, allowDuet: true };
  const closed = { ...creatorInfo, privacyOptions: ['PUBLIC_TO_EVERYONE'], duetDisabled: true };

  test('has the choices taken back that are not offered any more, and none put in their place', () => {
    const withdrawn = findWithdrawn(chosen, closed);

    expect(withdrawn).toEqual({ privacyLevel: 'SELF_ONLY', interactions: ['allowDuet'] });
    expect(withdrawn && takeBack(withdrawn)).toEqual({ privacyLevel: null, allowDuet: false });
  });

  test('keeps those that are still offered', () => {
    expect(findWithdrawn(chosen, creatorInfo)).toBeUndefined();
    expect(findWithdrawn({ ...emptyDraft, allowComment: true }, closed)).toBeUndefined();
    expect(findWithdrawn(chosen, null)).toBeUndefined();
  });

  test('has everything taken back that findWithdrawn names', () => {
    const withdrawn = findWithdrawn(chosen, closed);
    const fitted = applyChange(chosen, withdrawn === undefined ? {} : takeBack(withdrawn));

    expect(findWithdrawn(fitted, closed)).toBeUndefined();
    expect(fitted.allowComment).toBe(true);
  });

  test('has nothing told any more of what was chosen anew', () => {
    const gone = { privacyLevel: 'SELF_ONLY', interactions: ['allowComment', 'allowDuet'] as const };
    const after = { ...goodDraft, privacyLevel: null };
    const again = { ...after, privacyLevel: 'SELF_ONLY', allowDuet: true };

    expect(stillWithdrawn(gone, after, creatorInfo)).toEqual(gone);
    expect(stillWithdrawn(gone, again, creatorInfo)).toEqual({
      privacyLevel: undefined,
      interactions: ['allowComment'],
    });
    expect(stillWithdrawn(gone, again, closed)).toEqual(gone);
  });
});
