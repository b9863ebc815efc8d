import type { Event } from '../util/event';
import type { AccessControl, AccessState, HostIdentity, KeepAccess } from './access';
import type { Arrival, Vacancy } from './arrival';
import type { Card, FileId } from './card';
import type { Endpoint } from './endpoint';
import type { FileLimits } from './file-limits';
import type { FileLink, FileTransit, Hasher } from './file-link';
import type {
  Epoch,
  Listener,
  EntryFrame as NumberedEntry,
  Person,
  ToHub,
  ToMember,
} from './frames';
import type { KnockListener, KnockTarget, SentKnock } from './knock';
import type { LabEndpoint } from './lab-endpoint';
import type { DatagramCounts, LabEncoding, LabLink } from './lab-link';
import type { LinkEnd } from './net-error';
import type { CodeGrant, CodeListener, CodeTarget } from './room-code';
import type { RoomKind } from './room-kinds';
import type { EncodingName, TextEncoding } from './text-encoding';
import type { SentTransit, Transit } from './transit';
import type { VoterPort } from './voter-port';
import type { Weather } from './weather';

/** What a guest asks of the room. A lab guest only sends messages, without ids. */
export type GuestRequest =
  | {
      readonly type: 'say';
      readonly text: string;
      readonly id?: string;
      /** It continues this guest's last message, which is the last entry published. */
      readonly continues?: boolean;
      /** How it got here; in lab rooms only. */
      readonly transit?: Transit;
      readonly reply?: number | undefined;
      readonly card?: Card | undefined;
    }
  | Exclude<ToHub, { type: 'say' | 'join' | 'resume' | 'check' | 'leave' | 'ping' }>;

/** An entry of a room's log. */
export type RoomEntry = Exclude<NumberedEntry, { type: 'message' }> | NumberedMessage;

type NumberedMessage = Extract<NumberedEntry, { type: 'message' }> & {
  /** It is the rest of the previous entry, which was published incomplete; in lab rooms only. */
  readonly continues?: boolean;
  /** How it got to the hub; in lab rooms only. */
  readonly transit?: Transit;
};

/** Frames that aren't part of the log. */
export type Notice = Extract<
  ToMember,
  {
    type:
      | 'receipts'
      | 'room'
      | 'notice'
      | 'presence'
      | 'typing'
      | 'gone'
      | 'nudge'
      | 'nudged'
      | 'keys'
      | 'moved'
      | 'refused';
  }
>;

/** Why the room closes a guest's connection, for protocols that can tell the guest. */
export interface CloseReason {
  readonly code:
    | 'room-closed'
    | 'room-full'
    | 'room-locked'
    | 'line-full'
    | 'bad-token'
    | 'removed'
    | 'replaced'
    | 'host-away'
    | 'host-storage';
  /** In the host's words. */
  readonly reason?: string;
}

/** An epoch and the last entry held of it. */
export interface EpochEnd extends Epoch {
  readonly last: number;
}

/** How much of a room's log someone holds. */
export interface LogPosition {
  /** Number of the last entry held; 0 for none. */
  readonly last: number;
  /** The epoch of that entry; absent when unknown. */
  readonly epoch?: Epoch | undefined;
  /** The epochs before that one, newest first. */
  readonly earlier?: readonly EpochEnd[] | undefined;
}

/** The room's numbered log, for guests that are catching up. */
export interface LogFeed {
  /** Number of the oldest entry kept; `last` + 1 when there is none. */
  readonly first: number;
  /** Number of the newest entry; 0 when there is none. */
  readonly last: number;
  /** The epoch of new entries. */
  readonly epoch: Epoch;
  /** Number of the last entry when the room was opened. */
  readonly opened: number;
  /** The epoch of an entry; the same object for all of one epoch. */
  epochAt(seq: number): Epoch;
  /** Number of the last entry that this log and another one share. */
  agreed(position: LogPosition): number;
  /**
   * The oldest entry with a number above `after`, and some of those that follow it; none above `to`.
   * Undefined if there is none.
   */
  read(after: number, to: number): EntryRun | undefined;
}

/** Entries of one epoch whose numbers have no gap. */
export interface EntryRun {
  readonly first: number;
  readonly last: number;
  /** Their lines in deskmate/1; shared, so they MUST NOT be changed. */
  readonly bytes: Buffer;
}

/** What a guest learns when it is admitted. */
export interface Seat {
  readonly id: string;
  readonly name: string;
  readonly room: { readonly name: string; readonly kind: RoomKind; readonly most: number };
  readonly members: readonly Person[];
  readonly feed: LogFeed;
  /** Absent where there are no files. */
  readonly files?: FileLimits;
  /** Stores a newcomer's key. */
  readonly keep: KeepAccess;
}

/**
 * One guest's connection, as the host's room sees it. A guest of an invite room has authenticated before
 * the room learns about it.
 *
 * 1. A link MUST queue its guest's requests until `listen()`, up to its limit, and deliver them then.
 * 2. `onRequest` MUST NOT fire before `listen()` nor after `onEnd`.
 * 3. `onEnd` MUST fire exactly once, even for a guest that was never admitted.
 */
export interface GuestLink {
  /** The name the guest asks for; in a lab room its address, as Python prints it. */
  readonly name: string;
  /** The member it authenticated as; absent for a newcomer, and in a lab room. */
  readonly member?: string;
  /** Whether it can come back as the same member if its connection breaks, as far as known. */
  readonly canReturn: boolean;
  readonly onRequest: Event<GuestRequest>;
  /** In a bare room: what happened to the guest's datagrams, after each change. */
  readonly onCounts?: Event<DatagramCounts>;
  readonly onEnd: Event<LinkEnd>;
  /** Tells the guest its position in the waiting line if the protocol can; 1 is next. */
  wait(position: number): void;
  /**
   * Admits the guest: it gets the entries it missed, then what the server publishes. Returns false for a
   * newcomer whose key can't be stored; it isn't admitted then.
   */
  admit(seat: Seat): boolean;
  /**
   * Starts to deliver requests; for a guest that comes back, first what it has received.
   * @param to `status`: only what doesn't become part of the log (received, presence, typing, nudge); the link queues everything else
   * in order, up to its limit, until the next `listen()`
   */
  listen(to?: 'all' | 'status'): void;
  /** Sends a notice if the protocol can. */
  tell(notice: Notice): void;
  /** Sends a message from the host to this guest alone; absent where notices say what it would. */
  sayAsHost?(text: string): void;
  /** Closes the connection gracefully; does nothing if it is already closed. */
  close(farewell?: CloseReason): void;
}

/** Makes network weather on a room's connections, in both directions, between the socket and the protocol. */
export interface WeatherControl {
  /**
   * Sets it for all connections, now and later; undefined for none. What is under way arrives at once, in
   * order.
   */
  set(weather: Weather | undefined): void;
  /** Sets it for one guest, until the next `set`. */
  setFor(guest: GuestLink, weather: Weather | undefined): void;
}

/** The file connections of a hub. */
export interface FileListener {
  readonly onFile: Event<FileLink>;
  /** Closes the member's connections. */
  drop(member: string): void;
}

/** A listening socket and its guests, for one of the wire protocols. */
export interface RoomServer {
  /** The address it listens on, as the operating system reports it. */
  readonly address: string;
  readonly port: number;
  /** The protocol's name for the host. */
  readonly hostName: string;
  /** Decides who may join; absent in a lab room, which anyone may join. */
  readonly access?: AccessControl;
  /** The latest connection from each address, the last one last; absent where they aren't counted. */
  readonly arrivals?: readonly Arrival[];
  /** Only where people can choose the encoding. */
  readonly text?: LabEncoding;
  /** Absent where there is no network weather. */
  readonly weather?: WeatherControl;
  /**
   * Fires when a published message has reached members in another way than it was sent, and again when that
   * changes; `seq` is the entry's number.
   */
  readonly onTransit?: Event<{ readonly seq: number; readonly transit: SentTransit }>;
  readonly onGuest: Event<GuestLink>;
  /** Members' file connections; absent where there are no files. */
  readonly files?: FileListener;
  /** Absent in a lab room, which anyone may join. */
  readonly knocks?: KnockListener;
  /** Absent in a lab room, which has one host for good. */
  readonly voters?: VoterPort;
  /** Absent in a lab room. */
  readonly codes?: CodeListener;
  /**
   * Sends an entry to every admitted guest; the lab protocol doesn't send it back to its author. Entries of
   * one event loop turn share one write, which follows `ListenOptions.commit`.
   */
  publish(entry: RoomEntry, author?: GuestLink): void;
  /** Stops listening and closes every connection gracefully; resolves when all are closed. */
  close(farewell?: CloseReason): Promise<void>;
}

/** What a guest needs to get into an invite room. */
export interface Ticket {
  /** Addresses of the host, the likeliest first; all are tried. */
  readonly addresses: readonly string[];
  readonly port: number;
  /** Other addresses and ports where the host may be; tried last. */
  readonly others?: readonly Endpoint[];
  /** See {@link AccessControl.pin}. */
  readonly pin: string;
  readonly claim:
    | { readonly token: string; readonly name: string }
    /**
     * `keys`: others under which the hub may know the member. `name`: the member's name, for a hub that has lost it.
     */
    | ({
        readonly member: string;
        readonly key: string;
        readonly keys?: readonly string[];
        readonly name?: string;
      } & LogPosition);
}

/** The frames that a guest's connection passes on. */
export type HubFrame = Exclude<ToMember, { readonly type: 'ping' | 'bye' | 'checked' }>;

/**
 * The guest's end of a deskmate/1 connection, after it has verified the pin and sent its claim. Reads
 * nothing before `start()`. A `bye` from the hub ends it: `onEnd` has the code.
 */
export interface MemberLink {
  /** The address that the connection uses. */
  readonly address: string;
  /** This computer's address on the connection. */
  readonly localAddress: string;
  /** When something last came from the hub, in ms since the Unix epoch: also a ping. */
  readonly heardAt: number;
  /** Names and texts are clean: see `cleanFrame`. */
  readonly onFrame: Event<HubFrame>;
  readonly onEnd: Event<LinkEnd>;
  start(): void;
  send(frame: Exclude<ToHub, { type: 'join' | 'resume' | 'check' | 'leave' | 'ping' }>): void;
  /** Sends `leave` and closes; resolves when the connection is closed. */
  leave(): Promise<void>;
  /** Closes without `leave`, like a broken network: the member may come back. */
  drop(): void;
}

/** Decides when to reconnect. */
export interface RetryTimer {
  /**
   * Calls back once: after a jittered wait that grows with each attempt, or at once when the computer wakes
   * or its networks change.
   */
  next(callback: () => void): { dispose(): void };
  /** An attempt succeeded: makes the next wait short again. */
  reset(): void;
}

/** What rooms need from the network. The composition root passes the real one, tests pass a fake. */
export interface Network {
  /** @throws {NetError} when it can't listen on the address. */
  listen(options: ListenOptions): Promise<RoomServer>;
  /** Joins a lab room. @throws {NetError} code `cancelled` if the signal is aborted. */
  connectLab(endpoint: LabEndpoint, signal: AbortSignal, encoding?: TextEncoding): Promise<LabLink>;
  /**
   * Joins an invite room: tries all addresses and uses the first whose certificate matches the pin.
   * @throws {NetError} when none does; code `cancelled` if the signal is aborted
   */
  connectByInvite(ticket: Ticket, signal: AbortSignal): Promise<MemberLink>;
  /**
   * Knocks at a room whose pin isn't known. Resolves when the host has been shown the knock.
   * @param name what the user wants to be called
   * @param signal cancels the knock, at any time until the host has accepted
   * @throws {KnockError}
   */
  knock(target: KnockTarget, name: string, signal: AbortSignal): Promise<SentKnock>;
  /**
   * Enters a room's code where its pin isn't known: proves that the user has it, and checks that the host has it.
   * @param code six digits
   * @throws {CodeError}
   */
  enterCode(target: CodeTarget, code: string, signal: AbortSignal): Promise<CodeGrant>;
  /**
   * Checks that a successor can be reached: resolves if one of its addresses answers with its certificate.
   * @throws {NetError} when none does; code `cancelled` if the signal is aborted
   */
  reach(listener: Listener, signal: AbortSignal): Promise<void>;
  /** How others know a host with this access control. */
  identityOf(access: AccessState): HostIdentity;
  /** The key with which a member comes to the successor with this pin, from its key to the host. */
  successorKey(key: string, pin: string): string;
  /**
   * Sends a file to the hub of an invite room, starting at the offset that the hub asks for. One attempt.
   * @param ticket a member's, with its key
   * @throws {FileError}
   */
  putFile(
    ticket: Ticket,
    file: FileId,
    open: (offset: number) => AsyncIterable<Uint8Array>,
    transit: FileTransit,
  ): Promise<void>;
  /**
   * Fetches a file from the hub, from `offset` on. One attempt; the caller checks the hash.
   * @throws {FileError} or what `write` throws
   */
  getFile(
    ticket: Ticket,
    file: FileId & { readonly offset: number },
    write: (bytes: Uint8Array) => Promise<void>,
    transit: FileTransit,
  ): Promise<void>;
  hasher(): Hasher;
  /** The encoding with this name; loads it at first use. */
  encoding(name: EncodingName): Promise<TextEncoding>;
  /** The most likely encoding of some bytes; undefined if they aren't text. */
  guessEncoding(sample: Buffer): Promise<EncodingName | undefined>;
  retryTimer(): RetryTimer;
  /** Addresses at which others on the same networks may reach a room that listens on `address`. */
  reachable(address: string): readonly string[];
  /** A random id of 128 bits, base64url without padding. */
  randomId(): string;
}

/** Settings of a listening {@link RoomServer}. */
export interface ListenOptions {
  readonly kind: RoomKind;
  /** Address of a network adapter; `0.0.0.0` or `::` for all. */
  readonly address: string;
  /** 0 for any free port. */
  readonly port: number;
  /** For a lab room; UTF-8 if absent. */
  readonly encoding?: TextEncoding;
  /** For a kind of room that can do without acknowledgements and repeats: whether it does. */
  readonly bare?: boolean;
  /** For a room that is reopened: who may join. */
  readonly access?: AccessState;
  /**
   * Called once per event loop turn, before published entries are sent, to write them to disk first.
   * Returns whether that worked. If not, the feed leaves them out, and the room publishes them again when
   * it has them.
   */
  readonly commit?: () => boolean;
  /** Whether the room is open already; until then, everyone is told to come back later. Always, if absent. */
  readonly isOpen?: () => boolean;
  /** Whether someone new would get in; always, if absent. */
  readonly vacancy?: () => Vacancy;
}
