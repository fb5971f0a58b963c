import { AwsError } from './aws-error.ts';
import { evaluatePolicies, type Policy, type PolicyDocument, parsePolicy } from './iam.ts';
import type { CommonErrors, Need } from './service.ts';

/** Who may call, and what their role allows. */
export type PrincipalProps = {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly roleName: string;
  readonly policies: readonly PolicyDocument[];
};

export type Principal = {
  readonly secretAccessKey: string;
  readonly roleName: string;
  readonly policies: readonly Policy[];
};

export type Principals = {
  /** Registers a principal, or replaces the one with this access key id; throws on a policy it does not fully know. */
  readonly add: (props: PrincipalProps) => void;
  readonly remove: (accessKeyId: string) => void;
  readonly find: (accessKeyId: string) => Principal | undefined;
};

/** An empty register of access keys. */
export function createPrincipals(): Principals {
  const byKey = new Map<string, Principal>();
  return {
    add: ({ accessKeyId, secretAccessKey, roleName, policies }) => {
      byKey.set(accessKeyId, {
        secretAccessKey,
        roleName,
        policies: parsePolicies(roleName, policies),
      });
    },
    remove: (accessKeyId) => void byKey.delete(accessKeyId),
    find: (accessKeyId) => byKey.get(accessKeyId),
  };
}

function parsePolicies(roleName: string, documents: readonly PolicyDocument[]): readonly Policy[] {
  try {
    return documents.map(parsePolicy);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`The policy of role ${roleName} cannot be judged: ${reason}`, { cause });
  }
}

/** Returns when the principal may make the call; throws AWS's own access-denied error when not. */
export function requireAccess(
  principal: Principal,
  need: Need,
  service: {
    readonly accountId: string;
    readonly errors: CommonErrors;
    readonly lowersActions: boolean;
  },
): void {
  const { permission, resource, context } = need;
  const verdict = evaluatePolicies(principal.policies, {
    action: permission,
    resource,
    context,
  });
  if (verdict === 'allowed') return;
  const [code, status] = service.errors.accessDenied;
  const action = service.lowersActions ? permission.toLowerCase() : permission;
  const user = `arn:aws:sts::${service.accountId}:assumed-role/${principal.roleName}/${principal.roleName}`;
  const reason =
    verdict === 'explicitly denied'
      ? 'with an explicit deny in an identity-based policy'
      : `because no identity-based policy allows the ${action} action`;
  throw new AwsError(
    code,
    `User: ${user} is not authorized to perform: ${action} on resource: ${resource} ${reason}`,
    status,
  );
}
