import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** The names and values that a ciphertext is bound to. */
export type EncryptionContext = Readonly<Record<string, string>>;

/*
 * A ciphertext blob, byte by byte: `version (1) | key id (16) | IV (12) | ciphertext | tag (16)`. AWS's own layout is not documented;
 * like it, this one names its key, so that Decrypt needs no KeyId.
 */
const version = 1;
const headerSizeBytes = 17;
const ivSizeBytes = 12;
const tagSizeBytes = 16;

/** Encrypts with AES-256-GCM, bound to the key's id and the encryption context. */
export function sealBlob(
  keyId: string,
  material: Buffer,
  plaintext: Buffer,
  context: EncryptionContext,
): Buffer {
  const header = Buffer.concat([Buffer.of(version), Buffer.from(keyId.replaceAll('-', ''), 'hex')]);
  const iv = randomBytes(ivSizeBytes);
  const cipher = createCipheriv('aes-256-gcm', material, iv, {
    authTagLength: tagSizeBytes,
  });
  cipher.setAAD(encodeAssociatedData(header, context));
  return Buffer.concat([header, iv, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
}

/** The id of the key that sealed a blob; undefined when this is no blob of ours. */
export function readBlobKeyId(blob: Buffer): string | undefined {
  if (blob.length < headerSizeBytes + ivSizeBytes + tagSizeBytes || blob[0] !== version) return undefined;
  const hex = blob.toString('hex', 1, headerSizeBytes);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** Decrypts a blob; undefined when a bit, the key or the context differs, without telling which. */
export function openBlob(material: Buffer, blob: Buffer, context: EncryptionContext): Buffer | undefined {
  const header = blob.subarray(0, headerSizeBytes);
  const iv = blob.subarray(headerSizeBytes, headerSizeBytes + ivSizeBytes);
  const decipher = createDecipheriv('aes-256-gcm', material, iv, {
    authTagLength: tagSizeBytes,
  });
  decipher.setAAD(encodeAssociatedData(header, context));
  decipher.setAuthTag(blob.subarray(-tagSizeBytes));
  try {
    return Buffer.concat([
      decipher.update(blob.subarray(headerSizeBytes + ivSizeBytes, -tagSizeBytes)),
      decipher.final(),
    ]);
  } catch {
    return undefined;
  }
}

/** The context's pairs in one fixed order, each part with its length before it, so that no two contexts encode alike. */
function encodeAssociatedData(header: Buffer, context: EncryptionContext): Buffer {
  const pairs = Object.entries(context).sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  return Buffer.concat([header, ...pairs.flat().map(encodePart)]);
}

function encodePart(text: string): Buffer {
  const content = Buffer.from(text, 'utf8');
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length);
  return Buffer.concat([length, content]);
}
