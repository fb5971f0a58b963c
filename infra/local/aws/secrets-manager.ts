import * as z from 'zod';
import { AwsError, answerJson } from './aws-error.ts';
import { bytes, parseInput } from './input.ts';
import type { Secret, SecretStore } from './secret-store.ts';
import { requireVersion, type SecretContent, type SecretVersion } from './secret-versions.ts';
import { jsonErrors, type Need, type Operation, type Service } from './service.ts';

const protocol = { contentType: 'application/x-amz-json-1.1' } as const;
const secretId = z.string().min(1).max(2048);
const value = {
  SecretString: z.string().min(1).max(65_536).optional(),
  SecretBinary: bytes.optional(),
  ClientRequestToken: z.string().min(32).max(64).optional(),
};

const getSecretValueInput = z.strictObject({
  SecretId: secretId,
  VersionId: z.string().optional(),
  VersionStage: z.string().optional(),
});
const putSecretValueInput = z.strictObject({
  SecretId: secretId,
  ...value,
  VersionStages: z.array(z.string()).min(1).max(20).optional(),
});
const updateSecretInput = z.strictObject({
  SecretId: secretId,
  ...value,
  Description: z.string().optional(),
});
const describeSecretInput = z.strictObject({ SecretId: secretId });

/** Secrets Manager as far as this project calls it: values by version and stage, and the stages' moves. */
export function createSecretsManagerService(store: SecretStore, arnPrefix: string): Service {
  const operations: Record<string, Operation> = {
    GetSecretValue: ({ input }) => {
      const { SecretId, VersionId, VersionStage } = parseInput(getSecretValueInput, input);
      const stages = [VersionStage ?? 'AWSCURRENT'];
      return {
        need: needFor('secretsmanager:GetSecretValue', SecretId, {
          'secretsmanager:versionstage': stages,
        }),
        run: () => {
          const secret = requireSecret(store, SecretId);
          const wanted = { versionId: VersionId, stage: VersionStage };
          return showValue(secret, requireVersion(secret.versions, wanted));
        },
      };
    },
    PutSecretValue: ({ input }) => {
      const request = parseInput(putSecretValueInput, input);
      const content = readContent(request);
      if (!content)
        throw new AwsError(
          'InvalidRequestException',
          'You must provide either SecretString or SecretBinary.',
        );
      return {
        need: needFor('secretsmanager:PutSecretValue', request.SecretId),
        run: () => {
          const secret = requireSecret(store, request.SecretId);
          const version = store.put(secret, {
            ...content,
            ...(request.ClientRequestToken && {
              versionId: request.ClientRequestToken,
            }),
            ...(request.VersionStages && { stages: request.VersionStages }),
          });
          return {
            ...showNames(secret),
            VersionId: version.versionId,
            VersionStages: version.stages,
          };
        },
      };
    },
    UpdateSecret: ({ input }) => {
      const request = parseInput(updateSecretInput, input);
      const content = readContent(request);
      return {
        need: needFor('secretsmanager:UpdateSecret', request.SecretId),
        run: () => {
          const secret = requireSecret(store, request.SecretId);
          if (request.Description !== undefined) store.describe(secret, request.Description);
          if (!content) return showNames(secret);
          const named = request.ClientRequestToken && {
            versionId: request.ClientRequestToken,
          };
          return {
            ...showNames(secret),
            VersionId: store.put(secret, { ...content, ...named }).versionId,
          };
        },
      };
    },
    DescribeSecret: ({ input }) => {
      const { SecretId } = parseInput(describeSecretInput, input);
      return {
        need: needFor('secretsmanager:DescribeSecret', SecretId),
        run: () => describeSecret(requireSecret(store, SecretId)),
      };
    },
  };

  /** A secret is judged by its full ARN; one that does not exist by the ARN it would have. */
  function needFor(permission: string, reference: string, keys: Record<string, string[]> = {}): Need {
    const guessed = reference.startsWith('arn:') ? reference : `${arnPrefix}${reference}`;
    const context = new Map([['aws:securetransport', ['true']], ...Object.entries(keys)]);
    return {
      permission,
      resource: store.find(reference)?.arn ?? guessed,
      context,
    };
  }

  return {
    name: 'secretsmanager',
    targetPrefix: 'secretsmanager.',
    protocol,
    operations,
    answer: (result) => answerJson(protocol, result),
    errors: jsonErrors,
  };
}

function requireSecret(store: SecretStore, reference: string): Secret {
  const secret = store.find(reference);
  if (!secret) {
    throw new AwsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
  }
  return secret;
}

function readContent(request: {
  readonly SecretString?: string | undefined;
  readonly SecretBinary?: Buffer | undefined;
}): SecretContent | undefined {
  const { SecretString, SecretBinary } = request;
  if (SecretString !== undefined && SecretBinary !== undefined) {
    throw new AwsError('InvalidRequestException', "You can't specify both SecretString and SecretBinary.");
  }
  if (SecretString !== undefined) return { secretString: SecretString };
  return SecretBinary && { secretBinary: SecretBinary.toString('base64') };
}

function showValue(secret: Secret, version: SecretVersion) {
  return {
    ...showNames(secret),
    VersionId: version.versionId,
    VersionStages: version.stages,
    SecretString: version.secretString,
    SecretBinary: version.secretBinary,
    CreatedDate: version.createdAtMs / 1000,
  };
}

function describeSecret(secret: Secret) {
  const staged = secret.versions.filter(({ stages }) => stages.length > 0);
  return {
    ...showNames(secret),
    Description: secret.description,
    CreatedDate: secret.createdAtMs / 1000,
    LastChangedDate: secret.changedAtMs / 1000,
    VersionIdsToStages: Object.fromEntries(staged.map(({ versionId, stages }) => [versionId, stages])),
  };
}

function showNames({ arn, name }: Secret) {
  return { ARN: arn, Name: name };
}
