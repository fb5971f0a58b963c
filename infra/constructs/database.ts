import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  SecurityGroup as Group,
  InstanceType,
  type IVpc,
  Port,
  type SecurityGroup,
  SubnetType,
} from 'aws-cdk-lib/aws-ec2';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import {
  CaCertificate,
  Credentials,
  DatabaseInstance,
  DatabaseInstanceEngine,
  DatabaseSecret,
  ParameterGroup,
  PostgresEngineVersion,
  StorageType,
} from 'aws-cdk-lib/aws-rds';
import { type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type { SecretName } from '../capabilities.ts';
import type { StageSettings } from '../stages.ts';
import { asSecret } from './cdk-types.ts';
import { removalOf } from './removal.ts';

export interface DatabaseProps {
  readonly stage: StageSettings;
  readonly vpc: IVpc;
  readonly clients: SecurityGroup;
  readonly storageKey: IKey;
}

const databaseName = 'creator_connect';
const postgres = DatabaseInstanceEngine.postgres({
  // The major version alone: RDS picks its newest minor one and keeps it patched.
  version: PostgresEngineVersion.VER_18,
});

/**
 * Postgres in isolated subnets, reached by the client group only and over TLS only, with three logins in Secrets
 * Manager: the owner, whom the migration uses, and `app` and `worker`, whom it creates.
 */
export class Database extends Construct {
  readonly instance: DatabaseInstance;
  readonly logins: Readonly<Record<Extract<SecretName, `database-${string}`>, ISecret>>;

  constructor(scope: Construct, id: string, props: DatabaseProps) {
    super(scope, id);
    const owner = this.addOwnerSecret(props.stage);
    this.instance = this.addInstance(props, owner);
    const [attached] = [this.instance.secret];
    if (attached === undefined) throw new Error('The database has no secret attached.');
    this.logins = {
      'database-owner': attached,
      'database-app': asSecret(this.addLogin('app', props.stage)),
      'database-worker': asSecret(this.addLogin('worker', props.stage)),
    };
  }

  private addOwnerSecret({ stage }: StageSettings): DatabaseSecret {
    return new DatabaseSecret(this, 'Owner', {
      username: 'creator_connect_owner',
      dbname: databaseName,
      secretName: `creator-connect/${stage}/database-owner`,
    });
  }

  private addInstance(
    { stage, vpc, clients, storageKey }: DatabaseProps,
    owner: DatabaseSecret,
  ): DatabaseInstance {
    const { database, isProtected } = stage;
    const identifier = `creator-connect-${stage.stage}`;
    const group = new Group(this, 'Access', { vpc, description: 'The database', allowAllOutbound: false });
    const instance = new DatabaseInstance(this, 'Postgres', {
      instanceIdentifier: identifier,
      engine: postgres,
      databaseName,
      port: 5432,
      credentials: Credentials.fromSecret(asSecret(owner)),
      instanceType: new InstanceType(database.instanceClass),
      multiAz: database.multiAz,
      vpc,
      vpcSubnets: { subnetType: SubnetType.PRIVATE_ISOLATED },
      securityGroups: [group],
      publiclyAccessible: false,
      parameterGroup: this.addParameters(),
      caCertificate: CaCertificate.RDS_CA_RSA2048_G1,
      storageType: StorageType.GP3,
      allocatedStorage: database.storageGb,
      maxAllocatedStorage: database.maxStorageGb,
      storageEncrypted: true,
      storageEncryptionKey: storageKey,
      backupRetention: Duration.days(database.backupDays),
      copyTagsToSnapshot: true,
      deleteAutomatedBackups: !isProtected,
      deletionProtection: isProtected,
      removalPolicy: isProtected ? RemovalPolicy.SNAPSHOT : RemovalPolicy.DESTROY,
      autoMinorVersionUpgrade: true,
      cloudwatchLogsExports: ['postgresql'],
    });
    instance.node.addDependency(this.addLogGroup(identifier, stage));
    instance.connections.allowFrom(clients, Port.tcp(5432), 'Functions that use the database');
    return instance;
  }

  private addParameters(): ParameterGroup {
    return new ParameterGroup(this, 'Parameters', {
      engine: postgres,
      description: 'Creator Connect',
      parameters: {
        'rds.force_ssl': '1',
        // Slow statements are logged, their values never: they may be personal.
        log_min_duration_statement: '1000',
        log_parameter_max_length: '0',
        // A function that was frozen inside a transaction must not hold its locks.
        idle_in_transaction_session_timeout: '60000',
      },
    });
  }

  /** Made before the database is, which would otherwise make one that keeps everything for ever. */
  private addLogGroup(identifier: string, { logRetentionDays }: StageSettings): LogGroup {
    return new LogGroup(this, 'Log', {
      logGroupName: `/aws/rds/instance/${identifier}/postgresql`,
      retention: logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }

  private addLogin(username: 'app' | 'worker', stage: StageSettings): Secret {
    const { instanceEndpoint } = this.instance;
    return new Secret(this, username === 'app' ? 'App' : 'Worker', {
      secretName: `creator-connect/${stage.stage}/database-${username}`,
      description: `The login "${username}" of the database; the migration gives it this password`,
      generateSecretString: {
        secretStringTemplate: Stack.of(this).toJsonString({
          username,
          host: instanceEndpoint.hostname,
          port: instanceEndpoint.port,
          dbname: databaseName,
        }),
        generateStringKey: 'password',
        passwordLength: 40,
        excludePunctuation: true,
      },
      removalPolicy: removalOf(stage),
    });
  }
}
