import { startAws } from '../../../infra/local/aws/start-aws.ts';
import { connectClients } from './aws-under-test.ts';
import { completeUpload, putBytes, startUpload, uploadPart } from './s3-uploads.ts';

/*
 * The stand-ins as a process of their own, which says where they listen and, when asked, how much memory it holds. Told to, it first
 * leaves behind an object, a completed upload and one that is under way with one part.
 */
const [dataDir, what] = process.argv.slice(2);
if (dataDir === undefined) throw new Error('The folder is missing.');
const aws = await startAws({ port: 0, dataDir });
aws.createBucket('media');
if (what === 'fill') await fill();
process.on('message', () => process.send?.({ residentBytes: process.memoryUsage().rss }));
process.send?.({ url: aws.url, region: aws.region, credentials: aws.rootCredentials });

async function fill(): Promise<void> {
  const { s3 } = connectClients(aws);
  await putBytes(s3, { Bucket: 'media', Key: 'object' }, Buffer.from('an object'), 'text/plain');
  const completed = { Bucket: 'media', Key: 'completed' };
  const uploadId = await startUpload(s3, completed);
  await completeUpload(s3, completed, uploadId, [
    await uploadPart(s3, completed, uploadId, 1, Buffer.from('whole')),
  ]);
  const underway = { Bucket: 'media', Key: 'under way' };
  await uploadPart(s3, underway, await startUpload(s3, underway), 1, Buffer.from('a part'));
}
