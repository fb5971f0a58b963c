import { RemovalPolicy } from 'aws-cdk-lib';
import type { StageSettings } from '../stages.ts';

/**
 * What becomes of data when its stack goes: kept where the stage is protected, gone with the stack where it is a
 * trial. A first deployment that fails leaves nothing behind in either.
 */
export const removalOf = ({ isProtected }: StageSettings): RemovalPolicy =>
  isProtected ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY;
