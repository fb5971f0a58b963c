import { join } from 'node:path';
import { buildAll, repositoryRoot } from './build.ts';
import { addProduct, createApp } from './constructs/product.ts';

const app = createApp();
const given: unknown = app.node.tryGetContext('buildDir');
const buildDir = typeof given === 'string' ? given : join(repositoryRoot, '.build');

// Before the synthesis, never beside it: it would hash half-written bundles. `-c skipBuild=true` is for a caller that
// has just built.
if (String(app.node.tryGetContext('skipBuild')) !== 'true') await buildAll({ outDir: buildDir });

addProduct(app, buildDir);
app.synth();
