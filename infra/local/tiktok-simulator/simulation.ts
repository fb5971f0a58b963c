import type { CallLog } from './call-log.ts';
import type { Clock } from './clock.ts';
import type { FaultBook } from './fault-book.ts';
import type { Answer, ApiRequest } from './http.ts';
import type { Posting } from './posting/posting.ts';
import type { RateLimiter } from './rate-limiter.ts';
import type { Store } from './store.ts';
import type { TokenTraffic } from './token-traffic.ts';
import type { WebhookQueue } from './webhook-queue.ts';

/** All parts of one running simulator, handed to endpoints and control operations. */
export interface Simulation {
  readonly store: Store;
  readonly clock: Clock;
  readonly webhooks: WebhookQueue;
  readonly faults: FaultBook;
  readonly calls: CallLog;
  readonly traffic: TokenTraffic;
  readonly limiter: RateLimiter;
  readonly posting: Posting;
  /** Ends what waits in real time when the simulator closes. */
  readonly closing: AbortController;
  /** The address of the simulator itself, known once it listens. */
  baseUrl: string;
}

/** An endpoint answers at once, so that its whole effect is one step for everybody else. */
export type Endpoint = (simulation: Simulation, request: ApiRequest) => Answer;
