import { RemovalPolicy } from 'aws-cdk-lib';
import {
  AmazonLinuxCpuType,
  FlowLogDestination,
  FlowLogTrafficType,
  GatewayVpcEndpointAwsService,
  InstanceType,
  IpAddresses,
  MachineImage,
  type NatInstanceProviderV2,
  NatProvider,
  NatTrafficDirection,
  Peer,
  Port,
  SecurityGroup,
  SubnetType,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { StageSettings } from '../stages.ts';
import { asVpc } from './cdk-types.ts';

/**
 * A network in two zones: the database in subnets without any route out, functions in subnets that reach the
 * internet through NAT, and nothing but NAT in the public ones.
 */
export class Network extends Construct {
  readonly vpc: Vpc;
  /** Of the functions that use the database. It lives here, or the stacks would form a cycle. */
  readonly clients: SecurityGroup;

  constructor(scope: Construct, id: string, stage: StageSettings) {
    super(scope, id);
    const nat = stage.natKind === 'instance' ? natInstances() : undefined;
    this.vpc = new Vpc(this, 'Vpc', {
      ipAddresses: IpAddresses.cidr('10.42.0.0/16'),
      maxAzs: 2,
      natGatewayProvider: nat ?? NatProvider.gateway(),
      // One cheap instance for a start; a gateway in each zone where a zone may fail.
      natGateways: nat === undefined ? 2 : 1,
      restrictDefaultSecurityGroup: true,
      subnetConfiguration: [
        { name: 'nat', subnetType: SubnetType.PUBLIC, cidrMask: 24, mapPublicIpOnLaunch: false },
        { name: 'functions', subnetType: SubnetType.PRIVATE_WITH_EGRESS, cidrMask: 22 },
        { name: 'database', subnetType: SubnetType.PRIVATE_ISOLATED, cidrMask: 24 },
      ],
      gatewayEndpoints: { S3: { service: GatewayVpcEndpointAwsService.S3 } },
    });
    this.clients = this.addClientGroup();
    if (nat !== undefined) secureNat(nat, this.clients);
    this.logRejectedTraffic(stage);
  }

  private addClientGroup(): SecurityGroup {
    const group = new SecurityGroup(this, 'Clients', {
      vpc: asVpc(this.vpc),
      description: 'Functions that use the database',
      allowAllOutbound: false,
    });
    group.addEgressRule(Peer.anyIpv4(), Port.HTTPS, 'TikTok and the AWS APIs');
    return group;
  }

  /** Refused connections are what an investigation asks for; the accepted ones would only cost money. */
  private logRejectedTraffic({ logRetentionDays }: StageSettings): void {
    const logGroup = new LogGroup(this, 'RejectedTraffic', {
      retention: logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.vpc.addFlowLog('Rejected', {
      trafficType: FlowLogTrafficType.REJECT,
      destination: FlowLogDestination.toCloudWatchLogs(logGroup),
    });
  }
}

/**
 * The image is resolved by CloudFormation at each deployment, so synthesis asks nobody; a newer image replaces the
 * instance, which is also how it gets its security updates.
 */
const natInstances = (): NatInstanceProviderV2 =>
  NatProvider.instanceV2({
    instanceType: new InstanceType('t4g.nano'),
    machineImage: MachineImage.latestAmazonLinux2023({ cpuType: AmazonLinuxCpuType.ARM_64 }),
    associatePublicIpAddress: true,
    defaultAllowedTraffic: NatTrafficDirection.OUTBOUND_ONLY,
  });

const secureNat = (nat: NatInstanceProviderV2, clients: SecurityGroup): void => {
  nat.connections.allowFrom(clients, Port.HTTPS, 'Functions to TikTok and the AWS APIs');
  for (const { instance } of nat.gatewayInstances) {
    instance.metadataOptions = { httpTokens: 'required' };
    instance.blockDeviceMappings = [{ deviceName: '/dev/xvda', ebs: { volumeType: 'gp3', encrypted: true } }];
  }
};
