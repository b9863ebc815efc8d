import type { Card } from '../protocol/card';
import type { Endpoint } from '../protocol/endpoint';
import type { Applied, Presence } from '../protocol/frames';
import type { Invite } from '../protocol/invite';
import type { NetError, NetErrorCode } from '../protocol/net-error';
import type { RoomKind } from '../protocol/room-kinds';
import type { LabText } from '../protocol/transport';
import type { Event } from '../util/event';

/** Why nothing can be kept: the disk has no space left, must not be written to, or fails. */
export type StorageProblem = 'disk-full' | 'read-only' | 'disk-error';

/** Why a journal is not in another folder, or that it is but will not be found there after a restart. */
export type MoveProblem = StorageProblem | 'not-noted';

/** A room this window is in, hosted or joined. Changes are told by `onDidChange`. */
export interface Room {
  readonly info: RoomInfo;
  /** Of a room by invite, as in its invite: it tells the room from all others. */
  readonly pin?: string | undefined;
  readonly connection: Connection;
  readonly members: readonly Member[];
  readonly waiting: readonly { readonly name: string }[];
  readonly onDidChange: Event<void>;
  /** The encoding of a lab room. */
  readonly text?: LabText | undefined;
  /** Fires once, when the room is over for this window; with an error when it broke. */
  readonly onDidEnd: Event<NetError | undefined>;
  /** What only a room by invite can do; for a guest from the moment it is let in. */
  readonly invited?: InvitedRoom | undefined;
  /**
   * Says something; only a room by invite takes extras, and all texts and cards there are clean.
   * @throws {SayError} when it was not taken
   */
  say(text: string, extras?: Extras): void;
  /** Leaves politely (as the host: closes the room for all); resolves when the connections are gone. */
  leave(): Promise<void>;
  /**
   * Lets go because the window closes or reloads: the room comes back with it. A lab room cannot, and
   * is left.
   */
  suspend(): Promise<void>;
}

/** What people in a room by invite can do beyond talking. */
export interface InvitedRoom {
  /** Id of its journal: what `Session.reopen` takes. */
  readonly journalId: string;
  /**
   * Number of the last entry that the room had when the person first came: nothing up to it is news to
   * them. 0 for whoever was here before, and for the host.
   */
  readonly historyEnd: number;
  /** Takes another name, or says which one could be had instead. */
  rename(name: string): Promise<RenameResult>;
  setPresence(presence: Presence): void;
  /**
   * Changes the message of this number, or what stands with it. It shows when the hub has numbered the
   * change; what the hub refuses stands in the log.
   * @throws {SayError} when it was not taken
   */
  change(change: MessageChange): void;
  /** The person is writing something; may be called at every key. */
  typing(): void;
  /** What only the host can do. */
  readonly hostActions?: HostActions;
}

/** What a message can have besides its text. */
export interface Extras {
  /** Number of the message that this one replies to. */
  readonly reply?: number;
  readonly card?: Card;
}

export type MessageChange =
  | { readonly type: 'edit'; readonly target: number; readonly text: string }
  | { readonly type: 'delete'; readonly target: number }
  | {
      readonly type: 'react';
      readonly target: number;
      readonly emoji: string;
      readonly on: boolean;
      readonly applied?: Applied;
    };

export type RenameResult =
  | { readonly ok: true; readonly name: string }
  | {
      readonly ok: false;
      readonly problem: 'bad-name' | 'name-taken' | 'offline';
      readonly proposal?: string;
    };

/** What the host of a room by invite can do. */
export interface HostActions {
  readonly invite: Invite;
  /** Makes a new invite: those given out before are dead, members stay. False: it could not be kept, and nothing changed. */
  resetInvite(): boolean;
  /** False: it could not be kept, and nothing changed. */
  lock(locked: boolean): boolean;
  /**
   * Makes a pair a group in place: members, log and invite stay. False: it could not be kept, and nothing
   * changed.
   */
  openToMore(): boolean;
  /**
   * Puts somebody out, with a reason for them and the log; resets the invite as well. False: it could not be
   * kept, and nothing changed.
   */
  remove(memberId: string, reason: string): boolean;
  /**
   * The disk fails: keeps the room in another folder of this computer from now on, with all that was said, and
   * goes on by itself. Undefined when that is done; `not-noted`: it is, but the room will not be found there
   * after a restart.
   */
  keepIn(folder: string): Promise<MoveProblem | undefined>;
  /** The disk fails: goes on without keeping what is said, until it is well. All are told. */
  goOnUnkept(): void;
}

/** The member id of the person at this window in a lab room. */
export const selfId = 'self';

/** A message as people see it: without the line ending that line-based programs add. */
export function displayText(text: string): string {
  return text.replaceAll('\r\n', '\n').replace(/\n$/, '');
}

/**
 * Why a message was not taken. `leave-word`: in a lab room `q` alone would end the connection.
 * `queue-full`: too many messages wait for a host that cannot be reached. `plain-text`: a lab room
 * carries text alone. `not-in-encoding`: the lab room's encoding lacks characters of it. `no-such-message`: it is not here (any more), has no number yet, or was deleted.
 * `offline`: no message can be changed while the
 * room does not answer. `not-yours`: only its author can change it. `too-large`: text and card together do not fit a line.
 */
export type SayErrorCode =
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
  | 'too-large';

/** A message that was refused before anything was sent; the person still has the text. */
export class SayError extends Error {
  override readonly name = 'SayError';

  constructor(readonly code: SayErrorCode) {
    super(`message refused: ${code}`);
  }
}

/** How this window is connected. One window is in one room at a time. */
export type Connection =
  /** `error`: why the last attempt or room ended, when it did not end by our will. */
  | { readonly kind: 'offline'; readonly error?: NetErrorCode }
  /** `error`: why the last try failed, where a room that lets nobody in is tried again by itself. */
  | { readonly kind: 'connecting'; readonly target: Endpoint; readonly error?: NetErrorCode }
  /** Connected but not let in, or not heard anything yet; `position` 1 is the next, where known. */
  | { readonly kind: 'waiting'; readonly position?: number }
  | { readonly kind: 'joined' }
  | { readonly kind: 'hosting' }
  /** The connection broke and comes back by itself; `error`: why the last try failed. */
  | { readonly kind: 'reconnecting'; readonly error?: NetErrorCode };

/** The room this window is in, or was in last. */
export interface RoomInfo {
  readonly kind: RoomKind;
  readonly name: string;
  readonly address: string;
  readonly port: number;
  /** A hosted room that lets nobody new in. */
  readonly locked?: boolean;
  /**
   * `waiting`: the host's disk fails, and nothing is decided until it is well; `not-kept`: the host goes on
   * without keeping what is said; `own-disk`: this computer, a guest’s, keeps nothing of it, not even what waits
   * to be sent.
   */
  readonly storage?: 'waiting' | 'not-kept' | 'own-disk';
}

/** Somebody in the room. */
export interface Member {
  /** Unique in the room for as long as its log lives; a name may come back under another id. */
  readonly id: string;
  readonly name: string;
  readonly self: boolean;
  readonly host: boolean;
  /** Where the protocol tells it. `away`: also whose connection is broken. */
  readonly presence?: Presence;
  readonly typing?: boolean;
}

/** Everything about the room but its log. Replaced, never changed in place. */
export interface SessionState {
  readonly connection: Connection;
  readonly room?: RoomInfo;
  readonly members: readonly Member[];
  /** The waiting line in order of arrival; only the host knows it. */
  readonly waiting: readonly { readonly name: string }[];
}
