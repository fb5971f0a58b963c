import type { Send } from './sqs.ts';

/** A message as a consumer is handed it. */
export interface Consumed {
  readonly messageId: string;
  readonly body: string;
}

export interface Batch<Message> {
  /** Undefined for a body that is no such message: nothing will ever make it one. */
  readonly read: (body: string) => Message | undefined;
  readonly handle: (message: Message, record: Consumed) => Promise<void>;
  readonly sendToDeadLetters: Send;
  /** Told of each message that is not let go. */
  readonly onFailure: (record: Consumed, error: unknown) => void;
}

/**
 * Handles the messages of a batch side by side and names those that are to come again, as Lambda takes them. One that
 * cannot be read goes to the dead letters at once, with the reason.
 */
export const consume = async <Message>(
  records: readonly Consumed[],
  { read, handle, sendToDeadLetters, onFailure }: Batch<Message>,
): Promise<{ batchItemFailures: { itemIdentifier: string }[] }> => {
  const failed = await Promise.all(
    records.map(async (record) => {
      try {
        const message = read(record.body);
        if (message !== undefined) await handle(message, record);
        else
          await sendToDeadLetters({
            body: record.body,
            attributes: { error: 'The message is not readable.' },
          });
        return [];
      } catch (error) {
        onFailure(record, error);
        return [{ itemIdentifier: record.messageId }];
      }
    }),
  );
  return { batchItemFailures: failed.flat() };
};
