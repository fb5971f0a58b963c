import { QueryClient } from '@tanstack/react-query';
import type { WidgetSession } from '../session/widget-session.ts';

/** All that is known and shown: of one person, in one session. */
export interface Picture {
  readonly client: QueryClient;
  /** Another number is another picture, of which nothing may be left of the one before. */
  readonly number: number;
}

export interface PictureKeeper {
  /** The picture of this person in this session: the one that is there, else a blank one in its place. */
  readonly pictureOf: (session: WidgetSession, person: string) => Picture;
  /** Looks all that is shown up again. */
  readonly refresh: () => void;
}

/**
 * Keeps one picture at a time, while a session renews itself and while the widget is moved on its page. Whoever else
 * comes, by another session or by a token that turns out to be another person's, finds nothing of it.
 */
export const createPictureKeeper = (): PictureKeeper => {
  let kept: (Picture & { readonly session: WidgetSession; readonly person: string }) | undefined;
  return {
    pictureOf: (session, person) => {
      if (kept?.session !== session || kept.person !== person)
        kept = { client: new QueryClient(), number: (kept?.number ?? 0) + 1, session, person };
      return kept;
    },
    refresh: () => void kept?.client.invalidateQueries(),
  };
};
