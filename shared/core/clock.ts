/** The time as an argument: everything that depends on time takes a Clock. */
export type Clock = () => Date;

/** The machine's own clock. Only composition roots name it. */
export const systemClock: Clock = () => new Date();
