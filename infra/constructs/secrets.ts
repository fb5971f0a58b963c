import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type { StageSettings } from '../stages.ts';
import { removalOf } from './removal.ts';

/** The secrets that are not the database's. They use the AWS-managed key: a key of ours would tie the stacks. */
export class Secrets extends Construct {
  readonly tiktokApp: Secret;
  readonly signing: Secret;
  readonly mediaSigning: Secret;

  constructor(scope: Construct, id: string, stage: StageSettings) {
    super(scope, id);
    const removalPolicy = removalOf(stage);
    this.tiktokApp = new Secret(this, 'TikTokApp', {
      secretName: `creator-connect/${stage.stage}/tiktok-app`,
      description:
        'Client key and secret of the TikTok app; the operator puts them here after the first deployment',
      // Until the operator does, it holds neither key nor secret, and every function that needs them says so.
      generateSecretString: {
        secretStringTemplate: '{}',
        generateStringKey: 'notSetYet',
        passwordLength: 64,
        excludePunctuation: true,
      },
      removalPolicy,
    });
    this.signing = new Secret(this, 'Signing', {
      secretName: `creator-connect/${stage.stage}/crm-signing-secret`,
      description: 'Signs the tokens of the CRM and of its sessions (HS256)',
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
      removalPolicy,
    });
    this.mediaSigning = new Secret(this, 'MediaSigning', {
      secretName: `creator-connect/${stage.stage}/media-signing-key`,
      description: 'Private key (PEM) that signs the addresses of staged photos; the operator puts it here',
      // Until the operator does, it is no key, and posts of staged photos wait.
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
      removalPolicy,
    });
  }
}
