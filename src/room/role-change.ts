import type { HeldKey } from '../protocol/access';
import type { Listener } from '../protocol/frames';
import type { MemberServer } from './member-server';
import type { SuccessionState } from './succession/state';

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
  readonly memberServer: MemberServer;
  readonly state: SuccessionState;
}

/** What a member needs to host the room that it takes over. */
export interface TakeOver {
  readonly term: number;
  /** The former host's id; empty if it isn't known. */
  readonly before: string;
  /** Maximum number of guests at a time. */
  readonly most: number;
  /** See `Room.firstPin`. */
  readonly firstPin: string;
  /** The new host. */
  readonly self: { readonly id: string; readonly name: string };
  /** Its keys as a member, the newest first. */
  readonly formerKeys: readonly HeldKey[];
  /** It lets no one in before it has a room. */
  readonly memberServer: MemberServer;
  /** See {@link VoterParts.state}. */
  readonly state: SuccessionState;
}
