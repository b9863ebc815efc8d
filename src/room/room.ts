import type { HeldKey } from '../protocol/access';
import type { Arrival } from '../protocol/arrival';
import type { Card } from '../protocol/card';
import type { Applied, Epoch, Listener, Presence } from '../protocol/frames';
import type { Invite } from '../protocol/invite';
import type { LabEndpoint } from '../protocol/lab-endpoint';
import type { DatagramCounts, LabEncoding } from '../protocol/lab-link';
import type { NetError, NetErrorCode } from '../protocol/net-error';
import type { Place } from '../protocol/place';
import type { RoomCodeState } from '../protocol/room-code';
import type { RoomKind } from '../protocol/room-kinds';
import type { Weather } from '../protocol/weather';
import type { Event } from '../util/event';
import type { RoomFiles } from './files';
import type { HostKnocks } from './knocks';
import type { Listening } from './listening';
import type { SuccessionState } from './succession/state';

/** A room that this window hosts or has joined. `onDidChange` reports changes. */
export interface Room {
  readonly info: RoomInfo;
  /** The pin in an invite room's invite: that of its present host. */
  readonly pin?: string | undefined;
  /** The pin of its first host, which names an invite room as long as it exists. */
  readonly firstPin?: string | undefined;
  readonly connection: Connection;
  readonly members: readonly Member[];
  readonly waiting: readonly { readonly name: string }[];
  readonly onDidChange: Event<void>;
  /** Only at the host: the latest connection from each address, the last one last, if they are counted. */
  readonly arrivals?: readonly Arrival[] | undefined;
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

/** The room goes on in another role of this window: as its host, or as a guest of the new host. */
export type RoleChange =
  | { readonly role: 'host'; readonly takeOver: TakeOver }
  | {
      readonly role: 'guest';
      readonly stays: boolean;
      /** Of a host that has a vote in the next election. */
      readonly voter?: VoterParts;
      /** Who hosts the room now, if that is known. */
      readonly follow?: NewHost;
    };

/** The member that hosts a room from a term on. */
export interface NewHost {
  readonly host: string;
  readonly at: Listener;
  readonly term: number;
}

/** What stays the same when a member's role changes. */
export interface VoterParts {
  readonly listening: Listening;
  readonly state: SuccessionState;
}

/** What a member needs to host the room that it takes over. */
export interface TakeOver {
  readonly term: number;
  /** The former host's id; empty if it isn't known. */
  readonly before: string;
  /** Maximum number of guests at a time. */
  readonly most: number;
  /** See {@link Room.firstPin}. */
  readonly firstPin: string;
  /** The new host. */
  readonly self: { readonly id: string; readonly name: string };
  /** Its keys as a member, the newest first. */
  readonly formerKeys: readonly HeldKey[];
  /** It lets no one in before it has a room. */
  readonly listening: Listening;
  /** See {@link VoterParts.state}. */
  readonly state: SuccessionState;
}

/** What became of a hand-over to the member `name`. */
export type HandOverResult =
  /** `confirmed`: it says that it hosts the room now; otherwise, no one knows. */
  | { readonly ok: true; readonly name: string; readonly confirmed: boolean }
  | {
      readonly ok: false;
      /**
       * `in-progress`: a hand-over is under way. `not-ready`: it can't take over now. `no-majority`: too many voters are
       * away. `storage`: this computer can't store it.
       */
      readonly problem: 'in-progress' | 'not-ready' | 'no-majority' | 'no-answer' | 'storage';
      readonly name: string;
    };

/** What members of an invite room can do besides sending messages. */
export interface InvitedRoom {
  /** Id of its journal, for `Session.reopen`. */
  readonly journalId: string;
  /**
   * Number of the last entry when the user first joined: nothing up to it counts as unread. 0 for a
   * returning member and for the host.
   */
  readonly historyEnd: number;
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
  /** Sets whether this window may take over the room when its host leaves; only at a guest. */
  setMayTakeOver?(may: boolean): void;
  /** What only the host can do. */
  readonly hostActions?: HostActions;
}

/** What a message can have in addition to its text. */
export interface SendOptions {
  /** Number of the message that this one replies to. */
  readonly reply?: number;
  readonly card?: Card;
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

/** Why nothing can be stored: the disk is full, is read-only, or fails. */
export type StorageProblem = 'disk-full' | 'read-only' | 'disk-error';

/**
 * Why a journal couldn't move to another folder. `not-noted`: it moved, but won't be found there after a
 * restart.
 */
export type MoveProblem = StorageProblem | 'not-noted';

/**
 * What the host of an invite room can do. A method that returns false couldn't store the change, and
 * nothing changed.
 */
export interface HostActions {
  readonly invite: Invite;
  /** Those who ask to be let in without an invite. */
  readonly knocks: HostKnocks;
  /** Lets people in who know six digits. */
  readonly roomCode: HostRoomCode;
  /** Makes a new invite: earlier ones stop working, members stay. */
  resetInvite(): boolean;
  /** Locks the room, so that no one new can join, or unlocks it. */
  lock(locked: boolean): boolean;
  /** Turns a pair into a group: members, log and invite stay. */
  openToMore(): boolean;
  /** The members who can take over the room now. */
  readonly successors: readonly { readonly id: string; readonly name: string }[];
  /** Hands the room over to one of them. @param stays whether the host becomes a member; otherwise it leaves */
  handOver(memberId: string, stays: boolean): Promise<HandOverResult>;
  /** Removes a member, with a reason for them and the log; also resets the invite. */
  remove(memberId: string, reason: string): boolean;
  /**
   * When the disk fails: moves the room, with its whole log, to another folder on this computer, and
   * continues. Resolves to undefined on success.
   */
  keepIn(folder: string): Promise<MoveProblem | undefined>;
  /**
   * When the disk fails: continues without storing messages until the disk works again. Everyone is told.
   */
  continueWithoutSaving(): void;
}

/** The code of a hosted room, for its host. */
export interface HostRoomCode {
  /** Undefined while there is none. */
  readonly state: RoomCodeState | undefined;
  readonly onDidChange: Event<void>;
  /** Makes a new code; an earlier one lets no one in any more. Does nothing once the room is closed. */
  renew(): Promise<void>;
  stop(): void;
  /** The id of the announcement that the room can be found by; undefined for none. */
  announce(id: string | undefined): void;
}

/** A change of the network weather that the host of a lab room makes. */
export interface WeatherChange {
  /** Undefined: none. */
  readonly weather: Weather | undefined;
  /** A member's id; absent: for everyone, now and later. */
  readonly member?: string | undefined;
  /** The message to the affected members, in the host's language. */
  readonly notice: string;
}

export interface WeatherActions {
  /** Changes the network weather. Returns false if the member isn't here, and changes nothing then. */
  set(change: WeatherChange): boolean;
}

/** The network weather of a hosted lab room. */
export interface RoomWeather {
  /** For everyone who has none of their own; absent: none. */
  readonly all?: Weather;
  /** The members with another weather than all; absent weather: none. */
  readonly members: readonly {
    readonly id: string;
    readonly name: string;
    readonly weather?: Weather;
  }[];
}

/** The member id of the user in a lab room. */
export const selfId = 'self';

/** A message's text as shown: without the final line ending that line-based programs add. */
export function displayText(text: string): string {
  return text.replaceAll('\r\n', '\n').replace(/\n$/, '');
}

/**
 * Why a message or change wasn't accepted.
 *
 * - `leave-word`: in a lab room, `q` alone would end the connection.
 * - `queue-full`: too many messages wait for a host that can't be reached.
 * - `plain-text`: a lab room supports only text.
 * - `not-in-encoding`: the lab room's encoding lacks some of its characters.
 * - `no-such-message`: the message isn't here (any more), has no number yet, or was deleted.
 * - `offline`: messages can't be changed while disconnected.
 * - `not-yours`: only its author can change it.
 * - `may-not-pin`: only the host pins messages in this room.
 * - `too-many-pins`: the room has as many pinned messages as it can have.
 * - `too-large`: text and card together don't fit a line.
 */
export type MessageErrorCode =
  | 'no-room'
  | 'empty'
  | 'too-long'
  | 'leave-word'
  | 'queue-full'
  | 'plain-text'
  | 'not-in-encoding'
  | 'no-such-message'
  | 'offline'
  | 'not-yours'
  | 'may-not-pin'
  | 'too-many-pins'
  | 'too-large';

/** A message or change was rejected before anything was sent; the user still has the text. */
export class MessageError extends Error {
  override readonly name = 'MessageError';

  constructor(readonly code: MessageErrorCode) {
    super(`message rejected: ${code}`);
  }
}

/** How this window is connected. One window is in one room at a time. */
export type Connection =
  /** `error`: why the last attempt or room ended, unless we ended it. */
  | { readonly kind: 'offline'; readonly error?: NetErrorCode }
  /** `error`: why the last attempt failed, while a room that admits no one is retried automatically. */
  | { readonly kind: 'connecting'; readonly target: LabEndpoint; readonly error?: NetErrorCode }
  /** Connected but not admitted, or nothing received yet; `position` 1 is next, if known. */
  | { readonly kind: 'waiting'; readonly position?: number }
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
  /** Whether a hosted room lets no one new in. */
  readonly locked?: boolean;
  /** Only at the host of an invite room: there are other members, but none of them is connected. */
  readonly isUnheard?: boolean;
  /** Only at the host, while there is any. */
  readonly weather?: RoomWeather;
  /**
   * `waiting`: the host's disk fails, and the room is stopped until it works again; `not-kept`: the host
   * continues without storing messages; `own-disk`: this guest's computer stores nothing, not even queued
   * messages.
   */
  readonly storage?: 'waiting' | 'not-kept' | 'own-disk';
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

/** How long to collect changes of {@link Member.losses} before they are shown, in ms. */
export const lossesMs = 250;

/** Everything about the room except its log. Immutable: each change makes a new one. */
export interface SessionState {
  readonly connection: Connection;
  readonly room?: RoomInfo;
  readonly members: readonly Member[];
  /** The waiting line in order of arrival; only the host has it. */
  readonly waiting: readonly { readonly name: string }[];
}

/** The window that is in an invite room; no other window may be in it. */
export interface RoomHolder {
  readonly role: 'host' | 'guest';
  /** The id of its extension process, and the computer it runs on. */
  readonly pid: number;
  readonly machine: string;
  /** The folder it has open; without a URI if nothing can open the folder by one. */
  readonly folder?: { readonly uri?: string; readonly name: string };
}
