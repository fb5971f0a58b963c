import { createMedia as route } from '../../shared/contract/routes/create-media.ts';
import { systemClock } from '../../shared/core/clock.ts';
import { createLog } from '../../shared/core/log.ts';
import { createMediaRows } from '../../shared/database/media.ts';
import { answerUnopened, type EdgeDependencies, endpoint } from '../../shared/http/endpoint.ts';
import { tiktokMediaRules } from '../../shared/platforms/tiktok/media-rules.ts';
import { type CreateMediaDependencies, createMedia } from '../../shared/posts/media/create-media.ts';
import { openDatabase, openMediaStore } from '../from-environment.ts';
import { start } from '../start.ts';

export const create = (dependencies: CreateMediaDependencies & EdgeDependencies) =>
  endpoint(
    route,
    dependencies,
  )(async ({ caller, body }) => {
    const { tenant, userId } = caller;
    const { id, partSizeBytes, partCount, expiresAt } = await createMedia(dependencies, {
      tenant,
      userId,
      ...body,
    });
    return {
      status: 201,
      body: { mediaId: id, partSizeBytes, partCount, expiresAt: expiresAt.toISOString() },
    };
  });

export const handler = start(
  async () =>
    create({
      media: createMediaRows(await openDatabase(process.env)),
      mediaStore: openMediaStore(process.env),
      mediaRules: tiktokMediaRules,
      clock: systemClock,
      log: createLog(),
    }),
  answerUnopened(createLog),
);
