import * as z from 'zod';
import type { Cloud } from './cloud.ts';
import { flag, number, readProperties } from './properties.ts';
import type { InvocationResult } from './worker-messages.ts';

const triggerShape = {
  HandlerArn: z.string(),
  InvocationType: z.literal('RequestResponse', 'a trigger that is not waited for has no stand-in'),
  Timeout: number,
  ExecuteOnHandlerChange: flag.optional(),
};

/** What a migration returns. A function that answered something else did not do its work. */
const migrated = z.object({ applied: z.array(z.string()), current: z.string().min(1) });

export type Migrated = z.infer<typeof migrated>;

/**
 * Calls the functions of the template's triggers, as a deployment does before new code takes traffic. Throws a
 * sentence with the function's own error when one fails, and when its answer is not that of a migration.
 */
export const runTriggers = async (
  cloud: Cloud,
  invoke: (functionArn: string, event: unknown) => Promise<InvocationResult>,
): Promise<readonly Migrated[]> => {
  const results: Migrated[] = [];
  for (const placed of cloud.ofType('Custom::Trigger')) {
    const { HandlerArn } = readProperties(placed, triggerShape, ['ServiceToken']);
    const functionArn = HandlerArn.replace(/:\d+$/, '');
    const result = await invoke(functionArn, {});
    if (!result.ok) throw new Error(`${placed.logicalId} failed: ${result.error.errorMessage}`);
    const parsed = migrated.safeParse(result.payload);
    if (!parsed.success)
      throw new Error(
        `${placed.logicalId} answered ${JSON.stringify(result.payload)}, not what it migrated.`,
      );
    results.push(parsed.data);
  }
  return results;
};
