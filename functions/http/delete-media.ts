import { deleteMedia as route } from '../../shared/contract/routes/delete-media.ts';
import { systemClock } from '../../shared/core/clock.ts';
import { createLog } from '../../shared/core/log.ts';
import { createMediaRows } from '../../shared/database/media.ts';
import { answerUnopened, type EdgeDependencies, endpoint } from '../../shared/http/endpoint.ts';
import { type DeleteMediaDependencies, deleteMedia } from '../../shared/posts/media/delete-media.ts';
import { openDatabase, openMediaStore } from '../from-environment.ts';
import { start } from '../start.ts';

export const create = (dependencies: DeleteMediaDependencies & EdgeDependencies) =>
  endpoint(
    route,
    dependencies,
  )(async ({ caller, params }) => {
    const owner = {
      tenant: caller.tenant,
      onlyUserId: caller.kind === 'session' ? caller.userId : undefined,
    };
    await deleteMedia(dependencies, owner, params.mediaId);
    return { status: 204 };
  });

export const handler = start(
  async () =>
    create({
      media: createMediaRows(await openDatabase(process.env)),
      mediaStore: openMediaStore(process.env),
      clock: systemClock,
      log: createLog(),
    }),
  answerUnopened(createLog),
);
