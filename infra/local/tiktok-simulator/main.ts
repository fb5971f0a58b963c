import type { VerifiedProperty } from './posting/verified-property.ts';
import { type SimulatorOptions, startSimulator } from './simulator.ts';

/** Runs the simulator as its own process, set up by environment variables, until it is told to end. */
async function main(environment: NodeJS.ProcessEnv): Promise<void> {
  const port = readPort(environment['SIMULATOR_PORT']);
  const simulator = await startSimulator({ port, ...readOptions(environment) });
  console.log(`TikTok simulator on ${simulator.url}, control page ${simulator.url}/_simulator`);
  const end = () => void simulator.close().then(() => process.exit(0));
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
  // The parent that started this process is gone: nobody is left to end it.
  process.once('disconnect', end);
}

function readPort(text = '4010'): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new Error(`SIMULATOR_PORT must be a port number, not "${text}".`);
  }
  return port;
}

function readOptions(environment: NodeJS.ProcessEnv): SimulatorOptions {
  const clientKey = environment['SIMULATOR_CLIENT_KEY'];
  const clientSecret = environment['SIMULATOR_CLIENT_SECRET'];
  const redirectUris = environment['SIMULATOR_REDIRECT_URIS'];
  const webhookUrl = environment['SIMULATOR_WEBHOOK_URL'];
  const stateFile = environment['SIMULATOR_STATE_FILE'];
  const properties = environment['SIMULATOR_VERIFIED_PROPERTIES'];
  return {
    app: {
      ...(clientKey ? { clientKey } : {}),
      ...(clientSecret ? { clientSecret } : {}),
      ...(redirectUris ? { redirectUris: splitList(redirectUris) } : {}),
      ...(webhookUrl ? { webhookUrl } : {}),
      ...(properties ? { verifiedProperties: splitList(properties).map(readProperty) } : {}),
    },
    ...(stateFile ? { stateFile } : {}),
  };
}

function splitList(text: string): string[] {
  return text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

/** `media.example=http://127.0.0.1:9000/`, or a property alone for one that cannot be reached. */
function readProperty(text: string): VerifiedProperty {
  const [property = '', servedFrom] = text.split('=');
  return { property, servedFrom: servedFrom ?? null };
}

function describeFailure(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const taken = 'code' in error && error.code === 'EADDRINUSE';
  if (!taken) return `The TikTok simulator did not start: ${error.message}`;
  const port = readPort(process.env['SIMULATOR_PORT']);
  return `Port ${port} on 127.0.0.1 is used by another program: end that one, or set SIMULATOR_PORT to a free port.`;
}

main(process.env).catch((error: unknown) => {
  console.error(describeFailure(error));
  process.exitCode = 1;
});
