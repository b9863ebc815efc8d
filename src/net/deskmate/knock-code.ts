import { createHash } from 'node:crypto';
import { lengthPrefixed } from './length-prefixed';

/** What both sides of a knock have seen. Changing any byte of it changes the code. */
export interface KnockTranscript {
  /** The host's: SHA-256 of its certificate, base64url. A guest uses the certificate that it saw. */
  readonly pin: string;
  readonly roomId: string;
  /** The names as they were sent. */
  readonly room: string;
  readonly host: string;
  readonly name: string;
  /** 32 bytes each, base64url. */
  readonly commit: string;
  readonly h: string;
  readonly g: string;
}

const commitLabel = 'deskmate-knock/1 commit';
const codeLabel = 'deskmate-knock/1 code';

/** How many digits a code has. */
const codeDigits = 6;

/**
 * Binds the guest to `g` before it learns the host's number: 32 bytes, base64url. Without it, someone between
 * the two could try values of `g` until both sides have the same code.
 * @param g 32 random bytes, base64url
 */
export function commitmentOf(name: string, g: string): string {
  return digest([commitLabel, name, decode(g)]).toString('base64url');
}

/** The six digits that the guest shows and the host types. */
export function codeOf(transcript: KnockTranscript): string {
  return String(codeNumber(transcript) % 10 ** codeDigits).padStart(codeDigits, '0');
}

/** The 32 bits from which a code is made. */
export function codeNumber(transcript: KnockTranscript): number {
  const { pin, roomId, room, host, name, commit, h, g } = transcript;
  const numbers = [commit, h, g].map(decode);
  return digest([codeLabel, decode(pin), roomId, room, host, name, ...numbers]).readUInt32BE();
}

function digest(parts: readonly (Uint8Array | string)[]): Buffer {
  return createHash('sha256').update(lengthPrefixed(parts)).digest();
}

function decode(bytes: string): Buffer {
  return Buffer.from(bytes, 'base64url');
}
