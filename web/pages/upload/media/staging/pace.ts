/** Passes on the latest of many values, once in a while, so that what they change is not drawn a thousand times. */
export const pace = <T>(everyMs: number, show: (latest: T) => void): ((value: T) => void) => {
  let next: { value: T } | undefined;
  return (value) => {
    const isUnderway = next !== undefined;
    next = { value };
    if (isUnderway) return;
    setTimeout(() => {
      const latest = next;
      next = undefined;
      if (latest !== undefined) show(latest.value);
    }, everyMs);
  };
};
