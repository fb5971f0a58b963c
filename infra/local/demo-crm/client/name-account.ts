/**
 * The name of a connected account as Creator Connect knows it, asked by the token of the user in question. Undefined when
 * it knows no such account for this user: anybody can write an account into a link.
 */
export const nameAccount = async (
  siteUrl: string,
  token: string,
  accountId: string,
): Promise<string | undefined> => {
  const response = await fetch(`${siteUrl}/api/platforms/tiktok/status`, {
    headers: { authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(15_000),
  });
  const body: unknown = await response.json();
  const accounts = isObject(body) && Array.isArray(body['accounts']) ? body['accounts'] : [];
  const found = accounts.filter(isObject).find((account) => account['accountId'] === accountId);
  return found === undefined || found['state'] !== 'connected' ? undefined : displayName(found);
};

const displayName = ({ displayName, username }: Record<string, unknown>): string => {
  if (typeof displayName === 'string' && displayName !== '') return displayName;
  return typeof username === 'string' ? `@${username}` : 'TikTok';
};

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;
