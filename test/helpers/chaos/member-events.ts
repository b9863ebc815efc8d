/** What the test and the program of a member, `member-program.ts`, tell each other: each is a line of JSON. */

import type { Epoch } from '../../../src/protocol/frames';

export type MemberCommand =
  | { readonly do: 'host'; readonly address: string }
  | { readonly do: 'join'; readonly invite: string }
  | { readonly do: 'say'; readonly text: string }
  /** Hands the room over to the first member that can take over. */
  | { readonly do: 'hand-over' }
  /** Sets by how many milliseconds the computer's clock is off. */
  | { readonly do: 'set-clock'; readonly offset: number }
  /** Asks for the log. */
  | { readonly do: 'dump' }
  /** Closes the window and waits until nothing is open any more. */
  | { readonly do: 'end' };

/** An entry's number, epoch and content. */
export interface NumberedEntry extends Epoch {
  readonly seq: number;
  readonly content: string;
}

/** What a member says about its connection. */
export interface MemberState {
  readonly kind: string;
  readonly error?: string | undefined;
  /** The epoch in which it hosts the room. */
  readonly hosting?: Epoch;
  /** At the host: how many members can take over now. */
  readonly ready?: number;
  readonly id: string;
  /** The name of the host, as far as it knows. */
  readonly host: string;
}

/** The state of a member that doesn't run. */
export const nowhere: MemberState = { kind: 'offline', id: '', host: '' };

export interface RoomDump {
  /** How many of its messages have no number yet. */
  readonly queued: number;
  /** Without entries that aren't shown. */
  readonly view: readonly NumberedEntry[];
  /** All entries; of those that aren't messages, only their types. */
  readonly disk: readonly NumberedEntry[];
}

export type MemberEvent =
  /** The program runs, and has reopened its room if it had one. */
  | { readonly started: true }
  | { readonly invite: string }
  | { readonly state: MemberState }
  | { readonly entry: NumberedEntry }
  /** A guest's message that is in its journal. */
  | { readonly said: string }
  | { readonly refused: string; readonly why: string }
  /** It is about to tell its hub, the host of `hubTerm`, that its disk has the log up to here. */
  | { readonly held: Epoch & { readonly seq: number; readonly hubTerm: number } }
  /** The list of voters in the entry with this number. */
  | { readonly voters: Epoch & { readonly seq: number; readonly members: readonly string[] } }
  | { readonly handedOver: boolean }
  | { readonly dump: RoomDump }
  /** What is open after the window was closed; when the program ends, nothing may be. */
  | { readonly open: readonly string[] };

/** A fault planted in the program. `loses-an-entry`: a window that is reopened doesn't find one of its messages. */
export type Sabotage = 'loses-an-entry';
