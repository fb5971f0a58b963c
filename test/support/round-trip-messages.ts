/** One message of the protocol of Postgres (3.0, chapter "Message Formats"). */
interface ClientMessage {
  readonly type: string;
  readonly payload: Buffer;
}

const lengthBytes = 4;

/** Reads messages of a type, a length and a payload out of a stream that is cut anywhere; the rest waits for more. */
const createMessageReader = () => {
  let rest: Buffer = Buffer.alloc(0);
  return (chunk: Buffer): ClientMessage[] => {
    rest = Buffer.concat([rest, chunk]);
    const messages: ClientMessage[] = [];
    while (rest.length > lengthBytes) {
      const endsAt = 1 + rest.readInt32BE(1);
      if (rest.length < endsAt) break;
      messages.push({
        type: String.fromCharCode(rest[0] ?? 0),
        payload: rest.subarray(1 + lengthBytes, endsAt),
      });
      rest = rest.subarray(endsAt);
    }
    return messages;
  };
};

/** The same of a client: its first message has no type, since it came before there were any. */
const createClientReader = () => {
  const read = createMessageReader();
  let startup: Buffer | undefined = Buffer.alloc(0);
  return (chunk: Buffer): ClientMessage[] => {
    if (startup === undefined) return read(chunk);
    startup = Buffer.concat([startup, chunk]);
    if (startup.length < lengthBytes || startup.length < startup.readInt32BE(0)) return [];
    const after = startup.subarray(startup.readInt32BE(0));
    startup = undefined;
    return read(after);
  };
};

const readTexts = (payload: Buffer): string[] => payload.toString('utf8').split('\0');

/** What a client asked for. */
export interface Wish {
  readonly kind: 'prepare' | 'run';
  /** As it was written. */
  readonly statement: string;
}

/** What the two sides of one connection have said. */
export interface Conversation {
  hearClient(chunk: Buffer): Wish[];
  hearServer(chunk: Buffer): void;
  /** Whether the server has greeted, and has answered everything that it was asked to end. */
  isAnswered(): boolean;
  isOpen(): boolean;
}

/**
 * Follows the extended protocol: Parse names a statement, Bind is the begin of a run of it, Sync or a simple Query asks for an end, which the
 * server gives as ReadyForQuery.
 */
export const followConversation = (): Conversation => {
  const readClient = createClientReader();
  const readServer = createMessageReader();
  const prepared = new Map<string, string>();
  let isOpen = false;
  let unanswered = 0;

  const hear = ({ type, payload }: ClientMessage): Wish[] => {
    if (type === 'S' || type === 'Q') unanswered += 1;
    // Parse: a name and its statement. Bind: a portal and the name of its statement.
    const [first = '', second = ''] = readTexts(payload);
    switch (type) {
      case 'P':
        prepared.set(first, second);
        return [{ kind: 'prepare', statement: second }];
      case 'B':
        return [{ kind: 'run', statement: prepared.get(second) ?? second }];
      case 'Q':
        return [{ kind: 'run', statement: first }];
      default:
        return [];
    }
  };
  return {
    hearClient: (chunk) => readClient(chunk).flatMap(hear),
    hearServer: (chunk) => {
      for (const { type } of readServer(chunk)) {
        if (type !== 'Z') continue;
        // The first one ends the greeting, which nobody asked for.
        if (isOpen) unanswered -= 1;
        isOpen = true;
      }
    },
    isAnswered: () => isOpen && unanswered === 0,
    isOpen: () => isOpen,
  };
};
