import { DatabaseSync } from 'node:sqlite';
// The package exports only `startFauxqs`, which listens on every interface, and `buildApp`, which takes stores but exports no class
// to make them of. The version is pinned, and the types come along.
import { PersistenceManager } from '../../../node_modules/fauxqs/dist/persistence.js';

/** fauxqs's SQLite file, with what local life needs beside it. Holds an open database. */
export class QueueStorage extends PersistenceManager {
  readonly #database: DatabaseSync;

  constructor(folder: string) {
    super(folder);
    const database: unknown = this['db'];
    if (!(database instanceof DatabaseSync))
      throw new Error('fauxqs no longer keeps its database where it did.');
    this.#database = database;
    // A message must outlive a killed process, not a power cut: without a disk flush each, sends are several times faster.
    database.exec('pragma synchronous = normal');
  }

  /** fauxqs 2.4.1 clears the receive count here, which its own schema refuses: every visibility timeout of 0 would fail. */
  override updateMessageReady(messageId: string): void {
    this.#database
      .prepare(
        'update sqs_messages set receipt_handle = null, visibility_deadline = null where message_id = ?',
      )
      .run(messageId);
  }
}
