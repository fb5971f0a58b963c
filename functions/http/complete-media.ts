import { completeMedia as route } from '../../shared/contract/routes/complete-media.ts';
import { systemClock } from '../../shared/core/clock.ts';
import { createLog } from '../../shared/core/log.ts';
import { createMediaRows } from '../../shared/database/media.ts';
import { answerUnopened, type EdgeDependencies, endpoint } from '../../shared/http/endpoint.ts';
import { readMediaEnvironment } from '../../shared/media/env.ts';
import { tiktokMediaRules } from '../../shared/platforms/tiktok/media-rules.ts';
import { type CompleteMediaDependencies, completeMedia } from '../../shared/posts/media/complete-media.ts';
import { openDatabase, openMediaStore } from '../from-environment.ts';
import { start } from '../start.ts';

export const create = (dependencies: CompleteMediaDependencies & EdgeDependencies) =>
  endpoint(
    route,
    dependencies,
  )(async ({ caller, params, body }) => {
    const owner = {
      tenant: caller.tenant,
      onlyUserId: caller.kind === 'session' ? caller.userId : undefined,
    };
    const { id, kind, fileName, sizeBytes, contentType, facts, problems, state, expiresAt } =
      await completeMedia(dependencies, owner, params.mediaId, body.parts);
    return {
      status: 200,
      body: {
        mediaId: id,
        kind,
        fileName,
        sizeBytes,
        contentType,
        facts,
        problems: [...problems],
        usable: state === 'ready',
        expiresAt: expiresAt.toISOString(),
      },
    };
  });

export const handler = start(
  async () =>
    create({
      media: createMediaRows(await openDatabase(process.env)),
      mediaStore: openMediaStore(process.env),
      mediaRules: tiktokMediaRules,
      mediaRetentionDays: readMediaEnvironment(process.env).retentionDays,
      clock: systemClock,
      log: createLog(),
    }),
  answerUnopened(createLog),
);
