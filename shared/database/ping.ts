import type { Sql } from './client.ts';
import { runAlone } from './transact.ts';

/** Whether the database answers a statement within three seconds. */
export const ping = async (sql: Sql): Promise<boolean> => {
  const late = new Promise<false>((resolve) => {
    setTimeout(resolve, 3_000, false).unref();
  });
  const answered = runAlone(sql, (own) => own`select 1`).then(
    () => true,
    () => false,
  );
  return Promise.race([answered, late]);
};
