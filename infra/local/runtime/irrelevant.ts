/**
 * Resources that have no stand-in here, each with the reason. A type that is neither here nor provided stops the
 * start: it would be missing from the local stack without anybody noticing.
 */
export const irrelevantTypes: Readonly<Record<string, string>> = {
  'AWS::EC2::VPC': 'one machine has one network; tests assert the routes on the template',
  'AWS::EC2::Subnet': 'see AWS::EC2::VPC',
  'AWS::EC2::Route': 'see AWS::EC2::VPC',
  'AWS::EC2::RouteTable': 'see AWS::EC2::VPC',
  'AWS::EC2::SubnetRouteTableAssociation': 'see AWS::EC2::VPC',
  'AWS::EC2::InternetGateway': 'see AWS::EC2::VPC',
  'AWS::EC2::VPCGatewayAttachment': 'see AWS::EC2::VPC',
  'AWS::EC2::VPCEndpoint': 'see AWS::EC2::VPC',
  'AWS::EC2::NatGateway': 'see AWS::EC2::VPC',
  'AWS::EC2::EIP': 'see AWS::EC2::VPC',
  'AWS::EC2::EIPAssociation': 'see AWS::EC2::VPC',
  'AWS::EC2::FlowLog': 'see AWS::EC2::VPC',
  'AWS::EC2::Instance': 'the NAT instance: this machine reaches the internet by itself',
  'AWS::EC2::LaunchTemplate': 'belongs to the NAT instance',
  'AWS::AutoScaling::AutoScalingGroup': 'belongs to the NAT instance',
  'AWS::IAM::InstanceProfile': 'belongs to the NAT instance',
  'AWS::EC2::SecurityGroup': 'tests assert who reaches whom on the template',
  'AWS::EC2::SecurityGroupIngress': 'see AWS::EC2::SecurityGroup',
  'AWS::EC2::SecurityGroupEgress': 'see AWS::EC2::SecurityGroup',
  'Custom::VpcRestrictDefaultSG': 'see AWS::EC2::SecurityGroup',
  'AWS::RDS::DBSubnetGroup': 'see AWS::EC2::VPC',
  'AWS::RDS::DBParameterGroup': 'server settings of RDS; the local server has its own',
  'AWS::Logs::MetricFilter': 'there is no CloudWatch here',
  'AWS::Logs::QueryDefinition': 'there is no CloudWatch here',
  'AWS::Logs::ResourcePolicy': 'there is no CloudWatch here',
  'AWS::CloudWatch::Alarm': 'there is no CloudWatch here; tests hold alarms and runbook together',
  'AWS::CloudWatch::CompositeAlarm': 'there is no CloudWatch here',
  'AWS::CloudWatch::Dashboard': 'there is no CloudWatch here',
  'AWS::SNS::Topic': 'carries alarms only, and there are none here',
  'AWS::SNS::TopicPolicy': 'carries alarms only, and there are none here',
  'AWS::SNS::Subscription': 'carries alarms only, and there are none here',
  'AWS::SQS::QueuePolicy': 'resource policies are asserted on the template',
  'AWS::S3::BucketPolicy': 'only read for what CloudFront answers to a missing page (bucket-policy.ts)',
  'AWS::SecretsManager::ResourcePolicy': 'resource policies are asserted on the template',
  'AWS::SecretsManager::RotationSchedule': 'nothing rotates here',
  'AWS::CloudFront::CachePolicy': 'nothing is cached between browser and folder',
  'AWS::CloudFront::KeyValueStore': 'unused by the routing function, which would fail here if it read it',
  'AWS::Route53::RecordSet': 'the address is localhost',
  'AWS::Lambda::LayerVersion': 'belongs to the provider of a custom resource, which is carried out here',
  'AWS::ApplicationInsights::Application': 'there is no CloudWatch here',
  'AWS::CDK::Metadata': 'describes the template itself',
};

/** Custom resources that the local stack carries out itself, so that their provider functions are not run. */
export const carriedOutHere: readonly string[] = [
  'Custom::Trigger',
  'Custom::CDKBucketDeployment',
  'Custom::VpcRestrictDefaultSG',
  'Custom::S3AutoDeleteObjects',
];

/** AWS's own policies for functions: logs and network interfaces, neither of which exists here. */
export const irrelevantManagedPolicies: readonly string[] = [
  'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole',
  'arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole',
];
