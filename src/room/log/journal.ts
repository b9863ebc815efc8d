import type { AccessChange, AccessState } from '../../protocol/access';
import type { Endpoint } from '../../protocol/endpoint';
import type { InviteKind, RoomKind } from '../../protocol/room-kinds';
import type { GuestRequest, RoomEntry } from '../../protocol/transport';
import type { Event } from '../../util/event';
import type { MoveProblem, StorageProblem } from '../room';
import type { KeptMark } from './deliveries';
import type { Opening } from './epochs';

/** What is kept of a room, in the order it happened: replayed, it gives the room back. */
export type JournalRecord =
  | HostHeader
  | GuestHeader
  | RoomEntry
  /** Entries numbered after `after` are of this epoch. */
  | ({ readonly type: 'opening' } & Opening)
  /**
   * The hub had lost what a guest held after number `keep`: entries above it that stand before this record
   * are void, one's own are to be sent again. `lost` messages, `again` of them one's own.
   */
  | {
      readonly type: 'took-back';
      readonly keep: number;
      readonly time: number;
      readonly lost: number;
      readonly again: number;
    }
  /** One of the others' lost messages, to be shown after entry `after`. */
  | { readonly type: 'apart'; readonly after: number; readonly entry: Message }
  | DamagedEntries
  /** The last that happened to a member in entries that are no longer kept. */
  | { readonly type: 'earlier'; readonly entry: MemberEntry }
  /** Who may come in has changed. */
  | { readonly type: 'door'; readonly change: AccessChange }
  /** A request of this computer's person that the hub has not numbered yet, also where it is the hub. */
  | { readonly type: 'queued'; readonly request: RoomRequest }
  /** The hub refused it, or the person took it back. */
  | { readonly type: 'unqueued'; readonly id: string }
  /** How far members have received the log; those who are not in it are where they were. */
  | { readonly type: 'marks'; readonly marks: readonly KeptMark[] }
  /** The host has made its pair a group, with so many guests at a time. */
  | { readonly type: 'grown'; readonly kind: InviteKind; readonly most: number }
  /**
   * The room is over: the secrets above are dead, the log stays to be read. `again`: its host closed it and
   * may host it again, with the secrets as they are; an opening after this record has done so.
   */
  | { readonly type: 'closed'; readonly again?: true };

/** Who came, left, was renamed or removed. */
export type MemberEntry = Extract<RoomEntry, { readonly member: string }>;

/** These entries were here, and cannot be read any more: their lines are damaged. */
export interface DamagedEntries {
  readonly type: 'damaged';
  /** Numbers of the first and the last of them. */
  readonly from: number;
  readonly to: number;
}

/** First record of a room this computer hosts. */
export interface HostHeader {
  readonly type: 'hosted';
  readonly version: 1;
  readonly kind: RoomKind;
  readonly name: string;
  /** As listened on, so that the room comes back where its guests look for it. */
  readonly address: string;
  readonly port: number;
  readonly most: number;
  /** The host's own name and member id. */
  readonly host: { readonly id: string; readonly name: string };
  readonly door: AccessState;
}

/** First record of a room this computer is a guest in; written again whenever it changes. */
export interface GuestHeader {
  readonly type: 'guest';
  readonly version: 1;
  readonly kind: RoomKind;
  readonly name: string;
  readonly addresses: readonly string[];
  readonly port: number;
  /** Where the host was on other ports, by other invites to this room. */
  readonly others?: readonly Endpoint[];
  readonly pin: string;
  readonly self: { readonly id: string; readonly name: string };
  readonly key: string;
}

/**
 * Where one room's records go.
 *
 * 1. Nothing MUST be told to anybody before `commit()` or `keep()` has answered true for it.
 * 2. A disk that fails MUST NOT throw. What was appended stays, and is tried again until it is kept.
 */
export interface Journal {
  /** The room's id on this computer; opens it again. */
  readonly id: string;
  /** Why what was appended is not kept; undefined while all is well. */
  readonly problem: StorageProblem | undefined;
  /** Fires when `problem` comes or goes. When it has gone, all that was appended is kept. */
  readonly onDidChange: Event<void>;
  /** Takes a record; it is kept when `commit()` answers true. */
  append(record: JournalRecord): void;
  /**
   * Hands what was appended to the operating system, in one write; headers, openings and changes of
   * access go to the disk's surface at once, all others within a second. Whether all that was ever
   * appended is kept.
   */
  commit(): boolean;
  /**
   * Keeps these records at once, on the disk's surface, or not at all. Whether they are kept: when not,
   * nothing of them stays.
   */
  keep(records: readonly JournalRecord[]): boolean;
  /**
   * Writes all of it to another folder and goes on there: then all that was appended is kept. Undefined
   * when that went well; else it stays where it is, but for `not-noted`.
   */
  moveTo(folder: string): Promise<MoveProblem | undefined>;
  /** Commits and lets go of the file; with `over`, the room is over for good and its secrets go. */
  close(over: boolean): void;
}

/** What is known of a kept room without reading all of it. */
export interface RoomSummary {
  readonly id: string;
  readonly role: 'host' | 'guest';
  readonly kind: RoomKind;
  readonly name: string;
  /** As in the room's invite, which names the room by it. */
  readonly pin: string;
  /** Where its host was found or said to be, the likeliest first; none of a room hosted here. */
  readonly places: readonly Endpoint[];
  /** Of its newest record, ms since the Unix epoch. */
  readonly time: number;
  /** Entries in it. */
  readonly entries: number;
  readonly bytes: number;
  /** It can be read, and not be gone back into. */
  readonly over: boolean;
  /** Its host, who is this computer's person, closed it and may host it again. */
  readonly closed: boolean;
  /** The folder that the person chose for it, where it is not now: its disk may not be connected. */
  readonly missing?: string;
}

/** The rooms kept on this computer. */
export interface Archive {
  create(header: HostHeader | GuestHeader): Journal;
  /** What was kept, and the journal to go on with; undefined when it is gone or makes no sense. */
  open(
    id: string,
  ): { readonly records: readonly JournalRecord[]; readonly journal: Journal } | undefined;
  /** What was kept, to be read only. */
  read(id: string): readonly JournalRecord[] | undefined;
  /** Newest first. */
  list(): readonly RoomSummary[];
  /** Erases what was said in a room one is a guest in; what it takes to come back stays. */
  forgetLog(id: string): void;
  delete(id: string): void;
}

/** A request that changes the log: it is kept until the hub has numbered or refused it. */
export type RoomRequest = Extract<
  GuestRequest,
  { readonly type: 'say' | 'edit' | 'delete' | 'react' | 'rename' }
> & { readonly id: string };

/** A request whose id is made when it is sent. */
export type NewRequest = RoomRequest extends infer R
  ? R extends RoomRequest
    ? Omit<R, 'id'>
    : never
  : never;

/** A message as the hub numbers it. */
export type Message = Extract<RoomEntry, { readonly type: 'message' }>;
