// A program that starts Postgres in the folder of its first argument, stores a row, tells the pid of the shell that
// guards it, and stays.
import { execFileSync } from 'node:child_process';
import postgres from 'postgres';
import { startPostgres } from '../../../infra/local/postgres.ts';

const [dataDir = ''] = process.argv.slice(2);
const server = await startPostgres({ port: 0, dataDir, durable: false });
const sql = postgres(server.superuserUrl, { max: 1 });
await sql`create table left_behind (n int)`;
await sql`insert into left_behind values (7)`;
const processes = execFileSync('ps', ['-o', 'pid=,args=', '--ppid', String(process.pid)], {
  encoding: 'utf8',
});
const guard = processes.split('\n').find((line) => line.includes('read -r _'));
process.send?.(Number(guard?.trim().split(' ')[0]));
setInterval(() => {}, 1000);
