import type { Invite } from '../protocol/invite';
import type { RoomCodeState } from '../protocol/room-code';
import type { Event } from '../util/event';
import type { HostKnocks } from './knocks';
import type { MoveProblem } from './storage-problem';

/**
 * What those can do who decide about an invite room's members: its host, or the owner and the moderators of a wide room.
 * A method that returns false, or resolves to it, couldn't store the change, and nothing changed.
 */
export interface InviteActions {
  readonly invite: Invite;
  /** Makes a new invite: earlier ones stop working, members stay. */
  resetInvite(): boolean | Promise<boolean>;
  /** Locks the room, so that no one new can join, or unlocks it. A moderator can't. */
  lock(locked: boolean): boolean | Promise<boolean>;
  /** Removes a member, with a reason for them and the log; also resets the invite. */
  remove(memberId: string, reason: string): boolean | Promise<boolean>;
}

/** What the host of an invite room can do. */
export interface HostActions extends InviteActions {
  /** Those who ask to be let in without an invite. */
  readonly knocks: HostKnocks;
  /** Lets people in who know six digits. */
  readonly roomCode: HostRoomCode;
  resetInvite(): boolean;
  lock(locked: boolean): boolean;
  remove(memberId: string, reason: string): boolean;
  /** Turns a pair into a group: members, log and invite stay. */
  openToMore(): boolean;
  /** The members who can take over the room now. */
  readonly successors: readonly { readonly id: string; readonly name: string }[];
  /** Hands the room over to one of them. @param stays whether the host becomes a member; otherwise it leaves */
  handOver(memberId: string, stays: boolean): Promise<HandOverResult>;
  /**
   * When the disk fails: moves the room, with its whole log, to another folder on this computer, and
   * continues. Resolves to undefined on success.
   */
  moveTo(folder: string): Promise<MoveProblem | undefined>;
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
