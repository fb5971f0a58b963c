import { connect, createServer, type Server, type Socket } from 'node:net';

/** A way to a server on this machine that can be disturbed as networks are. */
export interface Way {
  readonly port: number;
  /** From now on nothing gets through, in either direction, and nothing is lost. */
  hold(): void;
  /** Whether something from a client is being held. */
  isHolding(): boolean;
  /** Lets through what was held, and all that comes. */
  letThrough(): void;
  /** What clients send arrives; what the server answers is lost. */
  dropAnswers(): void;
  /** The same for Postgres, from its next word of a commit on. */
  dropAnswersFromCommit(): void;
  /** Ends every connection and refuses new ones. */
  cut(): Promise<void>;
  mend(): Promise<void>;
  close(): Promise<void>;
}

type Mode = 'open' | 'held' | 'until_commit' | 'answers_dropped';

const listen = (server: Server, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      const address = server.address();
      resolve(typeof address === 'object' ? (address?.port ?? 0) : 0);
    });
  });

/** Opens a way on a free port. */
export const openWay = async (targetPort: number): Promise<Way> => {
  const sockets = new Set<Socket>();
  let mode: Mode = 'open';
  let held: (() => void)[] = [];
  let isHolding = false;

  const pass = (from: Socket, to: Socket, isAnswer: boolean): void => {
    sockets.add(from);
    from.on('data', (bytes) => {
      // As the server names the statement that it has completed.
      if (mode === 'until_commit' && isAnswer && bytes.includes('COMMIT')) mode = 'answers_dropped';
      if (mode === 'answers_dropped' && isAnswer) return;
      if (mode !== 'held') return void to.write(bytes);
      held.push(() => to.writable && to.write(bytes));
      isHolding ||= !isAnswer;
    });
    from.on('error', () => {});
    from.on('close', () => {
      sockets.delete(from);
      to.destroy();
    });
  };
  const server = createServer((client) => {
    const upstream = connect(targetPort, '127.0.0.1');
    pass(client, upstream, false);
    pass(upstream, client, true);
  });
  const port = await listen(server, 0);
  const cut = async (): Promise<void> => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const socket of sockets) socket.destroy();
    await closed;
  };

  return {
    port,
    hold: () => {
      mode = 'held';
    },
    isHolding: () => isHolding,
    letThrough: () => {
      mode = 'open';
      isHolding = false;
      for (const send of held) send();
      held = [];
    },
    dropAnswers: () => {
      mode = 'answers_dropped';
    },
    dropAnswersFromCommit: () => {
      mode = 'until_commit';
    },
    cut,
    mend: async () => void (await listen(server, port)),
    close: async () => {
      if (server.listening) await cut();
    },
  };
};
