import { isUnreachable, troubleOf } from '../../api/api-error.ts';
import type { Messages } from './messages.en.ts';

type Said = keyof Messages['troubles'];

/** What there is to say of a failed call. */
export interface Explanation {
  /** Our sentence. */
  readonly said: Said | undefined;
  /** The API's own, which is English, where we have none. */
  readonly told: string | undefined;
  readonly requestId: string | undefined;
  /** For the CRM: the problem's code, or a word of ours. */
  readonly code: string;
}

const known: readonly Said[] = ['insufficient_scope', 'database_unavailable', 'internal_error'];

/** Explains why a call failed, by its problem document when there is one. */
export const explain = (error: unknown): Explanation => {
  const trouble = troubleOf(error);
  if (trouble === undefined) {
    const said = isUnreachable(error) ? 'unreachable' : 'nothing';
    return { said, told: undefined, requestId: undefined, code: said === 'nothing' ? 'unknown' : said };
  }
  const { code = `status_${trouble.status}`, detail, requestId, status } = trouble;
  const ours = known.find((word) => word === code);
  if (ours !== undefined) return { said: ours, told: detail, requestId, code };
  if (detail !== undefined) return { said: undefined, told: detail, requestId, code };
  return { said: status === 429 ? 'tooMany' : 'nothing', told: undefined, requestId, code };
};
