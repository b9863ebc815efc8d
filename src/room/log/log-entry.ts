import type { Card } from '../../protocol/card';
import type { Applied } from '../../protocol/frames';

/** One line of a room's log as people see it. `seq` is the number the hub gave it. */
export type LogEntry = MessageEntry | SystemEntry;

interface EntryBase {
  /** Unique in this log. */
  readonly id: string;
  /** 1 upward, the same for all members; absent where the protocol carries none. */
  readonly seq?: number;
  /** Milliseconds since the Unix epoch, on the clock of whoever numbered it. */
  readonly time: number;
}

/** How far a message of one's own has come; see docs/PROTOCOL.md. */
export type Delivery =
  /** Here only: not on the hub yet (in a lab room: not handed to the network yet). */
  | 'queued'
  /** Numbered, and written to the host's disk. */
  | 'hub'
  /** The hub refused it; an event after it says why. */
  | 'unsent'
  /** `received` of the `of` others who were in the room have it; `names`: those who have. */
  | { readonly received: number; readonly of: number; readonly names: readonly string[] };

/** Something a member said. */
export interface MessageEntry extends EntryBase {
  readonly kind: 'message';
  /** The author's member id. */
  readonly author: string;
  readonly authorName: string;
  readonly own: boolean;
  /** Empty when it was deleted. */
  readonly text: string;
  readonly edited?: true;
  readonly deleted?: true;
  /** The host lost it with its disk, and its author has not sent it again: others may never see it. */
  readonly apart?: true;
  /** The message that this one replies to. */
  readonly reply?: ReplyTo;
  /** Absent also when the message was deleted. */
  readonly card?: Card;
  /** Of one's own messages only; absent where the protocol cannot tell. */
  readonly delivery?: Delivery;
  /** By emoji, the ids of the members who put it. */
  readonly reactions?: Readonly<Record<string, readonly string[]>>;
  /** Of a patch, by the ids of the members who applied it: how many of its files as a whole. */
  readonly applied?: Readonly<Record<string, Applied>>;
}

/** What a message replies to. */
export interface ReplyTo {
  readonly seq: number;
  /** Its id in this log; absent when it is not here (any more). */
  readonly id?: string;
}

/** Something that happened to the room. */
export interface SystemEntry extends EntryBase {
  readonly kind: 'system';
  readonly event: RoomEvent;
}

/** What can happen to a room, for whoever words it. */
export type RoomEvent =
  /** This window opened the room; `again`: it came back after a reload. */
  | {
      readonly type: 'opened';
      readonly address: string;
      readonly port: number;
      readonly again?: true;
    }
  /** This window connected to a room, whether or not it has been let in. */
  | { readonly type: 'connected'; readonly address: string; readonly port: number }
  | { readonly type: 'joined'; readonly name: string; readonly self: boolean }
  /** Somebody came in from the waiting line. */
  | { readonly type: 'let-in'; readonly name: string; readonly self: boolean }
  | { readonly type: 'left'; readonly name: string; readonly self: boolean }
  /** Somebody's connection broke, instead of their leaving. */
  | { readonly type: 'vanished'; readonly name: string }
  /** Somebody did not read fast enough and was disconnected. */
  | { readonly type: 'too-slow'; readonly name: string }
  | {
      readonly type: 'renamed';
      readonly name: string;
      readonly before: string;
      readonly self: boolean;
    }
  /** The host put somebody out. */
  | {
      readonly type: 'removed';
      readonly name: string;
      readonly reason: string;
      readonly self: boolean;
    }
  /** `name` was heard with `count` messages without text: its hub repeats a client that vanished. */
  | { readonly type: 'empty'; readonly name: string; readonly count: number }
  /** `count` entries were said while we were away, and the host no longer keeps them. */
  | { readonly type: 'gap'; readonly count: number }
  /**
   * The host came back without `lost` messages that stood here; `again` of them are our own, and sent again.
   */
  | { readonly type: 'took-back'; readonly lost: number; readonly again: number }
  /** The entries of these numbers cannot be read any more: this computer's disk has damaged them. */
  | { readonly type: 'damaged'; readonly from: number; readonly to: number }
  /** The hub did not do what we asked; `code` as in docs/PROTOCOL.md. */
  | { readonly type: 'refused'; readonly code: string }
  /** Somebody with a good invite was turned away from a full pair. */
  | { readonly type: 'knocked'; readonly name: string }
  /** The host has made the pair a group. */
  | { readonly type: 'grown' }
  /** The host cannot keep what is said from now on, and goes on without. */
  | { readonly type: 'not-kept' }
  /** It keeps all of it again, also what was said meanwhile. */
  | { readonly type: 'kept-again' }
  /** Our connection broke and will come back by itself. */
  | { readonly type: 'away' }
  /** It has come back; what was missed stands above. */
  | { readonly type: 'back' }
  /** The hub gave us another name than we wished for: that one is taken. */
  | { readonly type: 'named'; readonly name: string; readonly wished: string }
  /** The room is over: we left, we closed our own, the host closed it, or the connection broke. */
  | { readonly type: 'closed'; readonly why: 'left' | 'own' | 'host' | 'lost' }
  /** The window was loaded anew; what stands above was said before. */
  | { readonly type: 'restored' };
