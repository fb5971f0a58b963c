import { type Environment, numberVariable, requireVariable } from '../core/env.ts';
import type { DataKeySettings } from './data-keys.ts';
import { DATA_KEY_AGE_LIMIT_DAYS } from './seal-bound.ts';

export interface VaultEnv {
  /** The KMS key that wraps data keys. */
  readonly tokenKeyArn: string;
  readonly settings: DataKeySettings;
}

const SECOND_MS = 1_000;
const DAY_MS = 86_400_000;
const DAY_SECONDS = 86_400;

/** What the vault reads from the environment. Throws a plain sentence that names the variable which is missing or out of range. */
export const readVaultEnv = (environment: Environment): VaultEnv => ({
  tokenKeyArn: requireVariable(environment, 'TOKEN_KEY_ARN'),
  settings: {
    dataKeyMaxAgeMs: DAY_MS * within(environment, 'DATA_KEY_MAX_AGE_DAYS', 30, DATA_KEY_AGE_LIMIT_DAYS),
    heldKeyMaxAgeMs:
      SECOND_MS * within(environment, 'HELD_KEY_MAX_AGE_SECONDS', 300, DAY_SECONDS / 2, HELD_KEY_SECONDS_MIN),
    heldKeysMax: within(environment, 'HELD_KEYS_MAX', 1_000, 100_000),
  },
});

/** A key that was brought to hand stays so for half its time: longer than a token call and its second try. */
const HELD_KEY_SECONDS_MIN = 60;

const within = (
  environment: Environment,
  name: string,
  fallback: number,
  most: number,
  least = 1,
): number => {
  const value = numberVariable(environment, name, fallback);
  if (value < least || value > most)
    throw new Error(`The environment variable ${name} must be from ${least} to ${most}, not ${value}.`);
  return value;
};
