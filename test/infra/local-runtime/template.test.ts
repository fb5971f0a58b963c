import { describe, expect, test } from '@jest/globals';
import { evaluate, type Scope } from '../../../infra/local/runtime/template.ts';

const scope: Scope = {
  stackName: 'service',
  region: 'eu-central-1',
  accountId: '000000000000',
  parameters: {
    Size: { Type: 'String', Default: 'small' },
    Image: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/image' },
  },
  conditions: { IsLarge: { 'Fn::Equals': [{ Ref: 'Size' }, 'large'] } },
  mappings: { Regions: { 'eu-central-1': { zone: 'a' } } },
  identityOf: (logicalId) => {
    if (logicalId !== 'Queue') throw new Error(`no resource ${logicalId}`);
    return { ref: 'http://queue', attributes: { Arn: 'arn:queue', 'Endpoint.Port': '5432' } };
  },
  importValue: (name) => `imported ${name}`,
  propertyOf: () => undefined,
};

describe('an intrinsic function', () => {
  test.each([
    [{ Ref: 'Queue' }, 'http://queue'],
    [{ Ref: 'Size' }, 'small'],
    [{ Ref: 'AWS::AccountId' }, '000000000000'],
    [{ 'Fn::GetAtt': ['Queue', 'Arn'] }, 'arn:queue'],
    [{ 'Fn::GetAtt': ['Queue', 'Endpoint.Port'] }, '5432'],
    [{ 'Fn::GetAtt': 'Queue.Arn' }, 'arn:queue'],
    [{ 'Fn::Join': ['-', ['a', { Ref: 'Size' }, 1]] }, 'a-small-1'],
    [{ 'Fn::Sub': `\${AWS::Partition}/\${Queue.Arn}/\${!Kept}` }, `aws/arn:queue/\${Kept}`],
    [{ 'Fn::Sub': [`\${Name}`, { Name: { Ref: 'Size' } }] }, 'small'],
    [{ 'Fn::Select': [1, { 'Fn::Split': ['/', 'a/b/c'] }] }, 'b'],
    [{ 'Fn::ImportValue': 'data:Arn' }, 'imported data:Arn'],
    [{ 'Fn::FindInMap': ['Regions', { Ref: 'AWS::Region' }, 'zone'] }, 'a'],
    [{ 'Fn::If': ['IsLarge', 'yes', 'no'] }, 'no'],
    [{ 'Fn::ToJsonString': { size: { Ref: 'Size' } } }, '{"size":"small"}'],
    [{ a: [{ Ref: 'Size' }, { Ref: 'AWS::NoValue' }], b: { Ref: 'AWS::NoValue' } }, { a: ['small'] }],
  ])('%j is worth what CloudFormation makes of it', (value, expected) => {
    expect(evaluate(value, scope)).toEqual(expected);
  });

  test.each([
    [{ 'Fn::Cidr': ['10.0.0.0/16', 2] }, 'Fn::Cidr'],
    [{ Ref: 'AWS::Unheard' }, 'AWS::Unheard'],
    [{ Ref: 'Nothing' }, 'no resource Nothing'],
    [{ 'Fn::GetAtt': ['Queue', 'Colour'] }, 'no attribute Colour'],
    [{ Ref: 'Image' }, 'is read from AWS'],
    [{ 'Fn::If': ['Unheard', 1, 2] }, 'no condition Unheard'],
  ])('%j, which cannot be known, fails and says so', (value, message) => {
    expect(() => evaluate(value, scope)).toThrow(message);
  });
});
