import { Duration } from 'aws-cdk-lib';
import { Trigger } from 'aws-cdk-lib/triggers';
import { Construct } from 'constructs';
import type { DeployStep } from '../../shared/contract/rows.ts';
import type { ServiceFunction } from './service-function.ts';

/**
 * Runs the deploy steps, in the order of the table, before any other function is made or changed; a step that fails
 * fails the deployment, and the old code goes on. It runs anew whenever its bundle, which holds the SQL, changes.
 */
export class Migration extends Construct {
  constructor(
    scope: Construct,
    id: string,
    steps: readonly DeployStep[],
    functionOf: (row: DeployStep) => ServiceFunction,
    others: readonly ServiceFunction[],
  ) {
    super(scope, id);
    let previous: Trigger | undefined;
    for (const row of steps) {
      const trigger = new Trigger(this, row.operationId, {
        handler: functionOf(row).lambda,
        // A little longer than the function may take, so that its own error is the one that is told.
        timeout: Duration.seconds(row.timeoutSeconds + 15),
        executeBefore: others.map(({ lambda }) => lambda),
        ...(previous === undefined ? {} : { executeAfter: [previous] }),
      });
      previous = trigger;
    }
  }
}
