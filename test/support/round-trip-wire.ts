import { connect, createServer, type Socket } from 'node:net';
import { followConversation } from './round-trip-messages.ts';

/** What went over the wire between a client and Postgres. */
export interface Traffic {
  /** How often the client waited for the server, one time after the other. */
  readonly roundTrips: number;
  /** Every statement that was run, as it was written, those that begin and end transactions among them. */
  readonly statements: readonly string[];
  /** Whether no connection was opened for it and no statement prepared, which takes round trips once and never again. */
  readonly isWarm: boolean;
}

/** A way to Postgres on which everything is counted. */
export interface CountedWire {
  readonly port: number;
  /** Counts what `work` sends. Throws what it throws. */
  measure(work: () => Promise<void>): Promise<Traffic>;
  close(): Promise<void>;
}

/**
 * How long an answer is under way at least: time enough for a client to send all that it sends without waiting for it.
 * That is what makes a pipeline one round trip here, as over a network, however fast the server is.
 */
const underWayMs = 5;

interface Count {
  /** The most round trips of which one had to end before the other began, of those whose answers the client has. */
  ended: number;
  readonly statements: string[];
  isWarm: boolean;
}

const startCount = (): Count => ({ ended: 0, statements: [], isWarm: true });

/**
 * Carries one connection. Answers are held until all that was asked is answered and the client is silent. What is sent
 * then until the next answer is one round trip, the nth if the answer of an (n-1)th, on any connection, has arrived.
 */
const carry = (client: Socket, upstream: Socket, readCount: () => Count): void => {
  const conversation = followConversation();
  let held: Buffer[] = [];
  let isSilent = true;
  let silence: NodeJS.Timeout | undefined;
  /** Which one the round trip under way is; undefined when none is. */
  let nth: number | undefined;

  const deliver = (): void => {
    if (held.length === 0 || !isSilent || !conversation.isAnswered()) return;
    const count = readCount();
    count.ended = Math.max(count.ended, nth ?? 0);
    nth = undefined;
    client.write(Buffer.concat(held));
    held = [];
  };
  const waitForSilence = (): void => {
    isSilent = false;
    clearTimeout(silence);
    const own = setTimeout(() => {
      // What the client has sent by now is read first.
      setImmediate(() => {
        if (own !== silence) return;
        isSilent = true;
        deliver();
      });
    }, underWayMs);
    silence = own;
  };
  client.on('data', (chunk) => {
    const isGreeting = !conversation.isOpen();
    const wishes = conversation.hearClient(chunk);
    upstream.write(chunk);
    if (isGreeting) return;
    const count = readCount();
    nth = Math.max(nth ?? 0, count.ended + 1);
    for (const { kind, statement } of wishes) {
      if (kind === 'run') count.statements.push(statement);
      else count.isWarm = false;
    }
    waitForSilence();
  });
  upstream.on('data', (chunk) => {
    const isGreeting = !conversation.isOpen();
    conversation.hearServer(chunk);
    if (isGreeting) return void client.write(chunk);
    held.push(chunk);
    deliver();
  });
};

/** Opens a way to a Postgres on this machine. */
export const openCountedWire = async (postgresPort: number): Promise<CountedWire> => {
  const sockets = new Set<Socket>();
  let count = startCount();
  const server = createServer((client) => {
    const upstream = connect(postgresPort, '127.0.0.1');
    count.isWarm = false;
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => {});
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
    carry(client, upstream, () => count);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The wire has no port.');
  return {
    port: address.port,
    measure: async (work) => {
      const own = startCount();
      count = own;
      await work();
      return { roundTrips: own.ended, statements: own.statements, isWarm: own.isWarm };
    },
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
};
