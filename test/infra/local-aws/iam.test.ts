import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { evaluatePolicies, parsePolicy } from '../../../infra/local/aws/iam.ts';
import { compileGlob } from '../../../infra/local/aws/iam-pattern.ts';

const key = 'arn:aws:kms:eu-central-1:000000000000:key/1234';

function judge(
  statements: unknown,
  request: { action?: string; resource?: string; context?: Record<string, string[]> } = {},
) {
  const { action = 'kms:Decrypt', resource = key, context = {} } = request;
  const policy = parsePolicy({ Version: '2012-10-17', Statement: statements });
  return evaluatePolicies([policy], { action, resource, context: new Map(Object.entries(context)) });
}

function allow(extra: Record<string, unknown> = {}) {
  return { Effect: 'Allow', Action: 'kms:Decrypt', Resource: key, ...extra };
}

describe('a statement', () => {
  test('allows what it names and nothing else', () => {
    expect(judge(allow())).toBe('allowed');
    expect(judge(allow(), { action: 'kms:Encrypt' })).toBe('not allowed');
    expect(judge(allow(), { resource: `${key}5` })).toBe('not allowed');
  });

  test('may stand alone or in a list', () => {
    expect(judge([allow({ Action: ['kms:Encrypt', 'kms:Decrypt'] })])).toBe('allowed');
    expect(judge([])).toBe('not allowed');
  });

  test('compares actions without case and resources with it', () => {
    expect(judge(allow({ Action: 'KMS:decrypt' }))).toBe('allowed');
    expect(judge(allow({ Resource: key.toUpperCase().replace('ARN:AWS:KMS', 'arn:aws:kms') }))).toBe(
      'not allowed',
    );
  });

  test.each([
    ['kms:*', true],
    ['kms:De*', true],
    ['kms:Decryp?', true],
    ['kms:GenerateDataKey*', false],
    ['sqs:*', false],
    ['*', true],
  ])('with action %s is a match: %s', (Action, isMatch) => {
    expect(judge(allow({ Action }))).toBe(isMatch ? 'allowed' : 'not allowed');
  });

  test('with a resource pattern takes ? for one character and * for any run', () => {
    expect(judge(allow({ Resource: 'arn:aws:kms:*:000000000000:key/????' }))).toBe('allowed');
    expect(judge(allow({ Resource: 'arn:aws:kms:*:000000000000:key/???' }))).toBe('not allowed');
    expect(judge(allow({ Resource: '*' }))).toBe('allowed');
  });

  test('with NotAction or NotResource covers all but those', () => {
    const notEncrypt = { Effect: 'Allow', NotAction: 'kms:Encrypt', Resource: '*' };
    const notThatKey = { Effect: 'Allow', Action: '*', NotResource: key };

    expect(judge(notEncrypt)).toBe('allowed');
    expect(judge(notEncrypt, { action: 'kms:Encrypt' })).toBe('not allowed');
    expect(judge(notThatKey)).toBe('not allowed');
    expect(judge(notThatKey, { resource: `${key}5` })).toBe('allowed');
  });

  test('that denies wins over any that allows', () => {
    const verdict = judge([{ Effect: 'Deny', Action: 'kms:*', Resource: '*' }, allow()]);

    expect(verdict).toBe('explicitly denied');
  });
});

describe('a condition', () => {
  const tenant = 'kms:EncryptionContext:tenant';

  test.each([
    ['StringEquals', 'acme', ['acme'], true],
    ['StringEquals', ['other', 'acme'], ['acme'], true],
    ['StringEquals', 'acme', ['Acme'], false],
    ['StringEquals', 'acme', undefined, false],
    ['StringEqualsIgnoreCase', 'acme', ['ACME'], true],
    ['StringEqualsIgnoreCase', 'acme', undefined, false],
    ['StringNotEquals', 'acme', ['other'], true],
    ['StringNotEquals', ['acme', 'other'], ['other'], false],
    ['StringNotEquals', 'acme', undefined, true],
    ['StringLike', 'ac*', ['acme'], true],
    ['StringLike', 'ac?', ['acme'], false],
    ['StringLike', 'ac.e', ['acme'], false],
    ['StringLike', '*', undefined, false],
    ['Null', 'true', undefined, true],
    ['Null', 'true', ['acme'], false],
    ['Null', false, ['acme'], true],
    ['ArnLike', 'arn:aws:iam::*:role/app-*', ['arn:aws:iam::1:role/app-1'], true],
    ['ArnLike', 'arn:aws:*:role/app-*', ['arn:aws:iam::1:role/app-1'], false],
    ['ArnEquals', 'arn:aws:iam::1:role/app', ['arn:aws:iam::1:role/app'], true],
    ['ArnEquals', 'arn:aws:iam::1:role/app', undefined, false],
  ])('%s %j of %j holds: %s', (operator, expected, values, isHeld) => {
    const context = values ? { 'kms:encryptioncontext:tenant': values } : {};

    const verdict = judge(allow({ Condition: { [operator]: { [tenant]: expected } } }), { context });

    expect(verdict).toBe(isHeld ? 'allowed' : 'not allowed');
  });

  test.each([
    ['ForAllValues:StringEquals', ['a', 'b'], ['a'], true],
    ['ForAllValues:StringEquals', ['a', 'b'], ['a', 'c'], false],
    ['ForAllValues:StringEquals', ['a', 'b'], undefined, true],
    ['ForAnyValue:StringEquals', ['a', 'b'], ['a', 'c'], true],
    ['ForAnyValue:StringEquals', ['a', 'b'], ['c'], false],
    ['ForAnyValue:StringEquals', ['a', 'b'], undefined, false],
  ])('%s %j of several values %j holds: %s', (operator, expected, values, isHeld) => {
    const context = values ? { 'kms:encryptioncontextkeys': values } : {};

    const verdict = judge(allow({ Condition: { [operator]: { 'kms:EncryptionContextKeys': expected } } }), {
      context,
    });

    expect(verdict).toBe(isHeld ? 'allowed' : 'not allowed');
  });

  test('on TLS holds with Bool, whose value may be text or not', () => {
    const context = { 'aws:securetransport': ['true'] };

    expect(judge(allow({ Condition: { Bool: { 'aws:SecureTransport': 'true' } } }), { context })).toBe(
      'allowed',
    );
    expect(judge(allow({ Condition: { Bool: { 'aws:SecureTransport': true } } }), { context })).toBe(
      'allowed',
    );
    expect(judge(allow({ Condition: { Bool: { 'aws:SecureTransport': 'false' } } }), { context })).toBe(
      'not allowed',
    );
  });

  test('is one of several that must all hold', () => {
    const Condition = {
      StringEquals: { [tenant]: 'acme', 'kms:EncryptionContext:service': 'connect' },
      Null: { 'kms:ViaService': 'true' },
    };
    const both = { 'kms:encryptioncontext:tenant': ['acme'], 'kms:encryptioncontext:service': ['connect'] };

    expect(judge(allow({ Condition }), { context: both })).toBe('allowed');
    expect(judge(allow({ Condition }), { context: { ...both, 'kms:viaservice': ['x'] } })).toBe(
      'not allowed',
    );
    expect(judge(allow({ Condition }), { context: { 'kms:encryptioncontext:tenant': ['acme'] } })).toBe(
      'not allowed',
    );
  });
});

describe('a policy is refused', () => {
  test.each([
    [
      'an unknown operator',
      allow({ Condition: { NumericLessThan: { 'aws:SecureTransport': '1' } } }),
      'NumericLessThan',
    ],
    ['an operator with a suffix', allow({ Condition: { StringEqualsIfExists: {} } }), 'StringEqualsIfExists'],
    ['a name of every object', allow({ Condition: { constructor: {} } }), 'constructor'],
    ['an unknown key', allow({ Condition: { StringEquals: { 'aws:SourceIp': '1' } } }), 'aws:SourceIp'],
    ['a variable', allow({ Resource: `arn:aws:kms:::key/\${aws:username}` }), 'aws:username'],
    [
      'a variable in a condition',
      allow({ Condition: { StringEquals: { 'kms:EncryptionContext:a': `\${aws:userid}` } } }),
      'aws:userid',
    ],
    [
      'a truth that is none',
      allow({ Condition: { Bool: { 'aws:SecureTransport': 'yes' } } }),
      'aws:SecureTransport',
    ],
    ['no value', allow({ Condition: { StringNotEquals: { 'kms:ViaService': [] } } }), 'no value'],
    [
      'a value that is no text',
      allow({ Condition: { StringEquals: { 'kms:ViaService': { Ref: 'X' } } } }),
      'Ref',
    ],
    ['an element of resource policies', allow({ Principal: '*' }), 'Principal'],
    ['an unresolved reference', allow({ Resource: { Ref: 'Key' } }), 'Ref'],
    ['no effect', { Action: '*', Resource: '*' }, 'Effect'],
    ['both Action and NotAction', allow({ NotAction: 'kms:*' }), 'exactly one'],
    ['no resource', { Effect: 'Allow', Action: '*' }, 'exactly one'],
    ['a list without actions', allow({ Action: [] }), 'empty'],
    ['an action without a service', allow({ Action: 'Decrypt' }), 'Decrypt'],
    ['a resource that is no ARN', allow({ Resource: 'key/1' }), 'key/1'],
    [
      'a key of several values compared as one',
      allow({ Condition: { StringEquals: { 'kms:EncryptionContextKeys': 'a' } } }),
      'several values',
    ],
  ])('for %s', (_what, statement, named) => {
    expect(() => judge(statement)).toThrow(named);
  });

  test('for an unknown element or version of the document', () => {
    const Statement = allow();

    expect(() => parsePolicy({ Statement, Extra: 1 })).toThrow('Extra');
    expect(() => parsePolicy({ Statement, Version: '2008-10-17' })).toThrow('2008-10-17');
    expect(() => parsePolicy({ Version: '2012-10-17' })).toThrow('Statement');
    expect(() => parsePolicy('allow all')).toThrow('allow all');
  });

  test('not for conditions on services that are never called here', () => {
    const metrics = {
      Effect: 'Allow',
      Action: 'cloudwatch:PutMetricData',
      Resource: '*',
      Condition: { StringEquals: { 'cloudwatch:namespace': 'app' } },
    };

    expect(judge([metrics, allow()])).toBe('allowed');
    expect(judge(metrics)).toBe('not allowed');
  });
});

describe('a pattern', () => {
  test('without wildcards matches itself and no other text', () => {
    const text = fc.string({ unit: 'binary' }).filter((value) => !/[*?]/.test(value));

    fc.assert(
      fc.property(text, text, (pattern, other) => {
        expect(compileGlob(pattern).test(pattern)).toBe(true);
        expect(compileGlob(pattern).test(other)).toBe(pattern === other);
      }),
    );
  });

  test('with one star matches exactly what begins and ends like it', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', '.', '$') });

    fc.assert(
      fc.property(letters, letters, letters, (start, end, text) => {
        const isExpected =
          text.length >= start.length + end.length && text.startsWith(start) && text.endsWith(end);
        expect(compileGlob(`${start}*${end}`).test(text)).toBe(isExpected);
      }),
    );
  });
});
