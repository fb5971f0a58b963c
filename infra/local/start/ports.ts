import { createServer } from 'node:net';
import { findPortHolder, type PortHolder } from './port-holder.ts';

export interface Ports {
  readonly web: number;
  readonly simulator: number;
  readonly aws: number;
  readonly postgres: number;
  readonly crm: number;
}

export type PortName = keyof Ports;

/** What each port serves, the variable that moves it, and where it is unless moved. */
export const portTable: Readonly<
  Record<PortName, { readonly serves: string; variable: string; usual: number }>
> = {
  web: { serves: 'API and web site', variable: 'PORT', usual: 4000 },
  simulator: { serves: 'TikTok simulator', variable: 'SIMULATOR_PORT', usual: 4010 },
  aws: { serves: 'AWS stand-ins', variable: 'AWS_PORT', usual: 4020 },
  postgres: { serves: 'Postgres', variable: 'POSTGRES_PORT', usual: 4030 },
  crm: { serves: 'demo CRM', variable: 'CRM_PORT', usual: 4040 },
};

/** What browsers reach by `localhost`, which is one of two addresses. */
const namedLocalhost: readonly PortName[] = ['web', 'crm'];

export const portNames = Object.keys(portTable) as PortName[];

/** The ports that the environment asks for. Throws a sentence for one that is no port, and for two that are the same. */
export const readPorts = (environment: Readonly<Record<string, string | undefined>>): Ports => {
  const ports = Object.fromEntries(portNames.map((name) => [name, readPort(environment, name)])) as Record<
    PortName,
    number
  >;
  for (const name of portNames) {
    const twin = portNames.find(
      (other) => other !== name && ports[other] === ports[name] && ports[name] !== 0,
    );
    if (twin !== undefined)
      throw new Error(
        `${portTable[name].variable} and ${portTable[twin].variable} are both ${ports[name]}; give them two ports.`,
      );
  }
  return ports;
};

const readPort = (environment: Readonly<Record<string, string | undefined>>, name: PortName): number => {
  const { variable, usual } = portTable[name];
  const text = environment[variable];
  if (text === undefined || text === '') return usual;
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535)
    throw new Error(`${variable} must be a port number, not "${text}".`);
  return port;
};

/**
 * Checks that every port is free and gives 0 a free one. Throws one error with a sentence per taken port, which says
 * who holds it and which variable moves ours. `needed` leaves out what is not started.
 */
export const claimPorts = async (ports: Ports, needed: readonly PortName[] = portNames): Promise<Ports> => {
  const claimed = { ...ports };
  const taken: string[] = [];
  for (const name of needed) {
    const hosts = namedLocalhost.includes(name) ? ['127.0.0.1', '::1'] : ['127.0.0.1'];
    const port = ports[name] === 0 ? await findFreePort(Object.values(claimed)) : ports[name];
    claimed[name] = port;
    const isFree = (await Promise.all(hosts.map((host) => canListen(port, host)))).every(Boolean);
    if (!isFree) taken.push(describeTaken(name, port, await findPortHolder(port)));
  }
  if (taken.length > 0) throw new Error(taken.join('\n'));
  return claimed;
};

const describeTaken = (name: PortName, port: number, holder: PortHolder | undefined): string => {
  const { serves, variable } = portTable[name];
  const who = holder === undefined ? 'another program' : `process ${holder.pid} (${shorten(holder.command)})`;
  return `Port ${port} for the ${serves} is used by ${who}: end it, or choose another with ${variable}=${port + 100} npm start.`;
};

const shorten = (command: string): string => (command.length > 80 ? `${command.slice(0, 79)}…` : command);

/** Whether the port can be had; an address that this machine does not have is no obstacle. */
const canListen = (port: number, host: string): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) =>
      resolve(error.code !== 'EADDRINUSE' && error.code !== 'EACCES'),
    );
    server.listen({ port, host, ipv6Only: true }, () => server.close(() => resolve(true)));
  });

const findFreePort = async (except: readonly number[]): Promise<number> => {
  for (;;) {
    const port = await new Promise<number>((resolve, reject) => {
      const server = createServer();
      server.once('error', reject);
      server.listen(0, '127.0.0.1', () => {
        const address = server.address();
        server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
      });
    });
    if (!except.includes(port)) return port;
  }
};
