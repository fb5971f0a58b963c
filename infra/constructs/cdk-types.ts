import type { IVpc, Vpc } from 'aws-cdk-lib/aws-ec2';
import type { Bucket, IBucket } from 'aws-cdk-lib/aws-s3';
import type { ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';

// The library declares some optional members of a class as `X | undefined` and those of its interface as `X`, which
// `exactOptionalPropertyTypes` tells apart although they never differ at run time. The three cases, in one place:

export const asVpc = (vpc: Vpc): IVpc => vpc as IVpc;
export const asSecret = (secret: Secret): ISecret => secret as ISecret;
export const asBucket = (bucket: Bucket): IBucket => bucket as IBucket;
