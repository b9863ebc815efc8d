import type { Endpoint } from '../protocol/endpoint';
import type { Presence } from '../protocol/frames';
import type { NetErrorCode } from '../protocol/net-error';
import type { RoomKind } from '../protocol/room-kinds';

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
