import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  at,
  listOf,
  type Resource,
  removeScratch,
  type Synthesized,
  synthesize,
  targetOf,
} from './synthesized.ts';

const stages = new Map<string, Synthesized>();
beforeAll(async () => {
  for (const stage of ['starter', 'production']) stages.set(stage, await synthesize({ stage }));
}, 60_000);
afterAll(removeScratch);

const synthesized = (stage: string): Synthesized => {
  const found = stages.get(stage);
  if (found === undefined) throw new Error(`not synthesized: ${stage}`);
  return found;
};

const only = (stage: string, type: string): Resource => synthesized(stage).only(type);

const deniesPlainText = (document: unknown): boolean =>
  listOf(at(document, 'Statement')).some(
    (statement) =>
      at(statement, 'Effect') === 'Deny' &&
      at(statement, 'Condition', 'Bool', 'aws:SecureTransport') === 'false' &&
      (at(statement, 'Principal') === '*' || at(statement, 'Principal', 'AWS') === '*'),
  );

describe.each(['starter', 'production'])('in %s', (stage) => {
  test('everything at rest is encrypted', () => {
    const { find } = synthesized(stage);
    const database = only(stage, 'AWS::RDS::DBInstance').Properties;

    expect(database['StorageEncrypted']).toBe(true);
    expect(targetOf(database['KmsKeyId'], synthesized(stage))).toMatch(/^Key\/KeysStorage/);
    for (const { Properties } of find('AWS::SQS::Queue'))
      expect(Properties['SqsManagedSseEnabled']).toBe(true);
    for (const { Properties } of find('AWS::S3::Bucket'))
      expect(Properties['BucketEncryption']).toBeDefined();
    for (const { Properties } of find('AWS::SNS::Topic')) expect(Properties['KmsMasterKeyId']).toBeDefined();
    for (const { Properties } of find('AWS::EC2::Instance')) {
      expect(at(Properties, 'BlockDeviceMappings', 0, 'Ebs', 'Encrypted')).toBe(true);
    }
  });

  test('queues, topic and buckets refuse what does not come over TLS', () => {
    const { find } = synthesized(stage);
    const protectedBy = (policyType: string, property: string) =>
      find(policyType)
        .filter(({ Properties }) => deniesPlainText(Properties['PolicyDocument']))
        .flatMap(({ Properties }) =>
          listOf(Properties[property]).map((target) => targetOf(target, synthesized(stage))),
        );
    const namesOf = (type: string) => find(type).map(({ id }) => targetOf({ Ref: id }, synthesized(stage)));

    expect(protectedBy('AWS::SQS::QueuePolicy', 'Queues').toSorted()).toEqual(
      namesOf('AWS::SQS::Queue').toSorted(),
    );
    expect(protectedBy('AWS::SNS::TopicPolicy', 'Topics')).toEqual(namesOf('AWS::SNS::Topic'));
    expect(protectedBy('AWS::S3::BucketPolicy', 'Bucket')).toEqual(namesOf('AWS::S3::Bucket'));
  });

  test('the buckets are closed to the public', () => {
    const closed = {
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    };

    const settings = synthesized(stage)
      .find('AWS::S3::Bucket')
      .map(({ Properties }) => Properties['PublicAccessBlockConfiguration']);

    expect(settings).toEqual([closed, closed]);
  });

  test('the database is Postgres 18 on Graviton, in isolated subnets, over TLS only', () => {
    const database = only(stage, 'AWS::RDS::DBInstance').Properties;
    const parameters = only(stage, 'AWS::RDS::DBParameterGroup').Properties;
    const subnets = listOf(only(stage, 'AWS::RDS::DBSubnetGroup').Properties['SubnetIds']).map((subnet) =>
      String(at(subnet, 'Ref')),
    );
    const routed = synthesized(stage)
      .find('AWS::EC2::SubnetRouteTableAssociation')
      .filter(({ Properties }) => subnets.includes(String(at(Properties['SubnetId'], 'Ref'))))
      .map(({ Properties }) => at(Properties['RouteTableId'], 'Ref'));
    const waysOut = synthesized(stage)
      .find('AWS::EC2::Route')
      .filter(({ Properties }) => routed.includes(at(Properties['RouteTableId'], 'Ref')));

    expect(database).toMatchObject({ Engine: 'postgres', EngineVersion: '18', PubliclyAccessible: false });
    expect(database['DBInstanceClass']).toMatch(/^db\.[a-z]\d+g\./);
    expect(parameters['Family']).toBe('postgres18');
    expect(at(parameters['Parameters'], 'rds.force_ssl')).toBe('1');
    expect(at(parameters['Parameters'], 'log_parameter_max_length')).toBe('0');
    expect(routed).toHaveLength(2);
    expect(waysOut).toEqual([]);
  });

  test('only the functions reach the database, and only on its port', () => {
    const { find } = synthesized(stage);
    const databaseGroup = at(
      only(stage, 'AWS::RDS::DBInstance').Properties['VPCSecurityGroups'],
      0,
      'Fn::GetAtt',
      0,
    );
    const group = find('AWS::EC2::SecurityGroup').find(({ id }) => id === databaseGroup);

    const entrances = find('AWS::EC2::SecurityGroupIngress').filter(
      ({ Properties }) => at(Properties['GroupId'], 'Fn::GetAtt', 0) === databaseGroup,
    );

    expect(group?.Properties['SecurityGroupIngress']).toBeUndefined();
    expect(entrances).toHaveLength(1);
    expect(entrances[0]?.Properties).toMatchObject({ FromPort: 5432, ToPort: 5432, IpProtocol: 'tcp' });
    expect(targetOf(entrances[0]?.Properties['SourceSecurityGroupId'], synthesized(stage))).toMatch(
      /^SecurityGroup\/NetworkClients/,
    );
  });

  test('no security group opens anything to everyone', () => {
    const { find } = synthesized(stage);

    const open = find('AWS::EC2::SecurityGroup', 'AWS::EC2::SecurityGroupIngress').filter(({ Properties }) =>
      JSON.stringify([
        Properties['SecurityGroupIngress'],
        Properties['CidrIp'],
        Properties['CidrIpv6'],
      ]).match(/0\.0\.0\.0\/0|::\/0/),
    );

    expect(open).toEqual([]);
    expect(find('Custom::VpcRestrictDefaultSG')).toHaveLength(1);
  });

  test('both keys rotate, and only the account itself and CloudWatch are named in their policies', () => {
    const keys = synthesized(stage).find('AWS::KMS::Key');
    const principals = keys.flatMap(({ Properties }) =>
      listOf(at(Properties, 'KeyPolicy', 'Statement')).map((statement) => {
        const service = at(statement, 'Principal', 'Service');
        return service ?? JSON.stringify(at(statement, 'Principal', 'AWS')).match(/:root/)?.[0];
      }),
    );

    expect(keys.map(({ Properties }) => Properties['EnableKeyRotation'])).toEqual([true, true]);
    expect(principals.toSorted()).toEqual([':root', ':root', 'cloudwatch.amazonaws.com']);
  });

  test('secrets are generated, never written in the template, and named where the token command looks', () => {
    const secrets = synthesized(stage).find('AWS::SecretsManager::Secret');

    expect(secrets.map(({ Properties }) => Properties['Name']).toSorted()).toEqual(
      [
        'crm-signing-secret',
        'database-app',
        'database-owner',
        'database-worker',
        'media-signing-key',
        'tiktok-app',
      ].map((name) => `creator-connect/${stage}/${name}`),
    );
    for (const { Properties } of secrets) {
      expect(Properties['GenerateSecretString']).toBeDefined();
      expect(Properties['SecretString']).toBeUndefined();
    }
  });

  test('a login says where the database is', () => {
    for (const username of ['app', 'worker']) {
      const secret = synthesized(stage)
        .find('AWS::SecretsManager::Secret')
        .find(({ Properties }) => Properties['Name'] === `creator-connect/${stage}/database-${username}`);
      const parts = listOf(
        at(secret?.Properties, 'GenerateSecretString', 'SecretStringTemplate', 'Fn::Join', 1),
      );
      const written = parts
        .map((part) => {
          if (typeof part === 'string') return part;
          return at(part, 'Fn::GetAtt', 1) === 'Endpoint.Port' ? '5432' : 'database.internal';
        })
        .join('');

      expect(JSON.parse(written)).toEqual({
        username,
        host: 'database.internal',
        port: 5432,
        dbname: 'creator_connect',
      });
    }
  });

  test('every log of the product has an end', () => {
    const logs = synthesized(stage).find('AWS::Logs::LogGroup');

    expect(logs.length).toBeGreaterThan(14);
    for (const { Properties } of logs)
      expect(Properties['RetentionInDays']).toBe(stage === 'starter' ? 30 : 90);
  });

  test('the network has an S3 endpoint, refused traffic is logged, and instances ask for session tokens', () => {
    const { find } = synthesized(stage);

    expect(find('AWS::EC2::VPCEndpoint').map(({ Properties }) => Properties['VpcEndpointType'])).toEqual([
      'Gateway',
    ]);
    expect(find('AWS::EC2::FlowLog').map(({ Properties }) => Properties['TrafficType'])).toEqual(['REJECT']);
    for (const { Properties } of find('AWS::EC2::Instance')) {
      expect(at(Properties, 'MetadataOptions', 'HttpTokens')).toBe('required');
    }
  });
});

test('production keeps its data, in two zones, and starter leaves nothing behind', () => {
  const production = only('production', 'AWS::RDS::DBInstance');
  const starter = only('starter', 'AWS::RDS::DBInstance');
  const kept = synthesized('production')
    .find('AWS::KMS::Key', 'AWS::SQS::Queue')
    .map(({ DeletionPolicy }) => DeletionPolicy);

  expect(production.Properties).toMatchObject({
    MultiAZ: true,
    DeletionProtection: true,
    BackupRetentionPeriod: 30,
  });
  expect(production.DeletionPolicy).toBe('Snapshot');
  expect(starter.DeletionPolicy).toBe('Delete');
  expect(new Set(kept)).toEqual(new Set(['RetainExceptOnCreate']));
});

test('starter goes out by one instance, production by a gateway in each zone', () => {
  const count = (stage: string) =>
    ['AWS::EC2::Instance', 'AWS::EC2::NatGateway'].map((type) => synthesized(stage).find(type).length);

  expect(count('starter')).toEqual([1, 0]);
  expect(count('production')).toEqual([0, 2]);
});
