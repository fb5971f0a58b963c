import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { auditPoints } from '../../../end-to-end/audit-points.ts';

const root = join(import.meta.dirname, '../../../..');
const textOf = (file: string): string => readFileSync(join(root, file), 'utf8');

describe('the list of the audit’s points', () => {
  test('has all 41 in their order', () => {
    expect(auditPoints.map(({ point }) => point)).toEqual(
      Array.from({ length: 41 }, (_, index) => index + 1),
    );
  });

  test.each(auditPoints)('names what keeps and what proves point $point', (audited) => {
    const { point, keptBy, provenIn, alsoProvenBy = [] } = audited;

    expect(keptBy.filter((file) => !existsSync(join(root, file)))).toEqual([]);
    expect(textOf(`test/end-to-end/audit/points/${provenIn}.ts`)).toContain(`point: ${point},`);
    for (const [file, name] of alsoProvenBy) expect(textOf(file)).toMatch(new RegExp(`['"\`]${name}`));
  });
});
