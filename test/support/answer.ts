import { problems } from '../../shared/contract/problems.ts';
import { failuresOf } from '../../shared/contract/route-failures.ts';
import type { Route } from '../../shared/contract/rows.ts';
import { problem } from '../../shared/contract/schemas.ts';
import type { HttpResult } from '../../shared/http/endpoint.ts';

/** An answer as a client of API Gateway sees it. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies: readonly string[];
  readonly text: string;
  /** The JSON body; undefined for an empty one. */
  readonly body: unknown;
}

export const readAnswer = (result: HttpResult): Answer => {
  const text = result.body ?? '';
  return {
    status: result.statusCode ?? 0,
    headers: Object.fromEntries(
      Object.entries(result.headers ?? {}).map(([name, value]) => [name.toLowerCase(), String(value)]),
    ),
    cookies: result.cookies ?? [],
    text,
    body: text === '' ? undefined : JSON.parse(text),
  };
};

const demand = (holds: boolean, sentence: string): void => {
  if (!holds) throw new Error(`The answer breaks its contract: ${sentence}`);
};

const checkReply = (route: Route, answer: Answer): void => {
  const reply = route.replies[answer.status];
  for (const name of reply?.headers ?? []) {
    const there = name === 'set-cookie' ? answer.cookies.length > 0 : answer.headers[name] !== undefined;
    demand(there, `the declared header ${name} is missing.`);
  }
  if (reply?.body === undefined) {
    demand(answer.text === '', 'it declares no body.');
    return;
  }
  demand(answer.headers['content-type'] === 'application/json', 'its body is not application/json.');
  const parsed = reply.body.safeParse(answer.body);
  demand(parsed.success, `its body is not as declared: ${parsed.error?.message ?? ''}`);
};

const checkProblem = (route: Route, answer: Answer, path: string): void => {
  demand(answer.headers['content-type'] === 'application/problem+json', 'a failure is no problem document.');
  const document = problem.strict().parse(answer.body);
  const code = failuresOf(route).find((one) => one === document.code);
  demand(code !== undefined, `the route does not declare the failure ${document.code}.`);
  const declared = code === undefined ? undefined : problems[code];
  demand(declared?.status === answer.status && document.status === answer.status, 'the statuses differ.');
  demand(declared?.title === document.title, 'the title is not that of the code.');
  demand(document.requestId === answer.headers['x-request-id'], 'the request ids differ.');
  demand(document.instance === path, 'the instance is not the path.');
};

/** Throws unless the answer is one that the route's row declares, in status, headers and body. */
export const checkAnswer = (
  route: Route,
  answer: Answer,
  requestId: string,
  path: string = route.path,
): void => {
  demand(answer.headers['x-request-id'] === requestId, 'x-request-id does not name the request.');
  demand(answer.headers['cache-control'] === 'no-store', 'it may be stored.');
  if (answer.status in route.replies) checkReply(route, answer);
  else checkProblem(route, answer, path);
};
