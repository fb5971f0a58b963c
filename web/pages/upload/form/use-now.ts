import { useEffect, useState } from 'react';

const tickMs = 10_000;

/** The time, as often as sentences about it may change. */
export const useNow = (): Date => {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), tickMs);
    return () => clearInterval(timer);
  }, []);
  return now;
};
