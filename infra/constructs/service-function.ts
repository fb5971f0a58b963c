import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { type ISecurityGroup, type IVpc, SubnetType } from 'aws-cdk-lib/aws-ec2';
import { type IRole, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { FunctionRow } from '../../shared/contract/rows.ts';
import { bundleFolderOf } from '../build.ts';
import { type Grant, type Places, type Supply, suppliesOf } from '../capabilities.ts';
import { readServiceVersion } from './service-version.ts';

/** Under which name functions count and log; the alarms read the counts under the same. */
export const metricsNamespace = 'CreatorConnect';
export const metricsService = 'creator-connect';

export interface ServiceFunctionProps {
  readonly row: FunctionRow;
  readonly places: Places;
  readonly vpc: IVpc;
  readonly clients: ISecurityGroup;
  readonly buildDir: string;
}

/** The Lambda function of one row, with its own role, which may do what the row `uses` and nothing else. */
export class ServiceFunction extends Construct {
  readonly row: FunctionRow;
  readonly lambda: LambdaFunction;

  constructor(scope: Construct, props: ServiceFunctionProps) {
    super(scope, props.row.operationId);
    const { row, places, buildDir } = props;
    const { stage } = places;
    const functionName = `creator-connect-${stage.stage}-${row.operationId}`;
    const supply = suppliesOf(row, places);
    const logGroup = new LogGroup(this, 'Log', {
      logGroupName: `/aws/lambda/${functionName}`,
      retention: stage.logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.row = row;
    this.lambda = new LambdaFunction(this, 'Function', {
      functionName,
      description: row.summary,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      code: Code.fromAsset(bundleFolderOf(row, buildDir)),
      handler: 'index.handler',
      timeout: Duration.seconds(row.timeoutSeconds),
      memorySize: row.memoryMb,
      role: this.addRole(supply, logGroup),
      logGroup,
      environment: { ...commonEnvironment(row, places), ...supply.environment },
      ...(supply.network === 'vpc' ? networkOf(props) : {}),
    });
  }

  private addRole({ grants, network }: Supply, logGroup: LogGroup): IRole {
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    const writeLog: Grant = {
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [logGroup.logGroupArn],
    };
    const all = [writeLog, ...(network === 'vpc' ? [manageInterfaces] : []), ...grants];
    for (const grant of all) role.addToPolicy(statementOf(grant));
    return role;
  }
}

/**
 * Lambda ties a function to the network by these, in the function's name. EC2 admits no narrower resource for them
 * (Lambda developer guide, "Giving Lambda functions access to resources in an Amazon VPC").
 */
const manageInterfaces: Grant = {
  actions: [
    'ec2:CreateNetworkInterface',
    'ec2:DescribeNetworkInterfaces',
    'ec2:DescribeSubnets',
    'ec2:DeleteNetworkInterface',
    'ec2:AssignPrivateIpAddresses',
    'ec2:UnassignPrivateIpAddresses',
  ],
  resources: ['*'],
};

const statementOf = ({ actions, resources, conditions }: Grant): PolicyStatement =>
  new PolicyStatement({
    actions: [...actions],
    resources: [...resources],
    ...(conditions === undefined ? {} : { conditions }),
  });

const commonEnvironment = (row: FunctionRow, { stage }: Places): Record<string, string> => ({
  STAGE: stage.stage,
  SERVICE_VERSION: readServiceVersion(),
  OPERATION_ID: row.operationId,
  POWERTOOLS_SERVICE_NAME: metricsService,
  POWERTOOLS_METRICS_NAMESPACE: metricsNamespace,
  POWERTOOLS_LOG_LEVEL: stage.logLevel,
});

const networkOf = ({ vpc, clients }: ServiceFunctionProps) => ({
  vpc,
  vpcSubnets: { subnetType: SubnetType.PRIVATE_WITH_EGRESS },
  securityGroups: [clients],
});
