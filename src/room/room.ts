import type { Arrival } from '../protocol/arrival';
import type { Card } from '../protocol/card';
import type { Applied, Epoch, Presence } from '../protocol/frames';
import type { LabEndpoint } from '../protocol/lab-endpoint';
import type { DatagramCounts, LabEncoding } from '../protocol/lab-link';
import type { NetError, NetErrorCode } from '../protocol/net-error';
import type { Place } from '../protocol/place';
import type { RoomKind } from '../protocol/room-kinds';
import type { ApprovalReason } from '../protocol/roster-names';
import type { WideAlarm, WideControl } from '../protocol/wide';
import type { Event } from '../util/event';
import type { Classroom } from './classroom';
import type { RoomFiles } from './files';
import type { HostActions, InviteActions } from './host-actions';
import type { RoleChange } from './role-change';
import type { RoomWeather, WeatherActions } from './room-weather';

/** A room that this window hosts or has joined. `onDidChange` reports changes. */
export interface Room {
  readonly info: RoomInfo;
  /** The pin in an invite room's invite: that of its present host. */
  readonly pin?: string | undefined;
  /** The pin of its first host, which names an invite room as long as it exists. */
  readonly firstPin?: string | undefined;
  readonly connection: Connection;
  readonly members: readonly Member[];
  readonly waiting: readonly Waiting[];
  readonly onDidChange: Event<void>;
  /** Only at the host: the latest connection from each address, the last one last, if they are counted. */
  readonly arrivals?: readonly Arrival[] | undefined;
  /** Only at the host of an invite room: bytes for guests that the operating system hasn't accepted yet. */
  readonly queuedBytes?: number | undefined;
  /** The encoding of a lab room. */
  readonly text?: LabEncoding | undefined;
  /** Makes network weather; only for the host of a lab room. */
  readonly weather?: WeatherActions | undefined;
  /** Fires once, when the room has ended for this window; with an error if it broke. */
  readonly onDidEnd: Event<NetError | undefined>;
  /** Fires once, when another room has to take the place of this one; only in an invite room. */
  readonly onDidChangeRole?: Event<RoleChange> | undefined;
  /** Fires when a member asks for the user's attention, with the member's id; only in an invite room. */
  readonly onNudge?: Event<string> | undefined;
  /** What only an invite room can do; for a guest, from its admission on. */
  readonly invited?: InvitedRoom | undefined;
  /**
   * Sends a message. Only an invite room accepts extras; its texts and cards MUST be clean.
   * @throws {MessageError} when the message wasn't accepted
   */
  say(text: string, extras?: SendOptions): void;
  /**
   * Leaves gracefully (as the host: closes the room for everyone); resolves when the connections are
   * closed.
   */
  leave(): Promise<void>;
  /**
   * Disconnects because the window closes or reloads; the room comes back with the window. A lab room
   * can't, and is left.
   */
  suspend(): Promise<void>;
}

/** What members of an invite room can do besides sending messages. */
export interface InvitedRoom {
  /** Id of its journal, for `Session.reopen`. */
  readonly journalId: string;
  /**
   * Number of the last entry when the user first joined: nothing up to it counts as unread. 0 for a
   * returning member and for the host.
   */
  readonly historyEnd: number;
  /** Whether the log has every entry that the hub had when it let this member in; always at the host. */
  readonly isCaughtUp: boolean;
  /** The epoch of the entry with this number. */
  epochAt(seq: number): Epoch;
  /** Changes the user's name, or returns a free one instead. */
  rename(name: string): Promise<RenameResult>;
  setPresence(presence: Presence): void;
  /** Tells the others where the user is in the editor; undefined for nothing, or nothing any more. */
  setPlace(place: Place | undefined): void;
  /**
   * Changes a message or its reactions. The change shows when the hub has numbered it; if the hub refuses
   * it, the log says so.
   * @throws {MessageError} when the change wasn't accepted
   */
  change(change: MessageChange): void;
  /** The room's files, and this window's transfers. */
  readonly files: RoomFiles;
  /** Asks for a member's attention. */
  nudge(memberId: string): Promise<NudgeResult>;
  /** Reports that the user is typing; can be called for every key. */
  typing(): void;
  /** Sets whether this window may take over the room when its host leaves; only at a guest of a room that has one. */
  readonly setMayTakeOver?: ((may: boolean) => void) | undefined;
  /** What those can do who decide about members: the host, or the owner and the moderators of a wide room. */
  readonly inviteActions?: InviteActions | undefined;
  /** What only the host can do. */
  readonly hostActions?: HostActions;
  /** Only at the owner and the moderators of a wide room. */
  readonly wideControl?: WideControl | undefined;
  /** Only in a room that has helpers. */
  readonly classroom?: Classroom | undefined;
}

/** What a message can have in addition to its text. */
export interface SendOptions {
  /** Number of the message that this one replies to. */
  readonly reply?: number;
  readonly card?: Card;
  /** Marks it as an announcement; only helpers may, in a room that has them. */
  readonly announcement?: true;
}

/** A change to the message with number `target`. */
export type MessageChange =
  | { readonly type: 'edit'; readonly target: number; readonly text: string }
  | { readonly type: 'delete'; readonly target: number }
  | {
      readonly type: 'react';
      readonly target: number;
      readonly emoji: string;
      readonly on: boolean;
      readonly applied?: Applied;
      /** Pins or unpins the message instead. */
      readonly pin?: true;
    };

/** The new name, or why it wasn't accepted. */
export type RenameResult =
  | { readonly ok: true; readonly name: string }
  | {
      readonly ok: false;
      readonly problem: 'bad-name' | 'name-taken' | 'offline';
      readonly proposal?: string;
    };

/**
 * What became of a nudge. `too-soon`: the last one was less than a minute ago. `not-here`: the member isn't
 * connected. `unsupported`: the host's version has no nudges. `offline`: this window isn't connected.
 */
export type NudgeResult = 'passed-on' | 'too-soon' | 'not-here' | 'unsupported' | 'offline';

/** The member id of the user in a lab room. */
export const selfId = 'self';

/** A message's text as shown: without the final line ending that line-based programs add. */
export function displayText(text: string): string {
  return text.replaceAll('\r\n', '\n').replace(/\n$/, '');
}

/** How this window is connected. One window is in one room at a time. */
export type Connection =
  /** `error`: why the last attempt or room ended, unless we ended it. */
  | { readonly kind: 'offline'; readonly error?: NetErrorCode }
  /** `error`: why the last attempt failed, while a room that admits no one is retried automatically. */
  | { readonly kind: 'connecting'; readonly target: LabEndpoint; readonly error?: NetErrorCode }
  /**
   * Connected but not admitted, or nothing received yet; `position` 1 is next, if known. `approval`: the host decides;
   * an {@link ApprovalReason} says why, or a reason that only newer hosts know.
   */
  | { readonly kind: 'waiting'; readonly position?: number; readonly approval?: string }
  | { readonly kind: 'joined' }
  | { readonly kind: 'hosting' }
  /** The connection broke and is being restored; `error`: why the last attempt failed. */
  | { readonly kind: 'reconnecting'; readonly error?: NetErrorCode };

/** The room this window is in, or was in last. */
export interface RoomInfo {
  readonly kind: RoomKind;
  readonly name: string;
  readonly address: string;
  readonly port: number;
  /** A lab room over UDP without acknowledgements and repeats: what gets lost is lost. */
  readonly bare?: true;
  /** At a guest of a bare room: what happened to the datagrams from its host. */
  readonly losses?: DatagramCounts;
  /** Whether a hosted or wide room lets no one new in. */
  readonly locked?: boolean;
  /** The ids of the members of an invite room who may host it, its host among them; absent if only the host may. */
  readonly voters?: readonly string[];
  /** Only at the host of an invite room: there are other members, but none of them is connected. */
  readonly isUnheard?: boolean;
  /** Only at the host, while there is any. */
  readonly weather?: RoomWeather;
  /**
   * `waiting`: the host's disk fails, and the room is stopped until it works again; `not-kept`: the host
   * continues without storing messages; `own-disk`: this guest's computer stores nothing, not even queued
   * messages; `no-quorum`: the servers of a wide room store nothing now, and messages wait.
   */
  readonly storage?: 'waiting' | 'not-kept' | 'own-disk' | 'no-quorum';
  /** What the server of a wide room has done that it shouldn't, as far as this window knows. */
  readonly alarms?: readonly WideAlarm[];
  /** Whether the user decides about the members of a wide room: its owner and the moderators do. */
  readonly moderates?: true;
}

/** Someone in the room. */
export interface Member {
  /** Unique in the room as long as its log exists; the same name may later have another id. */
  readonly id: string;
  readonly name: string;
  readonly self: boolean;
  readonly host: boolean;
  /** If the protocol reports it. `away` includes members whose connection is broken. */
  readonly presence?: Presence;
  /** Where the member is in its editor, if it shares that. */
  readonly place?: Place | undefined;
  readonly typing?: boolean;
  /** At the host of a bare room: what happened to this member's datagrams. */
  readonly losses?: DatagramCounts;
}

/** Someone who isn't in the room yet. */
export interface Waiting {
  readonly name: string;
  /** If the host decides whether it can join: its number, for `ClassHostActions`, and why. */
  readonly applicant?: number;
  readonly why?: ApprovalReason;
}

/** How long to collect changes of {@link Member.losses} before they are shown, in ms. */
export const lossesMs = 250;

/** Everything about the room except its log. Immutable: each change makes a new one. */
export interface SessionState {
  readonly connection: Connection;
  readonly room?: RoomInfo;
  readonly members: readonly Member[];
  /** Those about whom the host decides, then the waiting line, each in order of arrival; only the host has them. */
  readonly waiting: readonly Waiting[];
}

/** The window that is in an invite room; no other window may be in it. */
export interface RoomHolder {
  readonly role: 'host' | 'guest';
  /** The id of its extension process, and the computer it runs on. */
  readonly pid: number;
  readonly machine: string;
  /** Whether it is about to go, as a command that only sends something is. */
  readonly brief?: true;
  /** The folder it has open; without a URI if nothing can open the folder by one. */
  readonly folder?: { readonly uri?: string; readonly name: string };
}
