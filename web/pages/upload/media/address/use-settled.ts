import { useEffect, useState } from 'react';

const settledAfterMs = 700;

/** A text once nobody has typed for a moment: what is half typed is neither judged nor fetched. */
export const useSettled = (text: string): string => {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), settledAfterMs);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
};
