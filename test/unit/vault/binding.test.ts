import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { encodeBinding, type SealBinding } from '../../../shared/vault/binding.ts';

const KEY_ID = Buffer.from('00112233445566778899aabbccddeeff', 'hex');

const encode = (binding: Partial<SealBinding>): string =>
  encodeBinding({ purpose: 'p', tenant: 't', accountId: 'a', column: 'c', ...binding }, KEY_ID, 1).toString(
    'hex',
  );

const bindings: fc.Arbitrary<SealBinding> = fc.record({
  purpose: fc.string({ unit: 'grapheme' }),
  tenant: fc.string({ unit: 'grapheme' }),
  accountId: fc.string({ unit: 'grapheme' }),
  column: fc.string({ unit: 'grapheme' }),
});

/** Reads the encoding back by its documented form alone. */
const decode = (bytes: Buffer): Buffer[] => {
  const fields: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = at + 2 + bytes.readUInt16BE(at);
    fields.push(bytes.subarray(at + 2, end));
    at = end;
  }
  return fields;
};

describe('the associated data of a binding', () => {
  test('is each field after its length in two bytes, then the key id and the version', () => {
    const bytes = encode({ tenant: 'é' });

    expect(bytes).toBe(
      ['000170', '0002c3a9', '000161', '000163', '0010', KEY_ID.toString('hex'), '000101'].join(''),
    );
  });

  test('can be read back field by field, so no two bindings share it', () => {
    fc.assert(
      fc.property(bindings, (binding) => {
        const fields = decode(encodeBinding(binding, KEY_ID, 1));

        const texts = [binding.purpose, binding.tenant, binding.accountId, binding.column];
        expect(fields).toEqual([...texts.map((text) => Buffer.from(text, 'utf8')), KEY_ID, Buffer.from([1])]);
      }),
    );
  });

  test('changes when text moves from one field to the next', () => {
    const [one, other] = [encode({ tenant: 'ab', accountId: 'c' }), encode({ tenant: 'a', accountId: 'bc' })];

    expect(one).not.toBe(other);
  });

  test('refuses a lone surrogate, which UTF-8 would turn into another text', () => {
    expect(() => encode({ tenant: 'a\ud800' })).toThrow('well-formed');
  });

  test('refuses a field whose length does not fit in two bytes', () => {
    expect(() => encode({ accountId: 'x'.repeat(65_536) })).toThrow('too long');
  });
});
