import type { Clock } from '../clock.ts';
import { type Agenda, createAgenda } from './agenda.ts';
import { type Arrivals, createArrivals } from './arrivals.ts';
import { createDeclarations, type Declarations } from './declarations.ts';
import { createMediaStore, type MediaStore } from './media-store.ts';
import { createPostingTraffic, type PostingTraffic } from './posting-traffic.ts';
import { createPulls, type Pulls } from './pulls.ts';

/** The parts of a simulator that posting alone needs. */
export interface Posting {
  readonly agenda: Agenda;
  readonly declarations: Declarations;
  readonly media: MediaStore;
  readonly arrivals: Arrivals;
  readonly pulls: Pulls;
  readonly traffic: PostingTraffic;
}

/** Without a folder the bytes that TikTok is sent are hashed and forgotten. */
export function createPosting(clock: Clock, mediaFolder: string | null): Posting {
  const media = createMediaStore(mediaFolder);
  return {
    agenda: createAgenda(clock),
    declarations: createDeclarations(),
    media,
    arrivals: createArrivals(media),
    pulls: createPulls(),
    traffic: createPostingTraffic(),
  };
}

/** Stops all that is under way and forgets it, with the bytes that were kept. */
export function clearPosting({ agenda, declarations, media, arrivals, pulls }: Posting): void {
  pulls.stopAll();
  agenda.clear();
  declarations.clear();
  arrivals.clear();
  media.clear();
}
