import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { auditPoints } from '../audit-points.ts';
import type { PointTest } from './point.ts';
import { brandedPoints } from './points/branded.ts';
import { controlPoints } from './points/control.ts';
import { creatorInfoPoints } from './points/creator-info.ts';
import { declarationPoints } from './points/declaration.ts';
import { disclosurePoints } from './points/disclosure.ts';
import { interactionPoints } from './points/interactions.ts';
import { privacyPoints } from './points/privacy.ts';
import { technicalPoints } from './points/technical.ts';
import { titlePoints } from './points/title.ts';
import { openWorld, type World } from './world.ts';

/** By the name of the file that they are in. */
const testsByFile: Readonly<Record<string, readonly PointTest[]>> = {
  'creator-info': creatorInfoPoints,
  title: titlePoints,
  privacy: privacyPoints,
  interactions: interactionPoints,
  disclosure: disclosurePoints,
  branded: brandedPoints,
  declaration: declarationPoints,
  control: controlPoints,
  technical: technicalPoints,
};

describe('what TikTok’s audit looks at, in the browser and on both sides of it', () => {
  let world: World;

  beforeAll(async () => {
    world = await openWorld();
  }, 180_000);
  afterAll(() => world.end(), 60_000);

  test.each(Object.values(testsByFile).flat())(
    'point $point: $promise',
    ({ prove }) => prove(world),
    120_000,
  );
});

test('each of the 41 points of the list has a test here, in the file that the list names', () => {
  const proven = auditPoints.filter(({ point, provenIn }) =>
    testsByFile[provenIn]?.some((one) => one.point === point),
  );

  expect(proven.map(({ point }) => point)).toEqual(Array.from({ length: 41 }, (_, index) => index + 1));
});
