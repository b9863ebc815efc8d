import type { WideServer, WideServerAccess } from '../../../src/protocol/wide';
import type { Tally } from '../../load/sequence-check';

/** A room, as members get it with an invite. */
export interface SealedRoom {
  readonly server: WideServer;
  readonly pin: string;
  readonly token: string;
}

export interface SealedTalk {
  /** Of all members together, who take turns. */
  readonly perSecond: number;
  readonly ms: number;
  readonly bytes: number;
}

export interface SealedStretch {
  /** From saying it until each of the others has opened it, in ms. */
  readonly delivered: readonly number[];
  /** Until it is stored, in ms. */
  readonly stored: readonly number[];
  readonly cpuSeconds: number;
  readonly tally: Tally;
}

/** What a process that holds members of wide rooms, with all that they seal and check, can be asked to do. */
export interface ClientCommands {
  join(plan: { readonly room: SealedRoom; readonly count: number }): Promise<void>;
  talk(plan: SealedTalk): Promise<SealedStretch>;
  /** Adds so many entries. */
  fill(count: number): Promise<void>;
  /** Newcomers open the room one after the other; how long each takes until it has checked all entries, in ms. */
  newcomers(plan: { readonly room: SealedRoom; readonly count: number }): Promise<{
    readonly ms: readonly number[];
    /** The longest time in which the process did nothing else, in ms. */
    readonly blocked: readonly number[];
    readonly tally: Tally;
  }>;
  /** Opens a room, which this process owns. */
  found(access: WideServerAccess): Promise<SealedRoom>;
  /** Adds members, some of whom are connected, and follow the room into its next epoch. */
  attend(plan: {
    readonly room: SealedRoom;
    readonly count: number;
    readonly connected: number;
  }): Promise<void>;
  /** Resets the invite of its own room, once it has so many members. */
  move(members: number): Promise<{
    /** In ms since the Unix epoch. */
    readonly at: number;
    /** Until the owner is in the next epoch, in ms. */
    readonly ms: number;
    /** The longest time in which the process did nothing else, in ms. */
    readonly blocked: number;
    readonly cpuMs: number;
  }>;
  /** When each of the connected members was in the next epoch, in ms since the Unix epoch. */
  followed(): Promise<readonly number[]>;
}
