import * as z from 'zod';

type Control = (path: string) => Promise<unknown>;

const task = z.looseObject({
  publishId: z.string(),
  mode: z.enum(['direct', 'draft']),
  source: z.enum(['FILE_UPLOAD', 'PULL_FROM_URL']),
  status: z.string(),
  failReason: z.string().nullable(),
  postInfo: z.record(z.string(), z.unknown()),
  isAigc: z.boolean(),
  urls: z.array(z.string()),
  upload: z.looseObject({ sha256: z.string().nullable(), receivedBytes: z.number() }).nullable(),
});

/** What became of a post at the simulator, with all that it was sent. */
export type PublishTask = z.infer<typeof task>;

const called = z.looseObject({ called: z.number() });
const counts = z.object({ creatorInfo: called, inits: called, chunk: called, status: called });
const listed = z.object({ creators: z.array(z.looseObject({ openId: z.string() })) });

export const readTasks = async (control: Control, openId: string): Promise<readonly PublishTask[]> =>
  z.array(task).parse(await control(`tasks?openId=${encodeURIComponent(openId)}`));

/** How many calls came for a creator: of creator info, of inits of every kind, of chunks and of the state of a post. */
export const readCounts = async (control: Control, openId: string) => {
  const { creators } = listed.parse(await control(`posting-calls?openId=${encodeURIComponent(openId)}`));
  const [found] = creators;
  if (found === undefined) return { creatorInfo: 0, inits: 0, chunk: 0, status: 0 };
  const { creatorInfo, inits, chunk, status } = counts.parse(found);
  return {
    creatorInfo: creatorInfo.called,
    inits: inits.called,
    chunk: chunk.called,
    status: status.called,
  };
};
