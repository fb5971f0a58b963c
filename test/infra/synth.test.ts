import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { bundleFolderOf } from '../../infra/build.ts';
import { functions } from '../../shared/contract/functions.ts';
import {
  environmentWithoutAws,
  makeBuildFolder,
  makeScratch,
  readAssembly,
  readJson,
  removeScratch,
  repositoryRoot,
  synthesize,
  type Template,
} from './synthesized.ts';

afterAll(removeScratch);

const run = promisify(execFile);
const patience = 120_000;

describe('cdk synth', () => {
  test(
    'builds and works from the sources alone, without AWS credentials, asking nothing of AWS',
    async () => {
      const outdir = makeScratch();
      const buildDir = makeScratch();
      const cdk = join(repositoryRoot, 'node_modules/.bin/cdk');

      await run(cdk, ['synth', '--all', '--quiet', '--output', outdir, '-c', `buildDir=${buildDir}`], {
        cwd: repositoryRoot,
        env: environmentWithoutAws(outdir),
      });

      const manifest = z
        .object({ missing: z.unknown().optional() })
        .parse(readJson(join(outdir, 'manifest.json')));
      expect(Object.keys(readAssembly(outdir, 'starter').service.Resources).length).toBeGreaterThan(100);
      expect(manifest.missing).toBeUndefined();
      expect(
        functions.filter((row) => !existsSync(join(bundleFolderOf(row, buildDir), 'index.mjs'))),
      ).toEqual([]);
      expect(
        functions.flatMap((row) => packagesLoadedBy(join(bundleFolderOf(row, buildDir), 'index.mjs'))),
      ).toEqual([]);
    },
    patience,
  );
});

/** What a bundle imports as it loads, beside Node's own modules; what it imports later, on demand, is not among it. */
const packagesLoadedBy = (bundle: string): string[] => {
  const statements = readFileSync(bundle, 'utf8').matchAll(
    /(?:^|[;\n}])import(?:[^"'();]*from)?["']([^"']+)["']/g,
  );
  return [...statements].map(([, name]) => name ?? '').filter((name) => !isBuiltin(name));
};

const reportSchema = z.object({
  pluginReports: z.array(z.object({ violations: z.array(z.object({ ruleName: z.string() })) })),
});

const violationsIn = (outdir: string): string[] =>
  reportSchema
    .parse(readJson(join(outdir, 'validation-report.json')))
    .pluginReports.flatMap(({ violations }) => violations.map(({ ruleName }) => ruleName));

describe.each(['starter', 'production'])('the AwsSolutions rules on %s', (stage) => {
  test(
    'find nothing that is not acknowledged with its reason',
    async () => {
      const { outdir } = await synthesize({ stage }, { isChecked: true });

      expect(violationsIn(outdir)).toEqual([]);
    },
    patience,
  );
});

test(
  'the AwsSolutions rules do look: a queue that admits plain text is found',
  async () => {
    const outdir = makeScratch();
    const context = { stage: 'starter', skipBuild: true };
    const script = `
      import { Queue } from 'aws-cdk-lib/aws-sqs';
      import { addProduct, createApp } from './infra/constructs/product.ts';
      const app = createApp(${JSON.stringify(context)}, ${JSON.stringify(outdir)});
      const { data } = addProduct(app, ${JSON.stringify(makeBuildFolder())});
      new Queue(data, 'Careless');
      app.synth();`;

    await run(join(repositoryRoot, 'node_modules/.bin/node'), ['--input-type=module', '-e', script], {
      cwd: repositoryRoot,
      env: environmentWithoutAws(outdir),
    }).catch(() => undefined);

    expect(violationsIn(outdir).join(' ')).toMatch(/SQS4/);
  },
  patience,
);

describe('the local stage', () => {
  /** The addresses and names in which the stages may differ, replaced by what they stand for. */
  const neutral = (template: Template, stage: string): unknown => {
    const text = JSON.stringify(template.Resources, (key, value: unknown) =>
      key === 'Metadata' ? undefined : value,
    )
      .replaceAll(`creator-connect-${stage}-`, 'creator-connect-STAGE-')
      .replaceAll(`creator-connect-${stage}`, 'creator-connect-STAGE')
      .replaceAll(`creator-connect/${stage}/`, 'creator-connect/STAGE/')
      .replaceAll(`creatorconnect${stage}`, 'creatorconnectSTAGE')
      .replaceAll(`Creator Connect, ${stage}`, 'Creator Connect, STAGE')
      // The library derives these from the stage's name or from the environment.
      .replaceAll(/creatorconnectSTAGE\w*/g, (id) => id.replace(/[0-9A-F]{8,}$/, ''))
      .replaceAll(/(CurrentVersion[0-9A-F]{8})[0-9a-f]{32}/g, '$1')
      .replaceAll(`"${stage}-`, '"STAGE-');
    return JSON.parse(text);
  };

  /** Every place at which two values differ, as paths. */
  const differences = (left: unknown, right: unknown, path: string): string[] => {
    if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) {
      return left === right ? [] : [path];
    }
    const keys = new Set([...Object.keys(left), ...Object.keys(right)]);
    return [...keys].flatMap((key) =>
      differences(
        (left as Record<string, unknown>)[key],
        (right as Record<string, unknown>)[key],
        `${path}/${key}`,
      ),
    );
  };

  test(
    "differs from starter in the addresses, the database's TLS, the wait in an outage and the names, and in nothing else",
    async () => {
      const buildDir = makeBuildFolder();
      const starter = await synthesize({ stage: 'starter', buildDir });
      const local = await synthesize({
        stage: 'local',
        buildDir,
        localUrl: 'http://localhost:4000',
        simulatorUrl: 'http://127.0.0.1:4010',
      });

      const found = (['data', 'service'] as const).flatMap((name) =>
        differences(neutral(starter[name], 'starter'), neutral(local[name], 'local'), name),
      );
      const rest = found
        .map((path) => path.replace(/^(data|service)\/[^/]+\//, ''))
        .filter((path) => !allowed.some((pattern) => pattern.test(path)));

      const bundles = local.find('AWS::Lambda::Function').map(({ Metadata }) => Metadata?.['aws:asset:path']);
      expect(found.length).toBeGreaterThan(0);
      expect(rest).toEqual([]);
      // The local runtime finds a bundle by the folder that the template names.
      expect(bundles).toContain(join(buildDir, 'functions', 'webhook-receive-webhook'));
    },
    patience,
  );

  const allowed = [
    /^Properties\/Environment\/Variables\/(STAGE|PUBLIC_URL|MEDIA_URL|TIKTOK_(AUTHORIZE_URL|API_URL|REDIRECT_URI))(\/|$)/,
    /^Properties\/Environment\/Variables\/(DATABASE_TLS|NODE_EXTRA_CA_CERTS|PUT_OFF_\w+)$/,
    /^Properties\/Tags\/(\d+\/(Key|Value)|stage)$/,
    /^Properties\/OriginAccessControlConfig\/Name$/,
    // Of the site, whose pages upload.
    /^Properties\/CorsConfiguration\/CorsRules\/0\/AllowedOrigins\/0$/,
    // The stage, by which an alarm tells its own counts from another's.
    /^Properties\/(Metrics\/\d+\/MetricStat\/Metric\/)?Dimensions\/1\/Value$/,
    // The simulator's pictures come without TLS.
    /\/ContentSecurityPolicy\/ContentSecurityPolicy$/,
  ];
});
