import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Tags, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import * as z from 'zod';
import { repositoryRoot } from '../build.ts';
import { DataStack } from '../data-stack.ts';
import { readStage } from '../read-stage.ts';
import { ServiceStack } from '../service-stack.ts';
import { type SettingName, settingNames } from '../stage-context.ts';
import type { StageSettings } from '../stages.ts';
import { acknowledgeFindings } from './acknowledged-findings.ts';

/** The feature flags and settings of `cdk.json`, so that an app made without the CLI is the same app. */
export const readProjectContext = (): Record<string, unknown> => {
  const text = readFileSync(join(repositoryRoot, 'cdk.json'), 'utf8');
  return z.object({ context: z.record(z.string(), z.unknown()) }).parse(JSON.parse(text)).context;
};

export interface Product {
  readonly stage: StageSettings;
  readonly data: DataStack;
  readonly service: ServiceStack;
}

/**
 * An app with the context of `cdk.json` beneath what the CLI or `context` gives. The local runtime finds a bundle by
 * its folder, so for the `local` stage the assets stay where they were built, and the template names the place.
 */
export const createApp = (context: Readonly<Record<string, unknown>> = {}, outdir?: string): App => {
  const app = new App({
    context: { ...readProjectContext(), ...context },
    ...(outdir === undefined ? {} : { outdir }),
  });
  if (app.node.tryGetContext('stage') === 'local') {
    app.node.setContext('aws:cdk:enable-asset-metadata', true);
    app.node.setContext('aws:cdk:disable-asset-staging', true);
  }
  return app;
};

/** Adds the two stacks for the stage that the app's context names. Throws a sentence when a setting is not acceptable. */
export const addProduct = (app: App, buildDir: string): Product => {
  const stage = readStage(settingsOf(app));
  const data = new DataStack(app, stage);
  const service = new ServiceStack(app, { stage, data, buildDir });
  for (const stack of [data, service]) {
    Tags.of(stack).add('project', 'creator-connect');
    Tags.of(stack).add('stage', stage.stage);
  }
  // What runs on a developer's machine has no need of the rules, which take seconds.
  if (stage.stage !== 'local') {
    acknowledgeFindings(data, service, stage);
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  }
  return { stage, data, service };
};

const settingsOf = (app: App): Partial<Record<SettingName, unknown>> =>
  Object.fromEntries(
    settingNames
      .map((name) => [name, app.node.tryGetContext(name)] as const)
      .filter(([, value]) => value !== undefined && value !== ''),
  );
