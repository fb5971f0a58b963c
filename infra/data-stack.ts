import { Stack } from 'aws-cdk-lib';
import type { IVpc, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import type { Key } from 'aws-cdk-lib/aws-kms';
import type { DatabaseInstance } from 'aws-cdk-lib/aws-rds';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import type { QueueName } from '../shared/contract/rows.ts';
import type { SecretName } from './capabilities.ts';
import { asSecret, asVpc } from './constructs/cdk-types.ts';
import { Database } from './constructs/database.ts';
import { Keys } from './constructs/keys.ts';
import { MediaBucket } from './constructs/media-bucket.ts';
import { Network } from './constructs/network.ts';
import { type QueuePair, Queues } from './constructs/queues.ts';
import { Secrets } from './constructs/secrets.ts';
import type { StageSettings } from './stages.ts';

/** Everything that holds state, and the network around it. It knows nothing of the functions. */
export class DataStack extends Stack {
  readonly vpc: IVpc;
  readonly clients: SecurityGroup;
  readonly tokenKey: Key;
  readonly storageKey: Key;
  readonly database: DatabaseInstance;
  readonly secrets: Readonly<Record<SecretName, ISecret>>;
  readonly queues: Readonly<Record<QueueName, QueuePair>>;
  readonly media: Bucket;

  constructor(scope: Construct, stage: StageSettings) {
    super(scope, `creator-connect-${stage.stage}-data`, {
      description: 'Creator Connect: network, database, keys, secrets, queues and media',
      terminationProtection: stage.isProtected,
    });
    const keys = new Keys(this, 'Keys', stage);
    const network = new Network(this, 'Network', stage);
    const secrets = new Secrets(this, 'Secrets', stage);
    const database = new Database(this, 'Database', {
      stage,
      vpc: asVpc(network.vpc),
      clients: network.clients,
      storageKey: keys.storage,
    });
    this.vpc = asVpc(network.vpc);
    this.clients = network.clients;
    this.tokenKey = keys.tokens;
    this.storageKey = keys.storage;
    this.database = database.instance;
    this.queues = new Queues(this, 'Queues', stage).pairs;
    this.media = new MediaBucket(this, 'Media', stage).bucket;
    this.secrets = {
      ...database.logins,
      'tiktok-app': asSecret(secrets.tiktokApp),
      'crm-signing-secret': asSecret(secrets.signing),
      'media-signing-key': asSecret(secrets.mediaSigning),
    };
  }
}
