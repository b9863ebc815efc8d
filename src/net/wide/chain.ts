import { createHash } from 'node:crypto';
import type { ChainPoint } from '../../protocol/wide';
import { lengthPrefixed } from '../deskmate/length-prefixed';

const hashBytes = 32;

/** The digest by which a message counts in the chain. */
export function messageDigest(user: string, id: string, payload: Uint8Array): Buffer {
  return createHash('sha256')
    .update(lengthPrefixed([user, id, payload]))
    .digest();
}

/**
 * The hash of all messages of a stream up to each of the last ones: equal for two readers only if the server shows
 * both the same history. A reader that starts in the middle doesn't know it until an entry names it.
 */
export class Chain {
  /** For each of the last numbers its hash; below `knownFrom`, and where the chain isn't known, its digest. */
  private readonly ring: Buffer;
  private last = 0;
  private begin = 0;
  /** The lowest number whose hash is known; undefined if none is. */
  private knownFrom: number | undefined;

  /** @param kept how many of the last hashes it keeps */
  constructor(private readonly kept = 10_000) {
    this.ring = Buffer.alloc(kept * hashBytes);
  }

  /** The number read last; 0 before the first one. */
  get read(): number {
    return this.last;
  }

  /** The newest hash, with its number; undefined if it isn't known, or nothing was read. */
  get point(): ChainPoint | undefined {
    const hash = this.last > 0 ? this.hashAt(this.last) : undefined;
    return hash === undefined ? undefined : { seq: this.last, hash };
  }

  /**
   * Begins after a number.
   * @param hash the chain up to there; absent if it isn't known. It always is before the first entry of all
   */
  start(after: number, hash?: string): void {
    this.begin = after;
    this.last = after;
    this.knownFrom = undefined;
    if (after === 0) this.set(0, Buffer.alloc(hashBytes));
    else if (hash !== undefined) this.set(after, Buffer.from(hash, 'base64url'));
    if (after === 0 || hash !== undefined) this.knownFrom = after;
  }

  /** Adds the next message. */
  add(digest: Buffer): void {
    const seq = this.last + 1;
    this.set(seq, this.knownFrom === undefined ? digest : this.next(this.last, seq, digest));
    this.last = seq;
  }

  /** The next number has no message: the hash stays the same. */
  skip(): void {
    const seq = this.last + 1;
    this.set(seq, this.knownFrom === undefined ? noMessage : this.at(this.last));
    this.last = seq;
  }

  /** The hash up to a number, base64url; undefined if it isn't known, or not any more. */
  hashAt(seq: number): string | undefined {
    const { knownFrom, last } = this;
    if (knownFrom === undefined || seq < Math.max(knownFrom, this.oldest) || seq > last) {
      return undefined;
    }
    return this.at(seq).toString('base64url');
  }

  /** Takes over the hash up to a number, if no hash is known yet and the messages since then are. */
  adopt(seq: number, hash: string): void {
    if (this.knownFrom !== undefined || seq < this.oldest || seq > this.last) return;
    this.knownFrom = seq;
    this.set(seq, Buffer.from(hash, 'base64url'));
    for (let each = seq + 1; each <= this.last; each += 1) {
      const digest = Buffer.from(this.at(each));
      const isMessage = !digest.equals(noMessage);
      this.set(each, isMessage ? this.next(each - 1, each, digest) : this.at(each - 1));
    }
  }

  private get oldest(): number {
    return Math.max(this.begin, this.last - this.kept + 1);
  }

  private next(before: number, seq: number, digest: Buffer): Buffer {
    const number = Buffer.alloc(8);
    number.writeBigUInt64BE(BigInt(seq));
    return createHash('sha256').update(this.at(before)).update(number).update(digest).digest();
  }

  private at(seq: number): Buffer {
    const start = (seq % this.kept) * hashBytes;
    return this.ring.subarray(start, start + hashBytes);
  }

  private set(seq: number, hash: Buffer): void {
    hash.copy(this.ring, (seq % this.kept) * hashBytes);
  }
}

/** Stands for a number without a message where the chain isn't known. */
const noMessage = Buffer.alloc(hashBytes);
