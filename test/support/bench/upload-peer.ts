// What an upload runs between, as processes of their own: the stand-in of S3, a simulated TikTok, and a bare TCP receiver.
import { createServer } from 'node:net';
import { startAws } from '../../../infra/local/aws/start-aws.ts';
import { startSimulator } from '../../../infra/local/tiktok-simulator/simulator.ts';
import { prepareYoungCollection } from '../../../shared/core/collect-young.ts';

const startSource = async (dataDir: string) => {
  const aws = await startAws({ port: 0, dataDir });
  aws.createBucket('media-bucket');
  return { url: aws.url, region: aws.region, ...aws.rootCredentials };
};

/** Both takers of bytes tidy up as the transfer does: otherwise half of what is measured is how they collect garbage. */
const tidyWhileTaking = (): void => void setInterval(prepareYoungCollection(), 20);

/** It keeps a digest of nothing: that would be measured, and is not TikTok's. */
const startSink = async () => {
  const simulator = await startSimulator({
    switches: { uploadDigest: 'none', initsPerMinute: 100_000, pendingDraftCap: 1_000 },
  });
  simulator.control.patchCreator('simcreator', { dailyPostCap: 100_000 });
  const { access_token: token } = simulator.control.connectCreator('simcreator');
  return { url: simulator.url, token };
};

/** Takes everything in, and answers the count at the end. */
const startReceiver = () =>
  new Promise<{ port: number }>((resolve) => {
    const server = createServer({ allowHalfOpen: true }, (socket) => {
      let bytes = 0;
      socket.on('data', (piece) => {
        bytes += piece.length;
      });
      socket.on('end', () => socket.end(String(bytes)));
    });
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve({ port: typeof address === 'object' ? (address?.port ?? 0) : 0 });
    });
  });

const [what, dataDir = ''] = process.argv.slice(2);
if (what !== 'source') tidyWhileTaking();
const started = await (what === 'source'
  ? startSource(dataDir)
  : what === 'sink'
    ? startSink()
    : startReceiver());
process.on('disconnect', () => process.exit(0));
process.send?.(started);
