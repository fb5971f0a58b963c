import { signMediaParts as route } from '../../shared/contract/routes/sign-media-parts.ts';
import { systemClock } from '../../shared/core/clock.ts';
import { createLog } from '../../shared/core/log.ts';
import { createMediaRows } from '../../shared/database/media.ts';
import { answerUnopened, type EdgeDependencies, endpoint } from '../../shared/http/endpoint.ts';
import { type SignPartsDependencies, signParts } from '../../shared/posts/media/sign-parts.ts';
import { openDatabase, openMediaStore } from '../from-environment.ts';
import { start } from '../start.ts';

export const create = (dependencies: SignPartsDependencies & EdgeDependencies) =>
  endpoint(
    route,
    dependencies,
  )(async ({ caller, params, body }) => {
    const owner = {
      tenant: caller.tenant,
      onlyUserId: caller.kind === 'session' ? caller.userId : undefined,
    };
    const { parts, stored, expiresAt } = await signParts(
      dependencies,
      owner,
      params.mediaId,
      body.partNumbers,
    );
    return {
      status: 200,
      body: { parts: [...parts], stored: [...stored], expiresAt: expiresAt.toISOString() },
    };
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
