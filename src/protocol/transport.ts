import type { Event } from '../util/event';
import type { AccessControl, AccessState, KeepAccess } from './access';
import type { Card } from './card';
import type { Endpoint } from './endpoint';
import type { Epoch, EntryFrame as NumberedEntry, Person, ToHub, ToMember } from './frames';
import type { LabFrame } from './lab-frames';
import type { NetError } from './net-error';
import type { LabKind, RoomKind } from './room-kinds';
import type { EncodingName, TextEncoding } from './text-encoding';

/** Why a connection is over. */
export type LinkEnd =
  /** The other side left or closed in an orderly way. */
  | { readonly reason: 'closed' }
  /** We closed it. */
  | { readonly reason: 'local' }
  /** It broke: reset, timed out, unreachable, too slow; or the other side said why it closed it. */
  | { readonly reason: 'lost'; readonly error: NetError };

/** What a guest asks of the room. A lab guest only says things, without ids. */
export type GuestRequest =
  | {
      readonly type: 'say';
      readonly text: string;
      readonly id?: string;
      /** It goes on with this guest's last message, which is the last thing published. */
      readonly continues?: boolean;
      readonly reply?: number | undefined;
      readonly card?: Card | undefined;
    }
  | Exclude<ToHub, { type: 'say' | 'join' | 'resume' | 'leave' | 'ping' }>;

/** An entry of a room's log. */
export type RoomEntry = Exclude<NumberedEntry, { type: 'message' }> | SaidEntry;

type SaidEntry = Extract<NumberedEntry, { type: 'message' }> & {
  /** It is the rest of the entry before it, which was given out unfinished; in lab rooms only. */
  readonly continues?: boolean;
};

/** What passes and is not kept. */
export type Notice = Extract<
  ToMember,
  { type: 'receipts' | 'room' | 'notice' | 'presence' | 'typing' | 'refused' }
>;

/** Why the room closes a guest's connection, where the protocol can say it. */
export interface Farewell {
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

/** The last entry that somebody holds of an epoch. */
export interface EpochEnd extends Epoch {
  readonly last: number;
}

/** How far somebody holds a room's log. */
export interface LogPosition {
  /** Number of the last entry held; 0 for none. */
  readonly last: number;
  /** Its epoch; absent when it is not known. */
  readonly epoch?: Epoch | undefined;
  /** The epochs before that one, the newest first. */
  readonly earlier?: readonly EpochEnd[] | undefined;
}

/** The room's numbered log, for guests who have to catch up. */
export interface LogFeed {
  /** Number of the oldest entry kept; `last` + 1 when there is none. */
  readonly first: number;
  /** Number of the newest entry; 0 when there is none. */
  readonly last: number;
  /** Of entries numbered from now on. */
  readonly epoch: Epoch;
  /** Number of the last entry there was when the room was opened. */
  readonly opened: number;
  /** The epoch of an entry; the same object for all of one epoch. */
  epochAt(seq: number): Epoch;
  /** Number of the last entry up to which this log and one that somebody holds are alike. */
  agreed(position: LogPosition): number;
  /** Entries after number `after`, oldest first, at most `max`. */
  read(after: number, max: number): readonly RoomEntry[];
}

/** What somebody who is let in learns. */
export interface Seat {
  readonly id: string;
  readonly name: string;
  readonly room: { readonly name: string; readonly kind: RoomKind; readonly most: number };
  readonly members: readonly Person[];
  readonly feed: LogFeed;
  /** Keeps the key of a newcomer. */
  readonly keep: KeepAccess;
}

/**
 * One guest's connection, as the room that hosts it sees it. A guest by invite has proved that it
 * may come in before the room hears of it.
 *
 * 1. A link MUST hold what its guest asks until `listen()`, up to its limit, and deliver it then.
 * 2. `onRequest` MUST NOT fire before `listen()` nor after `onEnd`.
 * 3. `onEnd` MUST fire exactly once, also for a guest that was never admitted.
 */
export interface GuestLink {
  /** What the guest wants to be called; in a lab room its address, as Python prints it. */
  readonly name: string;
  /** The member it has proved to be; absent for a newcomer, and in a lab room. */
  readonly member?: string;
  /** Whether it can come back as the same member when its connection breaks, as far as is known now. */
  readonly returns: boolean;
  readonly onRequest: Event<GuestRequest>;
  readonly onEnd: Event<LinkEnd>;
  /** Tells it its place in the waiting line, where the protocol can; 1 is next. */
  wait(position: number): void;
  /**
   * From now on the guest hears what the server publishes, after what it has missed. False for a newcomer
   * whose key cannot be kept: it is not let in then.
   */
  admit(seat: Seat): boolean;
  /**
   * From now on the guest is heard; one who comes back first of all with what it has received.
   * @param to with `status` only what it has received, its presence, and that it types: all else is held in
   * order, up to the link's limit, until it is listened to again
   */
  listen(to?: 'all' | 'status'): void;
  /** Passes a notice on, where the protocol can. */
  tell(notice: Notice): void;
  /** Closes the connection politely; harmless when it is closed already. */
  close(farewell?: Farewell): void;
}

/** How the bytes of a lab room become text and back. */
export interface LabText {
  /** Of everything that is read and written from now on; may be set at any time. */
  encoding: TextEncoding;
  /** Fires for every read that is not valid in `encoding`. */
  readonly onUndecodable: Event<Undecodable>;
}

export interface Undecodable {
  /** The other end of the connection, as Python prints its address. */
  readonly peer: string;
  /** The first bytes of the read, 1 KiB at most. */
  readonly sample: Buffer;
}

/** A listening socket and the guests connected to it, one of the two wire protocols on top. */
export interface RoomServer {
  /** The address listened on, as the operating system tells it. */
  readonly address: string;
  readonly port: number;
  /** What the protocol calls the host itself. */
  readonly hostName: string;
  /** Who may come in; absent in a lab room, which anyone may enter. */
  readonly access?: AccessControl;
  /** Lab rooms only. */
  readonly text?: LabText;
  readonly onGuest: Event<GuestLink>;
  /**
   * Sends an entry to every admitted guest; a protocol without numbers leaves out its author.
   * Entries of one turn share one write, which follows `ListenOptions.commit`.
   */
  publish(entry: RoomEntry, author?: GuestLink): void;
  /** Stops listening and closes every connection politely; resolves when all are gone. */
  close(farewell?: Farewell): Promise<void>;
}

/** A guest's own end of a lab connection. Nothing is read before `start()`. */
export interface LabLink {
  /** Our own name in the room, as far as this side can know it. */
  readonly localName: string;
  /** What the protocol calls the other end of the connection. */
  readonly remoteName: string;
  /** Which kind of room this is, as far as the bytes heard so far tell. */
  readonly kind: LabKind;
  readonly text: LabText;
  readonly onFrame: Event<LabFrame>;
  readonly onEnd: Event<LinkEnd>;
  /** Whether the protocol calls the room's host by this name. */
  isHost(name: string): boolean;
  /** Begins to read; subscribe first. */
  start(): void;
  /** Queues a message. Resolves when the operating system has all of it, rejects when it never will. */
  say(text: string): Promise<void>;
  /** Says goodbye in the protocol's own way and closes; resolves when the connection is gone. */
  leave(): Promise<void>;
}

/** What it takes to get into a room by invite. */
export interface Ticket {
  /** Addresses of the host, the likeliest first; all are tried. */
  readonly addresses: readonly string[];
  readonly port: number;
  /** Where else the host may be, on other ports; tried after those. */
  readonly others?: readonly Endpoint[];
  /** As {@link AccessControl.pin}. */
  readonly pin: string;
  readonly claim:
    | { readonly token: string; readonly name: string }
    /** `name`: what the member is called, for a hub that has lost it. */
    | ({ readonly member: string; readonly key: string; readonly name?: string } & LogPosition);
}

/**
 * A guest's own end of a deskmate/1 connection, whose pin is proved and whose claim is sent.
 * Nothing is read before `start()`. A `bye` of the hub is told by `onEnd`, with its code.
 */
export interface MemberLink {
  /** The address that answered first. */
  readonly address: string;
  readonly onFrame: Event<Exclude<ToMember, { type: 'ping' | 'bye' }>>;
  readonly onEnd: Event<LinkEnd>;
  start(): void;
  send(frame: Exclude<ToHub, { type: 'join' | 'resume' | 'leave' | 'ping' }>): void;
  /** Says goodbye and closes; resolves when the connection is gone. */
  leave(): Promise<void>;
  /** Closes without a word, as a broken network would: one may come back. */
  drop(): void;
}

/** Says when to try again. */
export interface RetryTimer {
  /**
   * Calls back once: after a wait that grows from try to try and is jittered, or at once when the
   * computer wakes or its networks change.
   */
  next(callback: () => void): { dispose(): void };
  /** A try succeeded: the next wait is short again. */
  reset(): void;
}

/** What a room needs of the network; the composition root passes the real one, tests another. */
export interface Network {
  /** @throws {NetError} when the address cannot be listened on. */
  listen(options: ListenOptions): Promise<RoomServer>;
  /** Joins a lab room. @throws {NetError} an aborted signal gives code `cancelled`. */
  connectLab(endpoint: Endpoint, signal: AbortSignal, encoding?: TextEncoding): Promise<LabLink>;
  /**
   * Joins a room by invite: tries all addresses, and takes the first that proves the pin.
   * @throws {NetError} when none does; an aborted signal gives code `cancelled`
   */
  connectByInvite(ticket: Ticket, signal: AbortSignal): Promise<MemberLink>;
  /** An encoding by its name; the first time it is loaded. */
  encoding(name: EncodingName): Promise<TextEncoding>;
  /** In which encoding bytes most likely are text; undefined for those that are none. */
  guessEncoding(sample: Buffer): Promise<EncodingName | undefined>;
  retryTimer(): RetryTimer;
  /** Addresses under which others on the same networks may reach a room that listens on `address`. */
  reachable(address: string): readonly string[];
  /** A random id of 128 bits, base64url without padding. */
  randomId(): string;
}

export interface ListenOptions {
  readonly kind: RoomKind;
  /** Address of a network adapter, `0.0.0.0` or `::` for all. */
  readonly address: string;
  /** 0 for any free port. */
  readonly port: number;
  /** Of a lab room; UTF-8 if absent. */
  readonly encoding?: TextEncoding;
  /** Who may come into a room that is opened again. */
  readonly access?: AccessState;
  /**
   * Called once a turn, before what was published goes out: it is on disk first. Whether it is: else the
   * feed does not give it, and the room publishes again when it does.
   */
  readonly commit?: () => boolean;
}
