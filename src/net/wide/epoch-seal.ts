import type { WideEpoch } from '../../protocol/wide';
import { lengthPrefixed, splitLengthPrefixed } from '../deskmate/length-prefixed';
import { type EpochKeys, epochKeys, type MemberKeys } from './keys';
import { isObject, openSigned, type SignedBody, sealSigned, verifySigned } from './signed-box';

/** The first byte of each payload. */
const version = 1;

const timeBytes = 8;

/** The last entry that an author had read, as it says; `chain` is absent if it didn't know the chain. */
export interface Seen {
  readonly seq: number;
  readonly chain?: string;
}

export interface EntryBody {
  readonly seen: Seen;
  readonly name: string;
  readonly do: object;
}

/** What an entry says, verified. */
export interface SealedEntry extends Pick<SignedBody, 'author' | 'key' | 'content'> {
  readonly seen: Seen;
  readonly name: string;
  readonly act: Readonly<Record<string, unknown>>;
}

/** What a status says, verified. */
export interface SealedStatus {
  readonly author: string;
  /** On its author's clock, in ms since the Unix epoch. */
  readonly time: number;
  readonly name: string;
  readonly status: Readonly<Record<string, unknown>>;
}

/** The longest name in an entry, in UTF-16 units, as in deskmate/1. */
const maxName = 256;

/** Seals and opens what members of an epoch say. Nothing here throws on what others wrote. */
export class EpochSeal {
  readonly keys: EpochKeys;
  private readonly number: string;

  constructor({ number, token }: WideEpoch, pin: string) {
    this.keys = epochKeys(token, pin);
    this.number = `${number}`;
  }

  get stream(): string {
    return this.keys.stream;
  }

  /** @throws {RangeError} if it is too long */
  sealEntry(member: MemberKeys, user: string, id: string, body: EntryBody): Buffer {
    const box = sealSigned(this.keys.content, this.entryAad(user, id), member, body);
    return Buffer.concat([Buffer.of(version), box]);
  }

  openEntry(user: string, id: string, payload: Uint8Array): SealedEntry | undefined {
    if (payload[0] !== version) return undefined;
    return toEntry(openSigned(this.keys.content, this.entryAad(user, id), payload.subarray(1)));
  }

  /** An entry's content with what it was signed for, in a form that another entry can contain. */
  proofOf(user: string, id: string, content: Uint8Array): string {
    return lengthPrefixed([this.stream, this.number, user, id, content]).toString('base64url');
  }

  /** @throws {RangeError} if it is too long */
  sealStatus(member: MemberKeys, user: string, time: number, name: string, status: object): Buffer {
    const aad = this.statusAad(user, time);
    const box = sealSigned(this.keys.content, aad, member, { name, do: status });
    const header = Buffer.alloc(1 + timeBytes);
    header.writeUInt8(version);
    header.writeBigUInt64BE(BigInt(time), 1);
    return Buffer.concat([header, box]);
  }

  openStatus(user: string, payload: Buffer): SealedStatus | undefined {
    if (payload.length < 1 + timeBytes || payload[0] !== version) return undefined;
    const time = Number(payload.readBigUInt64BE(1));
    if (!Number.isSafeInteger(time)) return undefined;
    const box = payload.subarray(1 + timeBytes);
    const signed = openSigned(this.keys.content, this.statusAad(user, time), box);
    if (!signed) return undefined;
    const { author, body } = signed;
    if (!isName(body.name) || !isObject(body.do)) return undefined;
    return { author, time, name: body.name, status: body.do };
  }

  private entryAad(user: string, id: string): Buffer {
    return entryAad(this.stream, this.number, user, id);
  }

  private statusAad(user: string, time: number): Buffer {
    return lengthPrefixed(['deskmate-wide/1 status', this.stream, this.number, user, `${time}`]);
  }
}

/** Opens the proof of an entry of any epoch: undefined if nobody signed that. Never throws. */
export function openProof(proof: string): (SealedEntry & { readonly id: string }) | undefined {
  const parts = splitLengthPrefixed(Buffer.from(proof, 'base64url'));
  if (parts?.length !== 5) return undefined;
  const [stream, number, user, id] = parts.slice(0, 4).map(String) as [
    string,
    string,
    string,
    string,
  ];
  const entry = toEntry(verifySigned(entryAad(stream, number, user, id), parts[4] as Buffer));
  return entry && { ...entry, id };
}

function entryAad(stream: string, number: string, user: string, id: string): Buffer {
  return lengthPrefixed(['deskmate-wide/1 entry', stream, number, user, id]);
}

function toEntry(signed: SignedBody | undefined): SealedEntry | undefined {
  if (!signed) return undefined;
  const { author, key, body, content } = signed;
  const seen = toSeen(body.seen);
  if (!seen || !isName(body.name) || !isObject(body.do)) return undefined;
  return { author, key, content, seen, name: body.name, act: body.do };
}

function isName(name: unknown): name is string {
  return typeof name === 'string' && name.length <= maxName;
}

const chainHash = /^[\w-]{43}$/;

function toSeen(value: unknown): Seen | undefined {
  if (!isObject(value)) return undefined;
  const { seq, chain } = value;
  if (!Number.isSafeInteger(seq) || (seq as number) < 0) return undefined;
  if (chain === undefined) return { seq: seq as number };
  if (typeof chain !== 'string' || !chainHash.test(chain)) return undefined;
  return { seq: seq as number, chain };
}
