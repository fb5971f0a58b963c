import { access, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { BuildResult } from '../build.ts';
import { repositoryRoot } from '../build.ts';
import { localMediaUrl } from '../read-stage.ts';
import { type LocalAws, startAws } from './aws/start-aws.ts';
import { endOrphan } from './postgres/orphan.ts';
import { type Postgres, startPostgres } from './postgres.ts';
import type { Cloud } from './runtime/cloud.ts';
import type { AccessKey } from './runtime/function-environment.ts';
import { type RunningCloud, runCloud } from './runtime/run-cloud.ts';
import type { InvocationResult } from './runtime/worker-messages.ts';
import { build, synthesise } from './start/build-and-synth.ts';
import { type Closers, createClosers } from './start/closers.ts';
import { crmOrigin, startCrm, withDemoCrm } from './start/demo-crm.ts';
import { fillSecrets } from './start/fill-secrets.ts';
import { type MediaKey, provideMediaKey } from './start/media-key.ts';
import { mintToken, type TokenRequest } from './start/mint-token.ts';
import { claimPorts, type Ports } from './start/ports.ts';
import { type SimulatorHandle, startSimulatorProcess } from './start/simulator-process.ts';
import { lockState, publishStack, unlockState } from './start/stack-file.ts';

/** The app at TikTok itself, in place of the simulator. */
export interface TikTokApp {
  readonly clientKey: string;
  readonly clientSecret: string;
  /** The https address (of a tunnel, say) under which TikTok reaches this stack. */
  readonly publicUrl: string;
}

export interface StackOptions {
  /** Where everything that survives a restart lies. */
  readonly stateDir: string;
  /** 0, the default, is any free port. */
  readonly ports?: Partial<Ports>;
  /** Where bundles and site go; `.build` of the repository unless given. */
  readonly buildDir?: string;
  /** Where the assembly goes; `cdk.out` of the build folder unless given. */
  readonly assemblyDir?: string;
  /** For a caller that has just built into `buildDir`. */
  readonly skipBuild?: boolean;
  readonly tiktok?: TikTokApp;
  /** What the simulator takes for verified besides the site's media: `media.example=http://127.0.0.1:9000/`. */
  readonly verifiedProperties?: readonly string[];
  /** Settings of the stage, as `-c name=value`. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly schedulesFirstAfterMs?: number | 'never';
  /** False in tests: nothing has to survive a power cut. */
  readonly durable?: boolean;
  /** Gets a line for everything that goes wrong while the stack runs. */
  readonly log?: (line: string) => void;
  /** Gets a sentence for each step of the start. */
  readonly report?: (step: string) => void;
}

export interface Stack {
  /** API and site, without a slash at the end: `http://localhost:4000`. */
  readonly url: string;
  /** The demo CRM, an origin of its own: `http://localhost:4040`. */
  readonly crmUrl: string;
  readonly ports: Ports;
  readonly stateDir: string;
  readonly logsDir: string;
  readonly aws: LocalAws;
  readonly postgres: Postgres;
  /** Undefined when the stack talks to TikTok itself. */
  readonly simulator: SimulatorHandle | undefined;
  readonly cloud: Cloud;
  /** What was bundled, with each bundle's inputs; undefined after `skipBuild`. */
  readonly built: BuildResult | undefined;
  readonly migrated: RunningCloud['migrated'];
  readonly signingSecret: () => string;
  readonly mintToken: (request: Partial<TokenRequest>) => Promise<string>;
  /** Runs a function by its operation id, a schedule for one. Never rejects for what the function does. */
  readonly invoke: (operationId: string, event?: unknown) => Promise<InvocationResult>;
  /** New code for these functions, or all: their next call starts a new process. */
  readonly reload: (operationIds?: readonly string[]) => void;
  /** The processes of a function, for tests that kill one. */
  readonly pids: (operationId: string) => readonly number[];
  /** With which a function signs its AWS calls: they may do what its role allows. */
  readonly credentialsOf: (operationId: string) => AccessKey;
  readonly stop: () => Promise<void>;
}

/** The simulator's app; the functions get the same credentials by way of the app secret. */
const simulatedApp = { clientKey: 'awsimclientkey01', clientSecret: 'sim-client-secret-0123456789' };

/**
 * Builds, synthesises and runs the whole product on this machine. Rejects with a sentence when it cannot, and leaves
 * nothing running then. `stop` ends everything; what is in `stateDir` is there again at the next start.
 */
export const startStack = async (options: StackOptions): Promise<Stack> => {
  const stateDir = resolve(options.stateDir);
  const closers = createClosers();
  await lockState(stateDir);
  closers.add(() => unlockState(stateDir));
  try {
    return await startLocked({ ...options, stateDir }, closers);
  } catch (error) {
    await closers.close();
    throw error;
  }
};

const startLocked = async (options: LockedOptions, closers: Closers): Promise<Stack> => {
  const { stateDir, tiktok, report = () => {} } = options;
  const orphan = await endOrphan(join(stateDir, 'postgres'));
  if (orphan !== undefined) report(`Ended the Postgres that an earlier run left behind (process ${orphan})`);
  const ports = await claimPorts(
    { web: 0, simulator: 0, aws: 0, postgres: 0, crm: 0, ...options.ports },
    tiktok === undefined ? undefined : ['web', 'aws', 'postgres', 'crm'],
  );
  const url = tiktok?.publicUrl ?? `http://localhost:${ports.web}`;
  const parts = await startParts(options, ports, url, closers);
  const { running, signingSecretArn } = await runAssembly(options, ports, url, parts);
  closers.add(() => running.close());
  for (const { applied, current } of running.migrated)
    report(
      applied.length === 0
        ? `Database at ${current}`
        : `Database migrated to ${current} (${applied.length} new)`,
    );
  report(`API and web site on port ${running.webPort}`);
  const { aws, simulator } = parts;
  await publishStack(stateDir, {
    webUrl: url,
    awsUrl: aws.url,
    region: aws.region,
    ...(simulator === undefined ? {} : { simulatorUrl: simulator.url }),
    ...(signingSecretArn === undefined ? {} : { signingSecretArn }),
    ...aws.rootCredentials,
  });
  const signingSecret = () => aws.readSecret(signingSecretArn ?? 'crm-signing-secret');
  const mintAdmin = () =>
    mintToken(signingSecret(), { ...usualToken, userId: 'demo-crm', scope: 'admin', ttlSeconds: 60 });
  const crm = await startCrm(ports, {
    siteUrl: url,
    simulatorUrl: simulator?.url,
    mintAdminToken: mintAdmin,
  });
  closers.add(() => crm.close());
  report(`Demo CRM on port ${ports.crm}`);
  return {
    url,
    crmUrl: crm.url,
    ports,
    stateDir,
    logsDir: join(stateDir, 'logs'),
    ...parts,
    migrated: running.migrated,
    signingSecret,
    mintToken: (request) => mintToken(signingSecret(), { ...usualToken, ...request }),
    ...functionControls(running),
    stop: () => closers.close(),
  };
};

type LockedOptions = StackOptions & { readonly stateDir: string };

interface Parts {
  readonly postgres: Postgres;
  readonly aws: LocalAws;
  readonly simulator: SimulatorHandle | undefined;
  readonly mediaKey: MediaKey;
  readonly assemblyDir: string;
  readonly built: BuildResult | undefined;
}

/** What does not need each other, side by side: the stand-ins, and the build with the synthesis after it. */
const startParts = async (
  options: LockedOptions,
  ports: Ports,
  url: string,
  closers: Closers,
): Promise<Parts> => {
  const { stateDir, tiktok, durable = true, log = () => {}, report = () => {} } = options;
  const dataDir = join(stateDir, 'postgres');
  const postgres = startPostgres({ port: ports.postgres, dataDir, durable, keepAlive: { log } }).then(
    (started) => {
      closers.add(() => started.stop());
      report(`Postgres 18 on port ${started.port}`);
      return started;
    },
  );
  const aws = startAws({ port: ports.aws, dataDir: join(stateDir, 'aws'), log }).then((started) => {
    closers.add(() => started.close());
    report(`SQS, KMS, Secrets Manager and S3 on port ${ports.aws}`);
    return started;
  });
  const simulator =
    tiktok === undefined ? startSimulator(options, ports, url, closers) : Promise.resolve(undefined);
  const mediaKey = provideMediaKey(stateDir);
  const synthesised = buildAndSynthesise(options, url, ports, mediaKey, report);
  // All of them, also when one fails: what has started by then is closed.
  await Promise.allSettled([postgres, aws, simulator, synthesised]);
  return {
    postgres: await postgres,
    aws: await aws,
    simulator: await simulator,
    mediaKey,
    ...(await synthesised),
  };
};

const runAssembly = async (options: LockedOptions, ports: Ports, url: string, parts: Parts) => {
  const { aws, postgres } = parts;
  let signingSecretArn: string | undefined;
  const running = await runCloud({
    assemblyDir: parts.assemblyDir,
    aws,
    database: { host: '127.0.0.1', port: postgres.port, superuserUrl: postgres.superuserUrl },
    publicUrl: url,
    webPort: ports.web,
    logsDir: join(options.stateDir, 'logs'),
    schedulesFirstAfterMs: options.schedulesFirstAfterMs ?? 5000,
    fillSecrets: (cloud) => {
      const arns = fillSecrets(cloud, aws, options.tiktok ?? simulatedApp, parts.mediaKey);
      signingSecretArn = arns['crm-signing-secret'];
    },
    log: options.log ?? (() => {}),
  });
  return { running, signingSecretArn };
};

/** What tests and the watcher do with functions. */
const functionControls = ({ cloud, functions }: RunningCloud) => ({
  cloud,
  invoke: (operationId: string, event: unknown = {}) => functions.byOperation(operationId).pool.invoke(event),
  reload: (operationIds?: readonly string[]) => {
    for (const { model, pool } of functions.all)
      if (operationIds === undefined || operationIds.includes(model.operationId)) pool.reload();
  },
  pids: (operationId: string) => functions.byOperation(operationId).pool.pids(),
  credentialsOf: (operationId: string) => functions.byOperation(operationId).credentials,
});

const usualToken: TokenRequest = {
  userId: 'crm',
  tenant: 'default',
  scope: 'connect publish read admin operate',
  ttlSeconds: 3600,
};

const startSimulator = async (
  { stateDir, verifiedProperties = [], log = () => {}, report = () => {} }: LockedOptions,
  ports: Ports,
  url: string,
  closers: Closers,
): Promise<SimulatorHandle> => {
  const media = `${localMediaUrl}media/=http://127.0.0.1:${ports.web}/media/`;
  const simulator = await startSimulatorProcess({
    port: ports.simulator,
    stateFile: join(stateDir, 'tiktok-simulator.json'),
    ...simulatedApp,
    redirectUri: `${url}/api/auth/tiktok/callback`,
    webhookUrl: `${url}/api/webhooks/tiktok`,
    verifiedProperties: [media, ...verifiedProperties],
    log: (text) => (text.includes('/_simulator') ? undefined : log(`simulator: ${text.trim()}`)),
  });
  closers.add(() => simulator.stop());
  report(`TikTok simulator on port ${ports.simulator}`);
  return simulator;
};

const buildAndSynthesise = async (
  options: StackOptions,
  publicUrl: string,
  ports: Ports,
  { publicKey: mediaPublicKey }: MediaKey,
  report: (step: string) => void,
): Promise<{ assemblyDir: string; built: BuildResult | undefined }> => {
  const buildDir = resolve(options.buildDir ?? join(repositoryRoot, '.build'));
  const built = options.skipBuild === true ? undefined : await build(buildDir);
  if (built !== undefined) report(`${built.functions.length} functions and the web site built`);
  const assemblyDir = resolve(options.assemblyDir ?? join(buildDir, 'cdk.out'));
  await synthesise({
    buildDir,
    assemblyDir,
    publicUrl,
    awsUrl: `http://127.0.0.1:${ports.aws}`,
    mediaPublicKey,
    ...(options.tiktok === undefined ? { simulatorUrl: `http://127.0.0.1:${ports.simulator}` } : {}),
    settings: withDemoCrm(options.settings, crmOrigin(ports)),
  });
  report('CDK templates synthesised');
  return { assemblyDir, built };
};

/** Deletes what a stack remembers. Rejects while a stack uses it. */
export const resetState = async (stateDir: string): Promise<boolean> => {
  const exists = await access(stateDir).then(
    () => true,
    () => false,
  );
  if (!exists) return false;
  await lockState(stateDir);
  await endOrphan(join(stateDir, 'postgres'));
  await rm(stateDir, { recursive: true, force: true });
  return true;
};
