// Builds the web site into the folder named by the first argument. A program of its own, because the site's builder
// is code that may itself have changed since the stack started.
import { buildSite } from '../../build.ts';

const [outDir] = process.argv.slice(2);
if (outDir === undefined) throw new Error('Name the build folder.');
await buildSite({ outDir });
