import { join } from 'node:path';
import { buildAll, repositoryRoot } from './build.ts';
import { addProduct, createApp } from './constructs/product.ts';
import { SettingError } from './read-stage.ts';

const app = createApp();
const given: unknown = app.node.tryGetContext('buildDir');
const buildDir = typeof given === 'string' ? given : join(repositoryRoot, '.build');

// Before the synthesis, never beside it: it would hash half-written bundles. `-c skipBuild=true` is for a caller that
// has just built.
if (String(app.node.tryGetContext('skipBuild')) !== 'true') await buildAll({ outDir: buildDir });

try {
  addProduct(app, buildDir);
  app.synth();
} catch (error) {
  if (!(error instanceof SettingError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
