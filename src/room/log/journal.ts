import type { AccessChange, AccessState, HeldKey } from '../../protocol/access';
import type { Endpoint } from '../../protocol/endpoint';
import type { GuestRequest } from '../../protocol/guest-link';
import type { RoomEntry } from '../../protocol/room-entry';
import type { InviteKind, RoomKind } from '../../protocol/room-kinds';
import type { WideRoute } from '../../protocol/wide';
import type { Event } from '../../util/event';
import type { FileStore } from '../file-store';
import type { MoveProblem, StorageProblem } from '../storage-problem';
import type { StoredMark } from './deliveries';
import type { VotingEntry } from './entries';
import type { Opening } from './epochs';
import type { ClassRecord } from './stored-class';

/** A record of a room's journal. Replaying all records in order restores the room. */
export type JournalRecord =
  | HostHeader
  | GuestHeader
  | RoomEntry
  /** Entries after number `after` belong to this epoch. */
  | ({ readonly type: 'opening' } & Opening)
  /**
   * The hub had lost what a guest held after number `keep`: higher entries before this record are void, and
   * our own are sent again. `lost` messages, `again` of them our own.
   */
  | {
      readonly type: 'took-back';
      readonly keep: number;
      readonly time: number;
      readonly lost: number;
      readonly again: number;
    }
  /** A lost message of someone else, shown after entry `after`. */
  | { readonly type: 'apart'; readonly after: number; readonly entry: Message }
  | DamagedEntries
  /** Of the entries that are no longer kept: the last one about a member, or one about who may vote or hosts. */
  | { readonly type: 'earlier'; readonly entry: MemberEntry | VotingEntry }
  /** A change of who may join. */
  | { readonly type: 'door'; readonly change: AccessChange }
  /** A request of this computer's user that the hub (which may be this computer) hasn't numbered yet. */
  | { readonly type: 'queued'; readonly request: RoomRequest }
  /** The hub refused that request, or the user withdrew it. */
  | { readonly type: 'unqueued'; readonly id: string }
  /** How far members have received the log; marks of members not listed are unchanged. */
  | { readonly type: 'marks'; readonly marks: readonly StoredMark[] }
  /**
   * This computer may no longer host the room in a term below this one, nor vote for anyone else in this term:
   * it voted for the member `to`.
   */
  | { readonly type: 'promised'; readonly term: number; readonly to: string }
  /**
   * This member may take over: how it listens for the other voters and, later, as the host. Without `access`, it no
   * longer may. `most`: how many guests the room would have.
   */
  | StandbyRecord
  | ClassRecord
  /** Up to where the stream of this epoch of a wide room was seen, and the hash of its log then. */
  | CheckpointRecord
  /** The host turned its pair into a group, with at most `most` guests. */
  | { readonly type: 'grown'; readonly kind: InviteKind; readonly most: number }
  /**
   * The room has ended: its secrets are deleted, its log can still be read. `again`: its host closed it and
   * may host it again with the same secrets; an opening after this record did so.
   */
  | { readonly type: 'closed'; readonly again?: true };

/** An entry about a member that joined, left, was renamed or removed. */
export type MemberEntry = Extract<
  RoomEntry,
  { readonly type: 'joined' | 'left' | 'renamed' | 'removed' }
>;

/** Entries that can't be read any more because their lines are damaged. */
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
  /** The address it listens on, so that the room reopens where its guests look for it. */
  readonly address: string;
  readonly port: number;
  readonly most: number;
  /** The host's own name and member id. */
  readonly host: { readonly id: string; readonly name: string };
  /** The pin of the room's first host, if this computer took it over. */
  readonly firstPin?: string;
  /** The keys that this computer had as a member, the newest first, if it took the room over. */
  readonly formerKeys?: readonly HeldKey[];
  readonly door: AccessState;
}

/** How a member listens that may take over. */
export interface StandbyListener {
  readonly address: string;
  readonly port: number;
  /** Its own certificate; the keys of the members and the lock are what it knows of the host's. */
  readonly access: AccessState;
  readonly most?: number;
}

export type StandbyRecord =
  | ({ readonly type: 'standby' } & StandbyListener)
  | { readonly type: 'standby'; readonly access?: undefined };

export interface CheckpointRecord {
  readonly type: 'checkpoint';
  readonly epoch: number;
  /** Number of the last entry. */
  readonly last: number;
  readonly hash: string;
}

/** First record of a room that this computer is a guest in; written again whenever it changes. */
export interface GuestHeader {
  readonly type: 'guest';
  readonly version: 1;
  readonly kind: RoomKind;
  readonly name: string;
  readonly addresses: readonly string[];
  readonly port: number;
  /** Where the host was on other ports, from other invites to this room. */
  readonly others?: readonly Endpoint[];
  readonly pin: string;
  /** The pin of the room's first host, if another member hosts it now. */
  readonly firstPin?: string;
  readonly self: { readonly id: string; readonly name: string };
  /** The key at the hub with this pin. */
  readonly key: string;
  /** The keys before it, the newest first, at most {@link maxFormerKeys}: others' keys may derive from them. */
  readonly formerKeys?: readonly HeldKey[];
  /** Only of a wide room. */
  readonly wide?: StoredRoute;
  /** The pins of the others who may host the room, as of the newest list in the log. */
  readonly successors?: readonly string[];
}

/** How to get into a wide room. */
export type StoredRoute = Pick<WideRoute, 'server' | 'epoch' | 'creation'>;

/** Maximum number of former keys that are stored. */
export const maxFormerKeys = 8;

/**
 * Stores one room's records.
 *
 * 1. Callers MUST NOT tell anyone about a record before `commit()` or `keep()` has returned true for it.
 * 2. A failing disk MUST NOT make it throw. It retries appended records until they are stored.
 */
export interface Journal {
  /** The room's id on this computer, for reopening it. */
  readonly id: string;
  /** Why appended records aren't stored; undefined while there is no problem. */
  readonly problem: StorageProblem | undefined;
  /** Fires when `problem` changes. When it becomes undefined, all appended records are stored. */
  readonly onDidChange: Event<void>;
  /** Ordinal of the newest record appended. What the journal contained when it was opened counts as one. */
  readonly appended: number;
  /** All records up to this ordinal are on disk (fsync): no crash or power failure loses them. */
  readonly synced: number;
  /** Fires when `synced` has risen, after the call that raised it has returned. */
  readonly onDidSync: Event<void>;
  /**
   * Adds a record; it is stored when `commit()` returns true.
   * @param json the record's JSON, if the caller has encoded it
   */
  append(record: JournalRecord, json?: string): void;
  /**
   * Writes appended records to the operating system in one write. Headers, openings and access changes are
   * synced at once, all others within a second. Returns whether all records appended so far are stored.
   */
  commit(): boolean;
  /**
   * Stores these records and syncs them at once, all or none, with everything before them. Returns whether it did.
   */
  store(records: readonly JournalRecord[]): boolean;
  /**
   * Writes everything to another folder and continues there; all appended records are then stored. Resolves
   * to undefined on success. On a problem it stays where it is, except for `not-noted`.
   */
  moveTo(folder: string): Promise<MoveProblem | undefined>;
  /** Commits and closes the file. With `over`, the room has ended for good and its secrets are deleted. */
  close(over: boolean): void;
}

/** What is known about a stored room without reading all of it. */
export interface RoomSummary {
  readonly id: string;
  readonly role: 'host' | 'guest';
  readonly kind: RoomKind;
  readonly name: string;
  /** The pin in the room's invite: that of its present host. */
  readonly pin: string;
  /** The pin of its first host, which names the room as long as it exists. */
  readonly firstPin: string;
  /** All pins whose invites are known to lead here: of its hosts so far, and of those who may host it next. */
  readonly pins: readonly string[];
  /** Where its host was last reached or said to be, the likeliest first; empty for a room hosted here. */
  readonly endpoints: readonly Endpoint[];
  /** Time of its newest record, in ms since the Unix epoch. */
  readonly time: number;
  /** Number of entries. */
  readonly entries: number;
  /** What its log takes, in bytes; its files count apart, with {@link Archive.fileBytes}. */
  readonly bytes: number;
  /** Whether the room has ended: it can be read but not rejoined. */
  readonly over: boolean;
  /** Whether this computer's user hosted it, closed it, and may reopen it. */
  readonly closed: boolean;
  /** The folder that the user chose for it, if it isn't there now: its disk may be disconnected. */
  readonly missing?: string;
}

/** The rooms stored on this computer. */
export interface Archive {
  create(header: HostHeader | GuestHeader): Journal;
  /** Opens a room: its records, and the journal to continue. Undefined if it is gone or unreadable. */
  open(
    id: string,
  ): { readonly records: readonly JournalRecord[]; readonly journal: Journal } | undefined;
  /** A room's records, for reading only. */
  read(id: string): readonly JournalRecord[] | undefined;
  /** Like {@link read}, one entry per step. */
  reading(id: string): Generator<void, readonly JournalRecord[] | undefined, undefined>;
  /** Newest first. */
  list(): readonly RoomSummary[];
  /**
   * Erases the messages of a room that this computer is a guest in, but keeps what is needed to come back.
   */
  forgetLog(id: string): void;
  /**
   * Replaces the records of a room whose journal is closed, at once. Returns whether it did; if not, it has the old ones.
   * If the disk fails at the end, a power failure can bring them back, until the journal is opened and synced.
   */
  replace(id: string, records: readonly JournalRecord[]): boolean;
  delete(id: string): void;
  /** Opens the files of a room, beside its log: they are deleted with it. */
  files(id: string): FileStore;
  /** Copies a room's files to those of another room, as far as they can be copied; never rejects. */
  copyFiles(from: string, to: string): Promise<void>;
  /** What a room's files take, in bytes. Looks at each of them. */
  fileBytes(id: string): number;
  /** Removes a room's files; its log stays. */
  removeFiles(id: string): void;
}

/** A request that changes the log. It is stored until the hub has numbered or refused it. */
export type RoomRequest = Extract<
  GuestRequest,
  { readonly type: 'say' | 'edit' | 'delete' | 'react' | 'rename' }
> & { readonly id: string };

/** A request that gets its id when it is sent. */
export type NewRequest = RoomRequest extends infer R
  ? R extends RoomRequest
    ? Omit<R, 'id'>
    : never
  : never;

/** A message as the hub numbers it. */
export type Message = Extract<RoomEntry, { readonly type: 'message' }>;

/** Identifies a lost message and the copy that its author sends again. */
export function copyKey({ anonymous, author, id }: Message): string {
  // Whoever publishes it, it is the same message.
  return `${anonymous ? '' : author} ${id}`;
}
