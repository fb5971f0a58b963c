import type { Sql } from './client.ts';

/** Whether the database answers a statement within three seconds. */
export const ping = async (sql: Sql): Promise<boolean> => {
  const query = sql`select 1`;
  const late = new Promise<false>((resolve) => {
    setTimeout(resolve, 3_000, false).unref();
  });
  const answered = query.then(
    () => true,
    () => false,
  );
  return Promise.race([answered, late]);
};
