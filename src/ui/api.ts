import type * as vscode from 'vscode';
import type { CardType } from '../protocol/card';
import type { DatagramCounts } from '../protocol/lab-link';
import type { RoomKind } from '../protocol/room-kinds';
import type { MessageTransit } from '../room/log/log-entry';
import type { RoomWeather } from '../room/room-weather';

/** What `activate()` returns to other extensions. Snapshots are plain JSON and contain no secrets. */
export interface DeskmateApi {
  /** Returns a snapshot of the current state. */
  getState(): DeskmateState;
  /** Fires with a new snapshot after anything changes, messages included; at most once per turn of the event loop. */
  readonly onDidChangeState: vscode.Event<DeskmateState>;
}

/** The state of the room that this window is in. */
export interface DeskmateState {
  readonly connection: {
    readonly kind: 'offline' | 'connecting' | 'waiting' | 'joined' | 'hosting' | 'reconnecting';
    /** Position in the waiting line, if known; 1 is next. */
    readonly position?: number;
    /** Stable code of the last failure: `refused`, `port-in-use`, … */
    readonly error?: string;
  };
  readonly room?: {
    readonly kind: RoomKind;
    readonly name: string;
    readonly address: string;
    readonly port: number;
    /** Present for a lab room over UDP without acknowledgements and repeats. */
    readonly bare?: true;
    /** Whether new members are refused; only present at the host. */
    readonly locked?: boolean;
    /** The network weather of a lab room; only present at the host, while there is any. */
    readonly weather?: RoomWeather;
  };
  readonly members: readonly {
    readonly id: string;
    readonly name: string;
    readonly self: boolean;
    readonly host: boolean;
    /** Present if the room reports it; `away` also while the member's connection is broken. */
    readonly presence?: 'here' | 'idle' | 'away';
    /** Present at the host of a bare room: how many datagrams of the member arrived, and how. */
    readonly losses?: DatagramCounts;
  }[];
  readonly waiting: readonly { readonly name: string }[];
  readonly messages: readonly DeskmateMessage[];
}

/** One line of the chat. */
export interface DeskmateMessage {
  readonly id: string;
  readonly seq?: number;
  /** Id of a member; empty for a system line. */
  readonly author: string;
  readonly authorName: string;
  /** A system line's text is in the display language. */
  readonly text: string;
  /** Milliseconds since the Unix epoch. */
  readonly time: number;
  readonly kind: 'message' | 'system';
  readonly delivery?: 'queued' | 'hub' | { readonly received: number; readonly of: number };
  /** What happened to it on the network; in lab rooms only, and only if something unusual did. */
  readonly transit?: MessageTransit;
  /** Set if its author has edited it. */
  readonly edited?: true;
  /** Set if its author has deleted it; its text is then empty. */
  readonly deleted?: true;
  /** Set if the host's disk lost it and its author hasn't sent it again; it then has no `seq`. */
  readonly apart?: true;
  /** `seq` of the message that this one replies to. */
  readonly reply?: number;
  readonly card?: DeskmateCard;
  /** The ids of the members who reacted, by emoji. */
  readonly reactions?: Readonly<Record<string, readonly string[]>>;
}

/** A message's attachment, without the code in it. */
export interface DeskmateCard {
  readonly type: CardType;
  /** The sender's paths, relative to its folder. Untrusted. */
  readonly paths: readonly string[];
}

/** What `deskmate.hostRoom` returns. */
export interface HostedRoom {
  readonly kind: RoomKind;
  readonly address: string;
  readonly port: number;
  /** A link that anyone can join with; only for `pair` and `group`. */
  readonly invite?: string;
}
