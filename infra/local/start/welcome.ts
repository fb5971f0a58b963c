import { styleText } from 'node:util';
import type { Stack } from '../stack.ts';

export interface Welcome {
  readonly stack: Stack;
  readonly token: string;
  /** Of a fresh session; undefined when none could be opened. */
  readonly connectUrl: string | undefined;
  readonly readySeconds: number;
}

/** The text that greets when everything runs: where it is, a token, and what to try first. */
export const renderWelcome = ({ stack, token, connectUrl, readySeconds }: Welcome): string => {
  const { url, ports, simulator } = stack;
  const creator = simulator === undefined ? 'a TikTok account of your own' : 'a sample creator';
  return `
${bold('Creator Connect')} is ready ${dim(`after ${readySeconds.toFixed(1)} s`)}

  ${name('web and API')} ${link(url)}
${simulator === undefined ? '' : `  ${name('TikTok')} ${link(`${simulator.url}/_simulator`)} ${dim('simulated: creators, webhooks, clock, faults')}\n`}  ${name('AWS')} ${link(stack.aws.url)} ${dim('SQS, S3, KMS, Secrets Manager, with the IAM policies of the templates')}
  ${name('Postgres')} ${link(`postgres://127.0.0.1:${ports.postgres}/creator_connect`)}
  ${name('logs')} ${dim(`${relativeTo(stack.logsDir)}/<function>.log`)}

${bold('A CRM token')} ${dim('for an hour; npm run --silent token prints another')}

TOKEN=${token}

${bold('Try')}

  ${bold('1')}  Connect ${creator}: open this page and choose who you are

     ${connectUrl === undefined ? `curl -s ${url}/api/sessions -H "authorization: Bearer $TOKEN" -H 'content-type: application/json' -d '{"userId":"demo"}'` : link(connectUrl)}

  ${bold('2')}  See the account as your CRM does

     curl -s ${url}/api/platforms/tiktok/status -H "authorization: Bearer $TOKEN"

  ${bold('3')}  Publish a video or photo of your own as that creator, and see each call that it takes
     ${dim(simulator === undefined ? 'Until TikTok has audited your app, it may post for private accounts only.' : `It shows on ${simulator.url}/_simulator, where a draft (--inbox) can be posted too.`)}

     npm run post -- clip.mp4 --title "My first post"

  ${bold('4')}  ${
    simulator === undefined
      ? `Give TikTok's portal the webhook address, and see its deliveries arrive\n\n     ${link(`${url}/api/webhooks/tiktok`)}`
      : `Disconnect the creator in TikTok; its webhook revokes the account, as 2 then shows\n\n     ${link(`${simulator.url}/_simulator`)}`
  }

${dim('Changed code is taken up in about a second. Ctrl-C ends everything; the data stays (npm start -- --reset clears it).')}
`;
};

const bold = (text: string): string => styleText('bold', text);
const dim = (text: string): string => styleText('dim', text);
const link = (text: string): string => styleText('cyan', text);
const name = (text: string): string => styleText('bold', text.padEnd(12));

const relativeTo = (path: string): string => {
  const here = `${process.cwd()}/`;
  return path.startsWith(here) ? path.slice(here.length) : path;
};

/**
 * A session for the user `demo`, as a CRM would open one, so that the first thing to try is a link. Undefined when it
 * cannot be opened; the curl to do so is then shown in its place.
 */
export const openDemoSession = async (url: string, token: string): Promise<string | undefined> => {
  const response = await fetch(`${url}/api/sessions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ userId: 'demo', ttlSeconds: 3600 }),
  });
  const session: unknown = await response.json().catch(() => undefined);
  const isSession = typeof session === 'object' && session !== null && 'connectUrl' in session;
  return response.ok && isSession && typeof session.connectUrl === 'string' ? session.connectUrl : undefined;
};
