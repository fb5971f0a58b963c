import * as z from 'zod';
import { AwsError } from './aws-error.ts';

export const versionSchema = z.strictObject({
  versionId: z.string(),
  stages: z.array(z.string()),
  secretString: z.string().optional(),
  secretBinary: z.base64().optional(),
  createdAtMs: z.number(),
});

/** One value that a secret has or had, and the stages that point at it. */
export type SecretVersion = z.infer<typeof versionSchema>;

export type SecretContent = Pick<SecretVersion, 'secretString' | 'secretBinary'>;

/** AWS keeps about a hundred versions without a stage. */
const keptVersions = 100;

/**
 * The versions after one more was put. Its stages leave the versions that had them, and what loses AWSCURRENT becomes AWSPREVIOUS.
 * Putting the same content under the same id again changes nothing; other content is AWS's `ResourceExistsException`.
 */
export function putVersion(versions: readonly SecretVersion[], added: SecretVersion): SecretVersion[] {
  const existing = versions.find(({ versionId }) => versionId === added.versionId);
  if (existing && !hasSameContent(existing, added)) {
    throw new AwsError(
      'ResourceExistsException',
      `A resource with the ID you requested already exists: version ${added.versionId} holds another value.`,
    );
  }
  if (existing) return [...versions];
  return [added, ...versions.map((version) => yieldStages(version, added.stages))].slice(0, keptVersions);
}

function yieldStages(version: SecretVersion, taken: readonly string[]): SecretVersion {
  const movesCurrent = taken.includes('AWSCURRENT');
  const wasCurrent = movesCurrent && version.stages.includes('AWSCURRENT');
  const left = version.stages.filter(
    (stage) => !taken.includes(stage) && !(movesCurrent && stage === 'AWSPREVIOUS'),
  );
  return { ...version, stages: wasCurrent ? [...left, 'AWSPREVIOUS'] : left };
}

/** The version with this id and this stage; AWSCURRENT when neither is named. Throws AWS's own errors. */
export function requireVersion(
  versions: readonly SecretVersion[],
  wanted: {
    readonly versionId?: string | undefined;
    readonly stage?: string | undefined;
  },
): SecretVersion {
  const stage = wanted.stage ?? (wanted.versionId === undefined ? 'AWSCURRENT' : undefined);
  const version = versions.find(({ versionId, stages }) =>
    wanted.versionId === undefined
      ? stage !== undefined && stages.includes(stage)
      : versionId === wanted.versionId,
  );
  if (!version) {
    const sought =
      wanted.versionId === undefined ? `staging label: ${stage}` : `VersionId: ${wanted.versionId}`;
    throw new AwsError(
      'ResourceNotFoundException',
      `Secrets Manager can't find the specified secret value for ${sought}`,
    );
  }
  if (stage !== undefined && !version.stages.includes(stage)) {
    throw new AwsError(
      'InvalidRequestException',
      'You provided a VersionStage that is not associated to the provided VersionId.',
    );
  }
  return version;
}

function hasSameContent(a: SecretContent, b: SecretContent): boolean {
  return a.secretString === b.secretString && a.secretBinary === b.secretBinary;
}
