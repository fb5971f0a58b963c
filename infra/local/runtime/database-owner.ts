import postgres from 'postgres';
import * as z from 'zod';
import type { LocalAws } from '../aws/start-aws.ts';
import type { Cloud } from './cloud.ts';
import { number, type Placed, readProperties } from './properties.ts';

const instanceShape = {
  Engine: z.literal('postgres'),
  EngineVersion: z.string().startsWith('18', 'the local server is Postgres 18'),
  DBName: z.string(),
  MasterUsername: z.string(),
  MasterUserPassword: z.string(),
  Port: number.optional(),
};

/** What RDS does around the server: machine, disk, network, backups. */
const ignoredOfInstances = [
  'AllocatedStorage',
  'AutoMinorVersionUpgrade',
  'BackupRetentionPeriod',
  'CACertificateIdentifier',
  'CopyTagsToSnapshot',
  'DBInstanceClass',
  'DBInstanceIdentifier',
  'DBParameterGroupName',
  'DBSubnetGroupName',
  'DeleteAutomatedBackups',
  'DeletionProtection',
  'EnableCloudwatchLogsExports',
  'EnablePerformanceInsights',
  'KmsKeyId',
  'MaxAllocatedStorage',
  'MonitoringInterval',
  'MonitoringRoleArn',
  'MultiAZ',
  'PreferredBackupWindow',
  'PreferredMaintenanceWindow',
  'PubliclyAccessible',
  'StorageEncrypted',
  'StorageThroughput',
  'StorageType',
  'Tags',
  'VPCSecurityGroups',
];

/**
 * Creates each instance's master login and database, as RDS does: a login that may create roles and databases and is
 * no superuser, so that a migration which needs one fails here as it would there. Safe to repeat.
 */
export const createOwners = async (cloud: Cloud, aws: LocalAws, superuserUrl: string): Promise<void> => {
  const sql = postgres(superuserUrl, { max: 1, onnotice: () => {} });
  try {
    for (const placed of cloud.ofType('AWS::RDS::DBInstance')) await createOwner(placed, aws, sql);
  } finally {
    await sql.end();
  }
};

const createOwner = async (placed: Placed, aws: LocalAws, sql: postgres.Sql): Promise<void> => {
  const { DBName, MasterUsername, MasterUserPassword } = readProperties(
    placed,
    instanceShape,
    ignoredOfInstances,
  );
  const name = resolveSecrets(MasterUsername, aws);
  const password = resolveSecrets(MasterUserPassword, aws);
  const [known] = await sql`select 1 from pg_roles where rolname = ${name}`;
  if (known === undefined) await sql`create role ${sql(name)}`;
  const literal = `'${password.replaceAll("'", "''")}'`;
  await sql`alter role ${sql(name)} login nosuperuser createrole createdb password ${sql.unsafe(literal)}`;
  const [database] = await sql`select 1 from pg_database where datname = ${DBName}`;
  if (database === undefined) await sql`create database ${sql(DBName)} owner ${sql(name)}`;
};

/** `{{resolve:secretsmanager:<id>:SecretString:<key>::}}`, CloudFormation's way to keep a secret out of a template. */
const resolveSecrets = (text: string, aws: LocalAws): string =>
  text.replaceAll(/\{\{resolve:([^}]+)\}\}/g, (whole, reference: string) => {
    const [, id, key] = /^secretsmanager:(.+):SecretString:([^:]*):[^:]*:[^:]*$/.exec(reference) ?? [];
    if (id === undefined || key === undefined)
      throw new Error(`The local stack does not know the dynamic reference ${whole}.`);
    const secret = aws.readSecret(id);
    return key === ''
      ? secret
      : (z.record(z.string(), z.coerce.string()).parse(JSON.parse(secret))[key] ?? '');
  });
