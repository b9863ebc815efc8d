import type * as vscode from 'vscode';
import type { CardType } from '../protocol/card';
import type { RoomKind } from '../protocol/room-kinds';

/**
 * What `activate()` returns to other extensions. Snapshots are plain JSON and hold no secrets.
 */
export interface DeskmateApi {
  getState(): DeskmateState;
  /** Fires once a turn after anything changed, messages included, with the new snapshot. */
  readonly onDidChangeState: vscode.Event<DeskmateState>;
}

/** Everything there is to know about the room this window is in. */
export interface DeskmateState {
  readonly connection: {
    readonly kind: 'offline' | 'connecting' | 'waiting' | 'joined' | 'hosting' | 'reconnecting';
    /** Place in the waiting line, 1 = next, where known. */
    readonly position?: number;
    /** Stable code of the last failure: `refused`, `port-in-use`, … */
    readonly error?: string;
  };
  readonly room?: {
    readonly kind: RoomKind;
    readonly name: string;
    readonly address: string;
    readonly port: number;
    /** Whether new members are refused; only its host knows. */
    readonly locked?: boolean;
  };
  readonly members: readonly {
    readonly id: string;
    readonly name: string;
    readonly self: boolean;
    readonly host: boolean;
    /** Where the room tells it; `away` also while the member's connection is broken. */
    readonly presence?: 'here' | 'idle' | 'away';
  }[];
  readonly waiting: readonly { readonly name: string }[];
  readonly messages: readonly DeskmateMessage[];
}

/** One line of the chat. */
export interface DeskmateMessage {
  readonly id: string;
  readonly seq?: number;
  /** Member id; empty for a system line. */
  readonly author: string;
  readonly authorName: string;
  /** A system line's text is in the person's language. */
  readonly text: string;
  /** Milliseconds since the Unix epoch. */
  readonly time: number;
  readonly kind: 'message' | 'system';
  readonly delivery?: 'queued' | 'hub' | { readonly received: number; readonly of: number };
  /** Its author has changed it. */
  readonly edited?: true;
  /** Its author has taken it back: its text is empty. */
  readonly deleted?: true;
  /** The host has lost it with its disk, and its author has not sent it again: it has no `seq`. */
  readonly apart?: true;
  /** `seq` of the message that this one answers. */
  readonly reply?: number;
  readonly card?: DeskmateCard;
  /** By emoji, the ids of the members who put it. */
  readonly reactions?: Readonly<Record<string, readonly string[]>>;
}

/** What a message carries besides its text, without the code in it. */
export interface DeskmateCard {
  readonly type: CardType;
  /** As the sender has them, relative to its folder. Nothing to trust. */
  readonly paths: readonly string[];
}

/** What `deskmate.hostRoom` returns. */
export interface HostedRoom {
  readonly kind: RoomKind;
  readonly address: string;
  readonly port: number;
  /** A link that anyone can join with; of `pair` and `group` only. */
  readonly invite?: string;
}
