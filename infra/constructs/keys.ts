import { Duration } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { StageSettings } from '../stages.ts';
import { removalOf } from './removal.ts';

/**
 * The two keys: `tokens` wraps the data keys under which creators' tokens are sealed, `storage` encrypts the database
 * and the alarm topic. Apart, so that whoever may read a disk cannot open a token, and the reverse.
 */
export class Keys extends Construct {
  readonly tokens: Key;
  readonly storage: Key;

  constructor(scope: Construct, id: string, stage: StageSettings) {
    super(scope, id);
    this.tokens = this.addKey('Tokens', 'tokens', "Wraps the data keys of creators' tokens", stage);
    this.storage = this.addKey('Storage', 'storage', 'Encrypts the database and the alarm topic', stage);
    this.allowAlarms();
  }

  private addKey(id: string, name: string, description: string, stage: StageSettings): Key {
    return new Key(this, id, {
      alias: `alias/creator-connect/${stage.stage}/${name}`,
      description,
      enableKeyRotation: true,
      pendingWindow: Duration.days(30),
      removalPolicy: removalOf(stage),
    });
  }

  /**
   * CloudWatch publishes to the encrypted topic by itself; AWS's managed SNS key does not admit it, so ours does, in
   * the form that AWS documents for alarms. Which alarms may publish is the topic's own policy.
   */
  private allowAlarms(): void {
    this.storage.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
        resources: ['*'],
      }),
    );
  }
}
