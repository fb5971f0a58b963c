import { Aws } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { StageSettings } from '../stages.ts';
import type { AlarmRule, Watched } from './alarm-rule.ts';
import { alarmRules } from './alarm-rules.ts';

/** One alarm for each way to fail, all to one topic. Each is named as its section of the runbook. */
export class Alarms extends Construct {
  readonly topic: Topic;
  private readonly stage: StageSettings;

  constructor(scope: Construct, id: string, props: Watched) {
    super(scope, id);
    this.stage = props.stage;
    this.topic = new Topic(this, 'Topic', {
      topicName: `creator-connect-${props.stage.stage}-alarms`,
      masterKey: props.data.storageKey,
      enforceSSL: true,
    });
    this.allowAlarms();
    if (props.stage.alarmEmail !== undefined) {
      this.topic.addSubscription(new EmailSubscription(props.stage.alarmEmail));
    }
    for (const rule of alarmRules(this, props)) this.addAlarm(rule);
  }

  /** A topic with a policy of its own, as `enforceSSL` gives it, no longer admits the account's alarms by default. */
  private allowAlarms(): void {
    this.topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [this.topic.topicArn],
        conditions: {
          ArnLike: {
            'aws:SourceArn': `arn:${Aws.PARTITION}:cloudwatch:${Aws.REGION}:${Aws.ACCOUNT_ID}:alarm:creator-connect-${this.stage.stage}-*`,
          },
        },
      }),
    );
  }

  private addAlarm(rule: AlarmRule): void {
    const isAtLeast = rule.when === 'atLeast';
    const alarm = new Alarm(this, rule.name, {
      alarmName: `creator-connect-${this.stage.stage}-${rule.name}`,
      alarmDescription: `${rule.meaning} See infra/RUNBOOK.md#${rule.name}`,
      metric: rule.metric,
      threshold: rule.threshold,
      comparisonOperator: isAtLeast
        ? ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD
        : ComparisonOperator.LESS_THAN_THRESHOLD,
      treatMissingData: isAtLeast ? TreatMissingData.NOT_BREACHING : TreatMissingData.BREACHING,
      evaluationPeriods: rule.periods,
      datapointsToAlarm: rule.breaches,
    });
    alarm.addAlarmAction(new SnsAction(this.topic));
    alarm.addOkAction(new SnsAction(this.topic));
  }
}
