import { Aws, Duration } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';
import type { Schedule } from '../../shared/contract/rows.ts';
import type { StageSettings } from '../stages.ts';
import type { ServiceFunction } from './service-function.ts';

/**
 * Starts each schedule by the clock. EventBridge Scheduler rather than rules: it is what AWS recommends for this, it
 * calls with a role of its own instead of opening the function to a service, and its retries are bounded here.
 */
export class Schedules extends Construct {
  constructor(
    scope: Construct,
    id: string,
    schedules: readonly Schedule[],
    functionOf: (row: Schedule) => ServiceFunction,
    stage: StageSettings,
  ) {
    super(scope, id);
    for (const row of schedules) this.addSchedule(row, functionOf(row), stage);
  }

  private addSchedule(row: Schedule, { lambda }: ServiceFunction, { stage }: StageSettings): void {
    const maxAgeSeconds = Math.max(60, row.everyMinutes * 60);
    // A run that fails is not repeated: the next one does its work.
    lambda.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: Duration.seconds(maxAgeSeconds) });
    const role = new Role(this, `${row.operationId}-role`, {
      description: `Lets the clock start ${row.operationId}`,
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
    });
    role.addToPolicy(
      new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [lambda.functionArn] }),
    );
    const schedule = new CfnSchedule(this, row.operationId, {
      name: `creator-connect-${stage}-${row.operationId}`,
      description: row.summary,
      scheduleExpression: `rate(${row.everyMinutes} ${row.everyMinutes === 1 ? 'minute' : 'minutes'})`,
      flexibleTimeWindow: { mode: 'OFF' },
      target: {
        arn: lambda.functionArn,
        roleArn: role.roleArn,
        // What could not be handed over is worth handing over only until the next run.
        retryPolicy: { maximumRetryAttempts: 3, maximumEventAgeInSeconds: maxAgeSeconds },
      },
    });
    schedule.node.addDependency(role);
  }
}
