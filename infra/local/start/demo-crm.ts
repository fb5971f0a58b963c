import { type DemoCrm, type DemoCrmOptions, startDemoCrm } from '../demo-crm/demo-crm.ts';
import type { Ports } from './ports.ts';

/** The demo CRM as browsers reach it: another origin than the site, and the same site of theirs. */
export const crmOrigin = ({ crm }: Pick<Ports, 'crm'>): string => `http://localhost:${crm}`;

/** The settings with the demo CRM among the CRM's origins, beside those of a CRM that somebody is building. */
export const withDemoCrm = (
  settings: Readonly<Record<string, string>> = {},
  origin: string,
): Record<string, string> => ({
  ...settings,
  crmOrigins: [settings['crmOrigins'] ?? '', origin].filter((origins) => origins !== '').join(','),
});

/** Starts it beside the running stack, whose API it calls by loopback. Rejects when its port is taken. */
export const startCrm = (
  { web, crm }: Ports,
  options: Omit<DemoCrmOptions, 'port' | 'apiUrl'>,
): Promise<DemoCrm> => startDemoCrm({ ...options, port: crm, apiUrl: `http://localhost:${web}` });
