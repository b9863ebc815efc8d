import type { FileId } from '../../protocol/card';
import { maxFileBytes } from '../../protocol/file-limits';
import type { WideEpoch } from '../../protocol/wide';
import { lengthPrefixed } from '../deskmate/length-prefixed';
import { type EpochKeys, fileKeys, type MemberKeys } from './keys';
import { decrypt, encrypt, openSigned, sealSigned } from './signed-box';

/** The first byte of each payload. */
const version = 1;

/** How many bytes of a file a message has. */
export const chunkBytes = 96 * 1024;

/** How many messages a stream for files keeps, about 280 MiB. */
export const maxFileMessages = 3000;

/** How many chunks a file of this size has. */
function chunkCount(size: number): number {
  return Math.ceil(size / chunkBytes);
}

/** Seals and opens the messages of an epoch's stream for files. Nothing here throws on what others wrote. */
export class FileSeal {
  private readonly keys: EpochKeys;

  constructor({ token }: WideEpoch, pin: string) {
    this.keys = fileKeys(token, pin);
  }

  get stream(): string {
    return this.keys.stream;
  }

  sealChunk(user: string, hash: string, index: number, bytes: Uint8Array): Buffer {
    const box = encrypt(this.keys.content, bytes, this.aad('chunk', user, hash, `${index}`));
    return Buffer.concat([Buffer.of(version), box]);
  }

  /** Undefined if it isn't this chunk, as this user stored it. */
  openChunk(
    user: string,
    { hash, size }: FileId,
    index: number,
    payload: Buffer,
  ): Buffer | undefined {
    if (payload[0] !== version) return undefined;
    const aad = this.aad('chunk', user, hash, `${index}`);
    const bytes = decrypt(this.keys.content, payload.subarray(1), aad);
    return bytes?.length === Math.min(chunkBytes, size - index * chunkBytes) ? bytes : undefined;
  }

  /** @param chunks the number of each chunk's message */
  sealManifest(
    member: MemberKeys,
    user: string,
    { hash, size }: FileId,
    chunks: readonly number[],
  ): Buffer {
    const aad = this.aad('manifest', user, hash);
    const box = sealSigned(this.keys.content, aad, member, { size, chunks });
    return Buffer.concat([Buffer.of(version), box]);
  }

  /** The number of each chunk's message; undefined if it isn't a manifest of this file that someone signed. */
  openManifest(
    user: string,
    { hash, size }: FileId,
    payload: Buffer,
  ): readonly number[] | undefined {
    if (payload[0] !== version || size > maxFileBytes) return undefined;
    const aad = this.aad('manifest', user, hash);
    const body = openSigned(this.keys.content, aad, payload.subarray(1))?.body;
    const chunks: unknown = body?.chunks;
    if (body?.size !== size || !Array.isArray(chunks)) return undefined;
    const isSound = chunks.length === chunkCount(size) && chunks.every(isNumber);
    return isSound ? chunks : undefined;
  }

  private aad(what: 'chunk' | 'manifest', ...rest: readonly string[]): Buffer {
    return lengthPrefixed([`deskmate-wide/1 ${what}`, this.stream, ...rest]);
  }
}

function isNumber(seq: unknown): seq is number {
  return Number.isSafeInteger(seq) && (seq as number) > 0;
}
