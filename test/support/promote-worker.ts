// promote-scheduled-posts as a process of its own, over the product's real parts. It tells its parent of each message that
// it is about to send, and waits for ever where it is told to: there the parent kills it.
import * as z from 'zod';
import { create } from '../../functions/schedule/promote-scheduled-posts.ts';
import { connect } from '../../shared/database/client.ts';
import { createDuePostStore } from '../../shared/database/due-posts.ts';
import { createPostStore } from '../../shared/database/posts.ts';

const orderShape = z.strictObject({
  database: z.strictObject({
    username: z.string(),
    password: z.string(),
    host: z.string(),
    port: z.number(),
    dbname: z.string(),
  }),
  /** The virtual time; it stands still in here. */
  now: z.string(),
  /** How many messages reach the queue before one hangs. */
  sends: z.number(),
});

export type PromoteOrder = z.infer<typeof orderShape>;

const order = orderShape.parse(JSON.parse(process.argv[2] ?? ''));
const now = new Date(order.now);
const sql = connect(order.database, { tls: 'off', maxConnections: 4 });
let sends = 0;

const promote = create({
  duePosts: createDuePostStore(sql),
  posts: createPostStore(sql),
  sendToSubmit: async (message) => {
    sends += 1;
    if (sends > order.sends) {
      process.send?.({ hanging: true });
      await new Promise(() => {});
    }
    process.send?.({ sent: message.body });
  },
  clock: () => now,
  log: { info: () => {}, warn: () => {}, error: () => {} },
});

await promote();
process.send?.({ ended: true });
await sql.end({ timeout: 1 });
process.disconnect?.();
