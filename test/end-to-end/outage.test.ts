import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import postgres from 'postgres';
import * as z from 'zod';
import { type RunningStack, runStack } from '../support/running-stack.ts';
import { waitFor } from '../support/wait-for.ts';

const deliveries = z.array(z.object({ lastStatus: z.number(), attempts: z.array(z.unknown()) }));

describe('with the database down', () => {
  let stack: RunningStack;

  beforeAll(async () => {
    stack = await runStack();
  }, 120_000);
  afterAll(() => stack.end(), 60_000);

  const countRows = async (): Promise<number> => {
    const sql = postgres(stack.postgres.superuserUrl.replace(/\/[^/]*$/, '/creator_connect'), {
      max: 1,
      onnotice: () => {},
    });
    const rows = await sql<
      { count: number }[]
    >`select count(*)::int as count from webhook_events where outcome = 'parked'`;
    await sql.end();
    return rows[0]?.count ?? 0;
  };

  test('1,000 webhooks are all taken, wait in the queue, and are applied by themselves once it is back', async () => {
    const count = 1000;
    const events = Array.from({ length: count }, (_, index) => ({
      event: 'post.publish.complete',
      creator: 'simcreator',
      content: { publish_id: `v_pub_file~v2-1.${index}`, publish_type: 'DIRECT_PUBLISH' },
    }));
    await stack.postgres.stop();

    await stack.simulator?.api('webhooks/events', 'POST', { events });
    await stack.simulator?.api('webhooks/settle', 'POST');
    const delivered = deliveries.parse(await stack.simulator?.api('webhooks?state=delivered&limit=2000'));
    const health = await stack.call('GET', '/api/health');
    await stack.postgres.start();
    await waitFor('all events to be applied', async () => (await countRows()) === count, 60_000);

    const dead = (await stack.aws.dumpQueues()).filter(({ queue }) => queue.endsWith('-dlq'));
    expect(delivered).toHaveLength(count);
    expect(
      delivered.filter(({ lastStatus, attempts }) => lastStatus !== 200 || attempts.length !== 1),
    ).toEqual([]);
    expect(health.status).toBe(503);
    expect(dead.flatMap(({ bodies }) => bodies)).toEqual([]);
  }, 180_000);
});
