import type { Event } from '../util/event';
import type { FileId } from './card';
import type { Endpoint } from './endpoint';
import type { FileTransit } from './file-link';
import type { LinkEnd } from './net-error';

/** A server for wide rooms, as invites carry it: enough to connect, and to sign a member's own credentials. */
export interface WideServer {
  /** The nodes of its cluster: 1 to 8, by host name or address. */
  readonly nodes: readonly Endpoint[];
  /** SHA-256 of the DER certificate of the authority that signed the nodes' certificates, base64url without padding. */
  readonly authority: string;
  /** Public NKey of the account: `A` and 55 characters of base32. */
  readonly account: string;
  /** Seed (NKey) of the account's signing key for members: `SA` and 56 characters of base32. */
  readonly memberKey: string;
}

/** What an administrator gives to those who may open wide rooms. */
export interface WideServerAccess extends WideServer {
  /** What people call the server. */
  readonly name: string;
  /** Seed (NKey) of the account's signing key that may also create streams. */
  readonly ownerKey: string;
  /** On how many nodes each room is stored: 1, 3 or 5. */
  readonly replicas: number;
}

/** A period of a wide room with a stream and a key of its own; a new one begins when someone is removed. */
export interface WideEpoch {
  /** 1 for the first. */
  readonly number: number;
  /** 16 bytes, base64url without padding. */
  readonly token: string;
}

/** What a member needs to open a stream of a wide room. */
export interface WideTicket {
  readonly server: WideServer;
  /** The owner's public signing key, which names the room. */
  readonly pin: string;
  readonly epoch: WideEpoch;
  /** The member's own key: 32 bytes, base64url without padding. */
  readonly key: string;
}

/** What the owner, or a moderator, needs to create a stream. */
export interface WideCreation extends WideTicket {
  readonly ownerKey: string;
  readonly replicas: number;
  /** Number of the stream's first entry. */
  readonly first: number;
}

/** An entry, and the hash of all entries up to it. */
export interface ChainPoint {
  readonly seq: number;
  /** SHA-256, base64url without padding. */
  readonly hash: string;
}

/** What the server has done that it shouldn't; docs/WIDE.md explains each. */
export type WideAlarm = 'forked' | 'rolled-back' | 'missing' | 'forged' | 'replayed';

/** A message of the stream, opened and verified. Its body is any JSON object: the room checks what it means. */
export interface OpenedEntry {
  readonly seq: number;
  /** When the server got it, in ms since the Unix epoch. */
  readonly time: number;
  /** Id of the member who signed it. */
  readonly author: string;
  /** The author's public signing key. */
  readonly key: string;
  /** The author's id for its request. */
  readonly id: string;
  /** The author's name, as it says. */
  readonly name: string;
  /** What it does. */
  readonly act: Readonly<Record<string, unknown>>;
  /** The whole payload with what it is bound to, so that a member can publish it again. */
  readonly proof: string;
}

/** A message of the stream that doesn't count: it uses up its number. */
export interface RejectedEntry {
  readonly seq: number;
  readonly time: number;
  readonly rejected: true;
}

export type StreamEntry = OpenedEntry | RejectedEntry;

/** What a member says of itself, opened and verified; never stored. */
export interface OpenedStatus {
  readonly author: string;
  readonly name: string;
  readonly status: Readonly<Record<string, unknown>>;
}

/**
 * A member's connection to the stream of one epoch.
 *
 * 1. `onEntries` MUST fire with every number once, in order, without gaps, from `start()` on.
 * 2. `append()` MUST NOT resolve before the server has stored the entry as its settings say, and keeps trying until then.
 * 3. `onEnd` MUST fire exactly once.
 */
export interface WideStream {
  /** The node that the connection uses, and this computer's address on it. */
  readonly address: string;
  readonly localAddress: string;
  /** The id of the member whose connection this is. */
  readonly member: string;
  /** Its public X25519 key. */
  readonly box: string;
  /** Numbers of the oldest entry kept and of the newest one when the stream was opened; `last + 1` and `last` if there are none. */
  readonly first: number;
  readonly last: number;
  /** When something last came from the server, in ms since the Unix epoch. */
  readonly heardAt: number;
  /** The last entry read, and its chain hash; undefined as long as the reader doesn't know the chain. */
  readonly chain: ChainPoint | undefined;
  /** Whether the server stores entries now: false while it has no leader or no quorum. */
  readonly isWritable: boolean;
  readonly onEntries: Event<readonly StreamEntry[]>;
  readonly onStatus: Event<OpenedStatus>;
  readonly onAlarm: Event<WideAlarm>;
  readonly onDidChangeWritable: Event<void>;
  readonly onEnd: Event<LinkEnd>;
  /**
   * Starts to read, with the entry after number `after`, or the oldest one.
   * @param chain the chain up to an earlier time, to be compared with the stream's
   */
  start(after: number, chain?: ChainPoint): void;
  /**
   * Adds an entry; resolves to its number. A repeat of the same id within the duplicate window is stored once.
   * @throws {NetError} when the connection ends before
   */
  append(id: string, name: string, act: object): Promise<number>;
  /** Tells all connected members, or one of them, something that isn't stored. May get lost. */
  tell(name: string, status: object, member?: string): void;
  /** Says that some member has read up to this number: reads what is missing here. */
  expect(seq: number): void;
  /**
   * Opens a `proof` that someone published again, of an entry of this epoch or of an earlier one: checks the signature,
   * whatever stream it names. Undefined if it isn't genuine.
   */
  open(proof: string): Omit<OpenedEntry, 'seq' | 'time'> | undefined;
  /** Seals the token of another epoch for the member with this public X25519 key. */
  sealToken(epoch: WideEpoch, member: string, box: string): string;
  /** The token of another epoch that was sealed for this member; undefined if it wasn't. */
  openToken(epoch: number, sealed: string): string | undefined;
  /** Seals for a moderator what it needs to create streams. */
  sealGrant(grant: string, member: string, box: string): string;
  /** Opens what the owner sealed for this member, in any epoch; undefined if it wasn't. */
  openGrant(sealed: string): string | undefined;
  /** Closes after what is under way. */
  close(): Promise<void>;
  /** Closes at once. */
  drop(): void;
}

/** Where the manifest of a file is. */
export interface WideFilePlace {
  /** The epoch whose stream for files has it. */
  readonly epoch: number;
  readonly seq: number;
}

/** What wide rooms need from the network. */
export interface WideNetwork {
  /** New keys for a room: the owner's key, the pin that belongs to it, and a token. */
  newRoom(): { readonly key: string; readonly pin: string; readonly token: string };
  /** A new member's key. */
  newKey(): string;
  newToken(): string;
  /** Creates an epoch's streams, for files and for entries; does nothing if they exist. @throws {NetError} */
  create(creation: WideCreation, signal: AbortSignal): Promise<void>;
  /**
   * @param seen number of the last entry that this member has seen of the stream: if the server shows fewer, it is asked again
   *   for half a minute
   * @throws {NetError} code `room-closed` if there is no such stream; `cancelled` if the signal is aborted
   */
  open(ticket: WideTicket, signal: AbortSignal, seen?: number): Promise<WideStream>;
  /**
   * Sends a file to the epoch's stream for files, starting with what an earlier attempt of this process didn't. One attempt.
   * @returns the number of its manifest @throws {FileError}
   */
  putFile(
    ticket: WideTicket,
    file: FileId,
    open: (offset: number) => AsyncIterable<Uint8Array>,
    transit: FileTransit,
  ): Promise<number>;
  /**
   * Fetches a file from the epoch's stream for files, from `offset` on. One attempt; the caller checks the hash.
   * @param seq the number of its manifest @throws {FileError} or what `write` throws
   */
  getFile(
    ticket: WideTicket,
    file: FileId & { readonly offset: number; readonly seq: number },
    write: (bytes: Uint8Array) => Promise<void>,
    transit: FileTransit,
  ): Promise<void>;
}

/** What the owner and the moderators of a wide room can do. Each call resolves to whether the room's log says so now. */
export interface WideControl {
  readonly isOwner: boolean;
  readonly locked: boolean;
  /** Ids of the members whom the owner named. */
  readonly moderators: readonly string[];
  /** The present epoch, for invites. */
  readonly epoch: WideEpoch;
  readonly onDidChange: Event<void>;
  lock(locked: boolean): Promise<boolean>;
  remove(member: string, reason: string): Promise<boolean>;
  resetInvite(): Promise<boolean>;
  setModerator(member: string, on: boolean): Promise<boolean>;
}

/** What a ticket to a wide room has in addition. */
export interface WideRoute {
  readonly server: WideServer;
  readonly epoch: WideEpoch;
  /** Up to where this computer has seen the log, and its hash then. */
  readonly checkpoint?: ChainPoint | undefined;
  /** The key with which it joins: the owner's, in the room that it has just created, or that of an earlier attempt. */
  readonly memberKey?: string | undefined;
  /** Only the owner and moderators have it. */
  readonly creation?: { readonly ownerKey: string; readonly replicas: number } | undefined;
}
