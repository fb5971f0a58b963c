import { INVALID_MESSAGE_BODY_CHAR } from '../../../node_modules/fauxqs/dist/sqs/sqsTypes.js';

/**
 * SQS takes `#x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF` (API reference, SendMessage). fauxqs 2.4.1 looks at
 * UTF-16 units and so refuses every character of the last range: a message with an emoji would fail here and pass at AWS.
 */
const invalidCharacter = '[^\\t\\n\\r\\u{20}-\\u{D7FF}\\u{E000}-\\u{FFFD}\\u{10000}-\\u{10FFFF}]';

/** Puts right, for this process, what fauxqs 2.4.1 does unlike SQS. */
export function correctFauxqs(): void {
  INVALID_MESSAGE_BODY_CHAR.compile(invalidCharacter, 'u');
}

const prefix = 'AWS.SimpleQueueService.';

/** The errors that SQS's model gives a prefixed name of the query protocol (trait `awsQueryError`). */
const prefixedErrors = [
  'BatchEntryIdsNotDistinct',
  'BatchRequestTooLong',
  'EmptyBatchRequest',
  'InvalidBatchEntryId',
  'MessageNotInflight',
  'NonExistentQueue',
  'PurgeQueueInProgress',
  'QueueDeletedRecently',
  'TooManyEntriesInBatchRequest',
  'UnsupportedOperation',
];

/** fauxqs 2.4.1 puts the prefix before every name, so that code which asks for `InvalidParameterValue` would never see it here. */
export function correctErrorName(header: string): string {
  const [name = '', fault = ''] = header.split(';');
  const bare = name.startsWith(prefix) ? name.slice(prefix.length) : name;
  return prefixedErrors.includes(bare) ? header : `${bare};${fault}`;
}
