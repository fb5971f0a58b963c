import { type ApiRequest, hasContentType } from '../http.ts';
import { InputError, record } from '../input.ts';
import { type Refusal, refuse } from './posting-errors.ts';

/** The JSON body of a call through a reader; an InputError of the reader becomes the refusal `invalid_param`. */
export function readBody<T extends object>(
  request: ApiRequest,
  read: (body: Record<string, unknown>) => T,
): T | Refusal {
  if (!hasContentType(request, 'application/json')) return refuse('invalid_param', 'The body must be JSON.');
  try {
    return read(record(JSON.parse(request.body.toString('utf8')), 'The body'));
  } catch (error) {
    if (error instanceof InputError) return refuse('invalid_param', error.message);
    if (error instanceof SyntaxError) return refuse('invalid_param', 'The body is not JSON.');
    throw error;
  }
}
