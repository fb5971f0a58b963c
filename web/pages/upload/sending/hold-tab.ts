const prefix = 'creator-connect.sending.';

/** Some browsers have no locks; what is asked about twice is posted once all the same. */
const locks = (): LockManager | undefined => navigator.locks;

/**
 * Says to the user's other tabs that this one is asking about a post, as long as it lives: the browser gives a lock back when
 * its tab is gone. Answers how to let go.
 */
export const holdTab = (key: string): (() => void) => {
  let letGo = (): void => undefined;
  const isDone = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const isHeld = locks()?.request(prefix + key, { ifAvailable: true }, () => isDone);
  isHeld?.catch(() => undefined);
  return letGo;
};

/** The keys that some tab is asking about at this moment. */
export const findHeld = async (): Promise<ReadonlySet<string>> => {
  const snapshot = await locks()
    ?.query()
    .catch(() => undefined);
  const names = (snapshot?.held ?? []).flatMap(({ name }) => name ?? []);
  return new Set(names.filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length)));
};
