/** What a sealed token belongs to. It opens only where all four are the same as when it was sealed. */
export interface SealBinding {
  /** What the text is for, such as `access-token` or `upload-address`. */
  readonly purpose: string;
  readonly tenant: string;
  readonly accountId: string;
  /** Where it is kept, such as `oauth_accounts.access_token`. */
  readonly column: string;
}

const LENGTH_BYTES = 2;
const LONGEST_FIELD_BYTES = 0xffff;
/** A UTF-16 unit becomes at most three bytes of UTF-8. */
const BYTES_PER_UNIT = 3;

/**
 * The associated data of a sealed token: purpose, tenant, account id, column (UTF-8), data key id and format version, in
 * this order, each after its length in two bytes (big-endian). The lengths make it injective: no two bindings give the
 * same bytes. Throws on a field of more than 65,535 bytes or with a lone surrogate, which UTF-8 cannot tell from another.
 */
export const encodeBinding = (binding: SealBinding, dataKeyId: Uint8Array, version: number): Buffer => {
  const { purpose, tenant, accountId, column } = binding;
  const units = purpose.length + tenant.length + accountId.length + column.length;
  const bytes = Buffer.allocUnsafe(6 * LENGTH_BYTES + BYTES_PER_UNIT * units + dataKeyId.length + 1);
  let end = writeText(bytes, 0, purpose);
  end = writeText(bytes, end, tenant);
  end = writeText(bytes, end, accountId);
  end = writeText(bytes, end, column);
  end = writeLength(bytes, end, dataKeyId.length);
  bytes.set(dataKeyId, end);
  end = writeLength(bytes, end + dataKeyId.length, 1);
  bytes[end] = version;
  return bytes.subarray(0, end + 1);
};

const writeText = (bytes: Buffer, at: number, text: string): number => {
  if (!text.isWellFormed()) throw new TypeError('A seal binding must be well-formed text.');
  const written = bytes.write(text, at + LENGTH_BYTES, 'utf8');
  writeLength(bytes, at, written);
  return at + LENGTH_BYTES + written;
};

const writeLength = (bytes: Buffer, at: number, length: number): number => {
  if (length > LONGEST_FIELD_BYTES) throw new RangeError('A field of a seal binding is too long.');
  bytes[at] = length >> 8;
  bytes[at + 1] = length & 0xff;
  return at + LENGTH_BYTES;
};
