import * as z from 'zod';
import type { LocalAws } from '../aws/start-aws.ts';
import { flag, number, type Placed, readProperties } from './properties.ts';
import { evaluate, type Identity, isRecord } from './template.ts';

const generate = z.strictObject({
  SecretStringTemplate: z.string().optional(),
  GenerateStringKey: z.string().optional(),
  PasswordLength: number.optional(),
  ExcludeCharacters: z.string().optional(),
  ExcludeLowercase: flag.optional(),
  ExcludeUppercase: flag.optional(),
  ExcludeNumbers: flag.optional(),
  ExcludePunctuation: flag.optional(),
  IncludeSpace: flag.optional(),
  RequireEachIncludedType: flag.optional(),
});

const secretShape = {
  Name: z.string().optional(),
  SecretString: z.string().optional(),
  GenerateSecretString: generate.optional(),
};

/**
 * Creates the secret, or keeps the one of an earlier run with its value; only the address of the database, when the
 * template writes it into a generated secret, follows the ports of this run.
 */
export const provideSecret = (placed: Placed, aws: LocalAws): Identity => {
  const { Name, SecretString, GenerateSecretString } = readProperties(placed, secretShape, [
    'Description',
    'KmsKeyId',
    'Tags',
  ]);
  const { arn } = aws.createSecret(placed.logicalId, {
    name: Name ?? `${placed.scope.stackName}-${placed.logicalId}`,
    ...(SecretString === undefined ? {} : { secretString: SecretString }),
    ...(GenerateSecretString === undefined ? {} : { generateSecretString: lowerFirst(GenerateSecretString) }),
  });
  const template = GenerateSecretString?.SecretStringTemplate;
  if (template !== undefined) mergeAddress(aws, arn, JSON.parse(template));
  return { ref: arn, attributes: { Id: arn } };
};

/** `PasswordLength` in the template is `passwordLength` in the stand-in, without the absent ones. */
const lowerFirst = (given: z.infer<typeof generate>) =>
  Object.fromEntries(
    Object.entries(given)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [`${name.charAt(0).toLowerCase()}${name.slice(1)}`, value]),
  );

const addressKeys = ['host', 'port', 'dbname'];

const mergeAddress = (aws: LocalAws, arn: string, from: unknown): void => {
  if (!isRecord(from)) return;
  const address = Object.fromEntries(Object.entries(from).filter(([key]) => addressKeys.includes(key)));
  const current: unknown = JSON.parse(aws.readSecret(arn));
  if (!isRecord(current)) throw new Error(`The secret ${arn} does not hold an object.`);
  const merged = { ...current, ...address };
  if (JSON.stringify(merged) !== JSON.stringify(current)) aws.writeSecret(arn, JSON.stringify(merged));
};

/** As RDS does when a secret is attached: writes the address and the name of the database into it. */
export const provideSecretAttachment = (
  placed: Placed,
  { aws, database }: { aws: LocalAws; database: { readonly host: string; readonly port: number } },
): Identity => {
  const { SecretId, TargetType } = readProperties(placed, { SecretId: z.string(), TargetType: z.string() }, [
    'TargetId',
  ]);
  if (TargetType !== 'AWS::RDS::DBInstance')
    throw new Error(`The local stack cannot attach a secret to a ${TargetType}.`);
  const dbname = databaseNameOf(placed);
  mergeAddress(aws, SecretId, { host: database.host, port: database.port, ...(dbname ? { dbname } : {}) });
  return { ref: SecretId, attributes: { Id: SecretId } };
};

const databaseNameOf = ({ resource, scope }: Placed): string | undefined => {
  const target = resource.Properties['TargetId'];
  const logicalId = isRecord(target) ? target['Ref'] : undefined;
  if (typeof logicalId !== 'string')
    throw new Error('A secret is attached to a database outside its template.');
  const name = evaluate(scope.propertyOf(logicalId, 'DBName'), scope);
  return typeof name === 'string' ? name : undefined;
};
