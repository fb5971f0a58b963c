import { createVault, type Vault } from '../../../shared/vault/vault.ts';
import { createFakeKeyService, createMemoryKeyStore } from '../../support/vault-fakes.ts';

export const TENANT_A = 'tenant-a';
export const TENANT_B = 'tenant-b';

const SECOND_MS = 1_000;
const DAY_MS = 86_400_000;

/** A vault over fakes and a clock that moves when told: data keys live 30 days, in memory 300 s. */
export const openVaultBench = ({ heldKeysMax = 1_000 } = {}) => {
  const keyService = createFakeKeyService();
  const dataKeyStore = createMemoryKeyStore();
  const settings = {
    dataKeyMaxAgeMs: 30 * DAY_MS,
    heldKeyMaxAgeMs: 300 * SECOND_MS,
    heldKeysMax,
  };
  let nowMs = Date.UTC(2026, 0, 1);
  /** Another process over the same store, key service and time. */
  const restart = (): Vault =>
    createVault({
      keyService,
      dataKeyStore,
      settings,
      clock: () => new Date(nowMs),
    });

  return {
    vault: restart(),
    restart,
    keyService,
    dataKeyStore,
    passSeconds: (seconds: number) => {
      nowMs += seconds * SECOND_MS;
    },
    passDays: (days: number) => {
      nowMs += days * DAY_MS;
    },
    now: () => new Date(nowMs),
  };
};
