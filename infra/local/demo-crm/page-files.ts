import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { iconSvg } from './icon.ts';

export interface PageFile {
  readonly type: string;
  readonly body: Buffer;
}

const sources = join(import.meta.dirname, 'client');
/** In the order in which they count. */
const styleSheets = ['ground', 'bar', 'layout', 'parts'];

/** The files beside the page, by path. The script keeps its shape and names its sources: it is there to be read. */
export const readPageFiles = async (): Promise<ReadonlyMap<string, PageFile>> => {
  const [script, style] = await Promise.all([bundleScript(), joinStyle()]);
  return new Map([
    ['/page.js', { type: 'text/javascript; charset=utf-8', body: script }],
    ['/page.css', { type: 'text/css; charset=utf-8', body: style }],
    ['/icon.svg', { type: 'image/svg+xml', body: Buffer.from(iconSvg) }],
  ]);
};

const joinStyle = async (): Promise<Buffer> => {
  const read = (name: string) => readFile(join(sources, 'style', `${name}.css`), 'utf8');
  return Buffer.from((await Promise.all(styleSheets.map(read))).join('\n'));
};

const bundleScript = async (): Promise<Buffer> => {
  const { outputFiles } = await build({
    entryPoints: [join(sources, 'main.ts')],
    write: false,
    bundle: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    charset: 'utf8',
    sourcemap: 'inline',
    logLevel: 'silent',
  });
  const [script] = outputFiles;
  if (script === undefined) throw new Error('No script came out for the demo CRM.');
  return Buffer.from(script.contents);
};
