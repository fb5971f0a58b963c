import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../../language/use-language.ts';
import type { Problem } from './problem.ts';

/** The form's part of the catalogue. */
export const useFormWords = () => useTranslation('upload', { keyPrefix: 'form' }).t;

/** Says a problem in the reader's language. */
export const useProblemWords = (): ((problem: Problem) => string) => {
  const t = useFormWords();
  const { format } = useLanguage();
  return ({ code, values = {} }) => {
    const { amount, limit, seconds, limitSeconds, until } = values;
    return t(`problems.${code}`, {
      ...(amount === undefined ? {} : { amount: format.count(amount) }),
      ...(limit === undefined ? {} : { limit: format.count(limit) }),
      ...(seconds === undefined ? {} : { seconds: format.duration(seconds) }),
      ...(limitSeconds === undefined ? {} : { limitSeconds: format.duration(limitSeconds) }),
      ...(until === undefined ? {} : { until: format.moment(until) }),
    });
  };
};
