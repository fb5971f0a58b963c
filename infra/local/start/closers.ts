/** What has to be undone, the last thing first. */
export interface Closers {
  readonly add: (close: () => Promise<void> | void) => void;
  /** Undoes everything, once; a step that fails does not keep the others from being undone, and is thrown at the end. */
  readonly close: () => Promise<void>;
}

export const createClosers = (): Closers => {
  const steps: (() => Promise<void> | void)[] = [];
  let closing: Promise<void> | undefined;
  const closeAll = async (): Promise<void> => {
    const failures: unknown[] = [];
    for (let step = steps.pop(); step !== undefined; step = steps.pop()) {
      try {
        await step();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  };
  return {
    add: (step) => void steps.push(step),
    close: () => {
      closing ??= closeAll();
      return closing;
    },
  };
};
