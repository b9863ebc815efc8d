import { createHash, hkdfSync, type KeyObject, randomBytes } from 'node:crypto';
import { toBase32 } from '../../util/base32';
import { lengthPrefixed } from '../deskmate/length-prefixed';
import { privateKey, rawPublicKey } from './curve-keys';
import { type NKey, nkeyOf } from './nkey';

/** What the token of an epoch gives to everyone who has it. */
export interface EpochKeys {
  /** The stream's name: 26 characters of base32 in lower case. */
  readonly stream: string;
  /** The AES-256 key of contents: 32 bytes. */
  readonly content: Buffer;
}

/** What a member's key gives, the same in every epoch of every room that it is used in. */
export interface MemberKeys {
  /** SHA-256 of the public signing key, its first 16 bytes, base64url. */
  readonly id: string;
  readonly signing: KeyObject;
  /** The public signing key: 32 bytes. */
  readonly verifying: Buffer;
  /** Opens new tokens. */
  readonly box: KeyObject;
  /** The public key of `box`, base64url. */
  readonly publicBox: string;
}

/** @param token 16 bytes, base64url */
export function epochKeys(token: string, pin: string): EpochKeys {
  return keysOf(token, pin, 'stream', 'content');
}

/** The same for the stream that has the epoch's files. */
export function fileKeys(token: string, pin: string): EpochKeys {
  return keysOf(token, pin, 'files', 'file content');
}

function keysOf(token: string, pin: string, name: string, content: string): EpochKeys {
  const secret = Buffer.from(token, 'base64url');
  const stream = derive(secret, [`deskmate-wide/1 ${name}`, pin], 16);
  return {
    stream: toBase32(stream).toLowerCase(),
    content: derive(secret, [`deskmate-wide/1 ${content}`, pin], 32),
  };
}

/** @param key 32 bytes, base64url */
export function memberKeys(key: string): MemberKeys {
  const secret = Buffer.from(key, 'base64url');
  const signing = privateKey('ed25519', derive(secret, ['deskmate-wide/1 sign'], 32));
  const box = privateKey('x25519', derive(secret, ['deskmate-wide/1 box'], 32));
  const verifying = rawPublicKey(signing);
  const publicBox = rawPublicKey(box).toString('base64url');
  return { id: memberId(verifying), signing, verifying, box, publicBox };
}

/** The key with which a member connects to the server for this stream: another pseudonym for each. */
export function userKey(key: string, stream: string): NKey {
  const secret = Buffer.from(key, 'base64url');
  return nkeyOf('user', derive(secret, ['deskmate-wide/1 user', stream], 32));
}

/** @param verifying a public signing key */
export function memberId(verifying: Uint8Array): string {
  return createHash('sha256').update(verifying).digest().subarray(0, 16).toString('base64url');
}

/** New keys for a room: its owner's, the pin that belongs to it, and the token of its first epoch. */
export function newRoom(): { readonly key: string; readonly pin: string; readonly token: string } {
  const key = newKey();
  return { key, pin: memberKeys(key).verifying.toString('base64url'), token: newToken() };
}

/** A new member key. */
export function newKey(): string {
  return randomBytes(32).toString('base64url');
}

export function newToken(): string {
  return randomBytes(16).toString('base64url');
}

/** HKDF with SHA-256 and without salt (RFC 5869). */
export function derive(secret: Uint8Array, info: readonly string[], bytes: number): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, Buffer.of(), lengthPrefixed(info), bytes));
}
