import { styleText } from 'node:util';
import type { Stack } from '../stack.ts';

export interface Welcome {
  readonly stack: Pick<Stack, 'url' | 'crmUrl' | 'ports' | 'logsDir'> & {
    readonly aws: Pick<Stack['aws'], 'url'>;
    readonly simulator: Pick<NonNullable<Stack['simulator']>, 'url'> | undefined;
  };
  readonly token: string;
  readonly readySeconds: number;
}

/** The text that greets when everything runs: the link that shows everything, where the rest is, a token, what to try. */
export const renderWelcome = ({ stack, token, readySeconds }: Welcome): string => {
  const { url, crmUrl, ports, simulator } = stack;
  return `
${bold('Creator Connect')} is ready ${dim(`after ${readySeconds.toFixed(1)} s`)}

  ${bold('Start here')}  ${link(crmUrl)}

  ${dim('A demo CRM with the widget in it. All in the browser:')}
${steps(simulator !== undefined)}

${bold('Where the rest is')}

  ${name('site and API')} ${link(url)} ${dim(`API documented at ${url}/docs`)}
${simulator === undefined ? '' : `  ${name('TikTok')} ${link(`${simulator.url}/_simulator`)} ${dim('simulated: creators, posts, webhooks, clock, faults')}\n`}  ${name('AWS')} ${link(stack.aws.url)} ${dim('SQS, S3, KMS, Secrets Manager, with the IAM policies of the templates')}
  ${name('Postgres')} ${link(`postgres://127.0.0.1:${ports.postgres}/creator_connect`)}
  ${name('logs')} ${dim(`${relativeTo(stack.logsDir)}/<function>.log`)}

${bold('A CRM token')} ${dim('for an hour; npm run --silent token prints another')}

TOKEN=${token}

${bold('Then try')}

  ${bold('1')}  See the accounts of all users as your CRM does

     curl -s ${url}/api/platforms/tiktok/status -H "authorization: Bearer $TOKEN"

  ${bold('2')}  Publish from the command line, and see each call that it takes

     npm run post -- clip.mp4 --title "My first post"

  ${bold('3')}  ${
    simulator === undefined
      ? `Give TikTok's portal the webhook address, and see its deliveries arrive\n\n     ${link(`${url}/api/webhooks/tiktok`)}`
      : `Disconnect the creator in TikTok; its webhook revokes the account, as the demo CRM shows\n\n     ${link(`${simulator.url}/_simulator`)}`
  }

${dim('Changed code is taken up in about a second. Ctrl-C ends everything; the data stays (npm start -- --reset clears it).')}
`;
};

const steps = (isSimulated: boolean): string =>
  [
    isSimulated ? 'connect one of the sample creators' : 'connect your own TikTok account',
    'post a video',
    isSimulated
      ? 'watch it on its way until the world sees it'
      : 'watch it get there (private accounts only, until TikTok has audited your app)',
  ]
    .map((step, index) => `  ${dim(`${index + 1}`)}  ${step}`)
    .join('\n');

const bold = (text: string): string => styleText('bold', text);
const dim = (text: string): string => styleText('dim', text);
const link = (text: string): string => styleText('cyan', text);
const name = (text: string): string => styleText('bold', text.padEnd(12));

const relativeTo = (path: string): string => {
  const here = `${process.cwd()}/`;
  return path.startsWith(here) ? path.slice(here.length) : path;
};
