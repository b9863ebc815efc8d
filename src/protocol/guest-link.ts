import type { Event } from '../util/event';
import type { StoreAccess } from './access';
import type { Card } from './card';
import type { classToMember } from './class-frames';
import type { FileLimits } from './file-limits';
import type { Person, ToHub, ToMember } from './frames';
import type { DatagramCounts } from './lab-link';
import type { LogFeed } from './log-feed';
import type { LinkEnd } from './net-error';
import type { RoomKind } from './room-kinds';
import type { ApprovalReason } from './roster-names';
import type { Transit } from './transit';

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
      /** In a class. */
      readonly announcement?: true | undefined;
    }
  | Exclude<ToHub, { type: 'say' | 'join' | 'resume' | 'check' | 'leave' | 'ping' }>;
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
      | 'refused'
      | keyof typeof classToMember;
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
    | 'other-host'
    | 'host-storage';
  /** In the host's words. */
  readonly reason?: string;
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
  readonly store: StoreAccess;
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
  /**
   * Tells the guest its position in the waiting line if the protocol can; 1 is next.
   * @param approval why the host decides whether it can join; absent if a seat is all that it waits for
   */
  wait(position: number, approval?: ApprovalReason): void;
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
