import {
  createCipheriv,
  createDecipheriv,
  type KeyObject,
  randomBytes,
  sign,
  verify,
} from 'node:crypto';
import { isTooDeep } from '../../protocol/json-depth';
import { defaultLimits } from '../../protocol/limits';
import { BoundedMap } from '../../util/bounded-map';
import { lengthPrefixed } from '../deskmate/length-prefixed';
import { publicKey } from './curve-keys';
import { type MemberKeys, memberId } from './keys';

/** The longest body: JSON in UTF-8, in bytes. */
export const maxBodyBytes = 64 * 1024;

const [nonceBytes, tagBytes, signatureBytes, keyBytes] = [12, 16, 64, 32] as const;
const boxBytes = nonceBytes + tagBytes;
const signedBytes = signatureBytes + keyBytes;

/** Encrypts with AES-256-GCM: the nonce, what it is encrypted to, and the tag. */
export function encrypt(key: Uint8Array, plain: Uint8Array, aad?: Uint8Array): Buffer {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes });
  if (aad) cipher.setAAD(aad);
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/** Undefined if the bytes weren't encrypted with this key and this AAD. */
export function decrypt(key: Uint8Array, box: Uint8Array, aad?: Uint8Array): Buffer | undefined {
  if (box.length < boxBytes) return undefined;
  const nonce = box.subarray(0, nonceBytes);
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes });
  decipher.setAuthTag(box.subarray(-tagBytes));
  if (aad) decipher.setAAD(aad);
  const plain = decipher.update(box.subarray(nonceBytes, -tagBytes));
  try {
    return Buffer.concat([plain, decipher.final()]);
  } catch {
    return undefined;
  }
}

/** What someone signed and everyone with the token can read. */
export interface SignedBody {
  /** Id of the member who signed it. */
  readonly author: string;
  /** Its public signing key, base64url. */
  readonly key: string;
  readonly body: Readonly<Record<string, unknown>>;
  /** Signature, key and body as they were. */
  readonly content: Buffer;
}

interface Author {
  readonly id: string;
  readonly key: string;
  readonly verifying: KeyObject;
}

/** Authors by their public keys in base64: making a key object takes half as long as verifying with it. */
const authors = new BoundedMap<string, Author>(1024);

/** @throws {RangeError} if the body is longer than {@link maxBodyBytes} */
export function sealSigned(
  key: Uint8Array,
  aad: Buffer,
  { signing, verifying }: Pick<MemberKeys, 'signing' | 'verifying'>,
  body: object,
): Buffer {
  const bytes = Buffer.from(JSON.stringify(body));
  if (bytes.length > maxBodyBytes) throw new RangeError(`a body of ${bytes.length} bytes`);
  const signature = sign(null, lengthPrefixed([aad, verifying, bytes]), signing);
  return encrypt(key, Buffer.concat([signature, verifying, bytes]), aad);
}

/** Undefined for anything that {@link sealSigned} didn't make with this key and this AAD. Never throws. */
export function openSigned(key: Uint8Array, aad: Buffer, box: Uint8Array): SignedBody | undefined {
  if (box.length > maxBodyBytes + signedBytes + boxBytes) return undefined;
  const content = decrypt(key, box, aad);
  return content && verifySigned(aad, content);
}

/** Checks what was in a box: undefined if it wasn't signed for this AAD. Never throws. */
export function verifySigned(aad: Buffer, content: Buffer): SignedBody | undefined {
  if (content.length < signedBytes || content.length > signedBytes + maxBodyBytes) return undefined;
  const rawKey = content.subarray(signatureBytes, signedBytes);
  const bytes = content.subarray(signedBytes);
  const author = authorOf(rawKey);
  const signature = content.subarray(0, signatureBytes);
  if (!author || !isSigned(signature, lengthPrefixed([aad, rawKey, bytes]), author)) {
    return undefined;
  }
  const body = parseBody(bytes);
  return body && { author: author.id, key: author.key, body, content };
}

function authorOf(rawKey: Buffer): Author | undefined {
  const key = rawKey.toString('base64url');
  const known = authors.get(key);
  if (known) return known;
  const verifying = publicKey('ed25519', rawKey);
  if (!verifying) return undefined;
  const author = { id: memberId(rawKey), key, verifying };
  authors.set(key, author);
  return author;
}

function isSigned(signature: Uint8Array, signed: Uint8Array, { verifying }: Author): boolean {
  try {
    return verify(null, signed, verifying, signature);
  } catch {
    return false;
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function parseBody(bytes: Uint8Array): Record<string, unknown> | undefined {
  try {
    const json = utf8.decode(bytes);
    if (isTooDeep(json, defaultLimits.jsonDepth)) return undefined;
    const body: unknown = JSON.parse(json);
    return isObject(body) ? body : undefined;
  } catch {
    return undefined;
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
