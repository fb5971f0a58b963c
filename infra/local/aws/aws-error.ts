/** A refusal in AWS's own words: the code is what the SDK shows as the error's name. */
export class AwsError extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400, options?: ErrorOptions) {
    super(message, options);
    this.name = code;
    this.code = code;
    this.status = status;
  }
}

/** What goes back over HTTP. */
export type Answer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

/** How a service speaks: the JSON protocol's version and how it names the errors that all services share. */
export type Protocol = {
  readonly contentType: 'application/x-amz-json-1.0' | 'application/x-amz-json-1.1';
  /** Set for a service that once spoke the query protocol: its SDK reads the error's name from a header. */
  readonly queryCompatibleNamespace?: string;
};

/** A successful answer in the service's protocol. */
export function answerJson(protocol: Protocol, value: unknown): Answer {
  return {
    status: 200,
    headers: { 'content-type': protocol.contentType },
    body: JSON.stringify(value),
  };
}

/** The error as the service would put it on the wire; never throws. */
export function answerError(protocol: Protocol, error: AwsError): Answer {
  const namespace = protocol.queryCompatibleNamespace;
  const fault = error.status < 500 ? 'Sender' : 'Receiver';
  return {
    status: error.status,
    headers: {
      'content-type': protocol.contentType,
      'x-amzn-errortype': error.code,
      ...(namespace === undefined ? {} : { 'x-amzn-query-error': `${error.code};${fault}` }),
    },
    body: JSON.stringify({
      __type: namespace === undefined ? error.code : `${namespace}#${error.code}`,
      message: error.message,
    }),
  };
}
