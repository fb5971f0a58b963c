import {
  directBody,
  directPath,
  type Origin,
  type PostingWorld,
  pullSource,
  someBytes,
  type WorldOptions,
  withOrigin,
  withPosting,
} from './posting-harness.ts';

export type Serve = Parameters<typeof withOrigin>[0];

export const video = someBytes(300_000);
export const serveVideo: Serve = (_request, response) =>
  void response.writeHead(200, { 'content-type': 'video/mp4' }).end(video);

/** Runs a test body where media.example is verified and served by an origin. */
export const withMedia = (
  serve: Serve,
  body: (world: PostingWorld, origin: Origin) => Promise<void>,
  options: WorldOptions = {},
) =>
  withOrigin(serve, (origin) =>
    withPosting((world) => body(world, origin), {
      ...options,
      app: {
        verifiedProperties: [
          { property: 'media.example', servedFrom: origin.url },
          { property: 'https://cdn.example/tt/', servedFrom: `${origin.url}prefix/` },
          { property: 'dark.example', servedFrom: null },
        ],
      },
    }),
  );

export const pull = ({ call }: PostingWorld, url = 'https://media.example/tt/a.mp4') =>
  call(directPath, directBody(pullSource(url)));
