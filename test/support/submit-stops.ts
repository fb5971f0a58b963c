/** The points of a submission at which a process of its own can be told to stop. */
export const stopPoints = [
  'before the post is taken',
  'when the post is taken',
  'when the answer is heard',
  'when the answer is stored',
  'when it is handed over',
  'before the message is let go',
] as const;
export type StopPoint = (typeof stopPoints)[number];
