/**
 * Makes a Lambda handler of something that must be opened first. In Lambda opening begins as the module loads, in the
 * init phase; elsewhere, as in a test that imports the entry for its operation, at the first call. An opening that
 * failed is tried again by the next call; `answerFailure`, where given, says what the caller hears of it.
 */
export const start = <Event, Result>(
  open: () => Promise<(event: Event) => Promise<Result>> | ((event: Event) => Promise<Result>),
  answerFailure?: (error: unknown, event: Event) => Result,
): ((event: Event) => Promise<Result>) => {
  let opening: Promise<(event: Event) => Promise<Result>> | undefined;
  const begin = () => {
    opening ??= Promise.resolve()
      .then(open)
      .catch((error: unknown) => {
        opening = undefined;
        throw error;
      });
    return opening;
  };
  // The first call meets the same error again and reports it; here it would only end the process.
  if (process.env['AWS_LAMBDA_FUNCTION_NAME'] !== undefined) begin().catch(() => {});
  return async (event) => {
    let handle: (event: Event) => Promise<Result>;
    try {
      handle = await begin();
    } catch (error) {
      if (answerFailure === undefined) throw error;
      return answerFailure(error, event);
    }
    return handle(event);
  };
};
