import { type AppSettings, initialApp } from './app-settings.ts';
import type { ClockState } from './clock.ts';
import { type Creator, sampleCreators } from './creators.ts';
import type { Delivery } from './delivery.ts';
import { emptyLedger, type Ledger } from './ledger.ts';
import type { PublishTask } from './posting/task.ts';
import type { TikTokPost } from './posting/tiktok-post.ts';
import { initialSwitches, type Switches } from './switches.ts';

/** Times are milliseconds of the simulator's clock throughout. */
export interface AuthorizationCode {
  code: string;
  clientKey: string;
  openId: string;
  scopes: string[];
  redirectUri: string;
  codeChallenge: string | null;
  expiresAt: number;
  usedAt: number | null;
}

/** One consent of one creator. A creator who consents again gets another grant under the same open id. */
export interface Grant {
  id: string;
  clientKey: string;
  openId: string;
  scopes: string[];
  createdAt: number;
  endedAt: number | null;
  /** Refreshes that took effect. */
  refreshes: number;
}

export interface AccessToken {
  token: string;
  grantId: string;
  issuedAt: number;
  expiresAt: number;
}

export interface RefreshToken extends AccessToken {
  /** When a refresh replaced this token, or null while it is the current one. */
  rotatedAt: number | null;
}

export interface SimulatorState {
  app: AppSettings;
  switches: Switches;
  clock: ClockState;
  creators: Map<string, Creator>;
  ledger: Ledger;
  deliveries: Map<string, Delivery>;
  /** By publish id, in the order of their inits. */
  tasks: Map<string, PublishTask>;
  /** By post id. */
  posts: Map<string, TikTokPost>;
}

/** The state of a simulator that nobody has used yet. */
export function initialState(): SimulatorState {
  return {
    app: initialApp(),
    switches: initialSwitches(),
    clock: { offsetMs: 0, frozenAt: null },
    creators: new Map(sampleCreators().map((creator) => [creator.username, creator])),
    ledger: emptyLedger(),
    deliveries: new Map(),
    tasks: new Map(),
    posts: new Map(),
  };
}
