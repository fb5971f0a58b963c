import type { World } from './world.ts';

/** A test of one of the 41 points that TikTok's audit looks at (tiktok-api.md section 9). */
export interface PointTest {
  readonly point: number;
  /** What is promised, as a sentence. */
  readonly promise: string;
  readonly prove: (world: World) => Promise<void>;
}
