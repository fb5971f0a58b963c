import type { TestDatabase } from './database.ts';

/** The time of a test's database, as the product's statements tell it. */
export interface DatabaseTime {
  /** From now on the database is so far ahead of the real time. */
  setAhead(ms: number): Promise<void>;
}

/**
 * Lets a test say what the database takes for now, without touching a row: `clock_timestamp` and `now` of its own stand
 * before the server's in the search path of every connection that is opened from here on. They run on with real time.
 */
export const ownDatabaseTime = async (database: TestDatabase): Promise<DatabaseTime> => {
  const owner = database.open('master', 1);
  const realTime = (name: string) => `pg_catalog.${name}() + (select ahead from virtual_time.shift)`;
  const define = (name: string, kind: string) => `
    create function virtual_time.${name}() returns timestamptz language sql ${kind}
    as 'select ${realTime(name)}'`;
  await owner.unsafe(`
    create schema virtual_time;
    create table virtual_time.shift (ahead interval not null);
    insert into virtual_time.shift values ('0');
    ${define('clock_timestamp', 'volatile')};
    ${define('now', 'stable')};
    grant usage on schema virtual_time to public;
    grant select on virtual_time.shift to public;
    alter database ${database.name} set search_path = virtual_time, pg_catalog, public`);
  return {
    setAhead: async (ms) => {
      await owner`update virtual_time.shift set ahead = ${ms} * interval '1 millisecond'`;
    },
  };
};
