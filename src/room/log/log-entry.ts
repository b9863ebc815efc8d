import type { Card } from '../../protocol/card';
import type { Applied } from '../../protocol/frames';
import type { LabWire } from '../../protocol/room-kinds';
import type { ApprovalReason } from '../../protocol/roster-names';
import type { SentTransit, Transit } from '../../protocol/transit';

/** One item of a room's log as shown to people. `seq` is the number from the hub. */
export type LogEntry = MessageEntry | SystemEntry;

interface EntryBase {
  /** Unique in this log. */
  readonly id: string;
  /** Counts from 1, the same for all members; absent if the protocol has no numbers. */
  readonly seq?: number;
  /** Milliseconds since the Unix epoch, on the clock of the side that numbered it. */
  readonly time: number;
}

/** The delivery of an own message; see docs/PROTOCOL.md. */
export type Delivery =
  /** Only here: not on the hub yet (in a lab room: not passed to the network yet). */
  | 'queued'
  /** Numbered, and written to the host's disk. */
  | 'hub'
  /** The hub refused it; the event after it says why. */
  | 'unsent'
  /** `received` of the `of` others who were in the room have it; `names`: who has it, unless they are too many. */
  | { readonly received: number; readonly of: number; readonly names: readonly string[] };

/** What happened to a message on its way; only in lab rooms, and only if something did. */
export interface MessageTransit {
  /** On the way from its author to this window. */
  readonly received?: Transit;
  /** On the way from this window to others. */
  readonly sent?: Transit | SentTransit;
}

/** A message from a member. */
export interface MessageEntry extends EntryBase {
  readonly kind: 'message';
  /** The author's member id. */
  readonly author: string;
  readonly authorName: string;
  readonly own: boolean;
  /** Empty if it was deleted. */
  readonly text: string;
  readonly edited?: true;
  readonly deleted?: true;
  /** The host's disk lost it, and its author hasn't sent it again: others may never see it. */
  readonly apart?: true;
  /** The message that this one replies to. */
  readonly reply?: ReplyTo;
  /** Absent, too, if the message was deleted. */
  readonly card?: Card;
  /** From a helper of a class to everyone. */
  readonly announcement?: true;
  /** A student's question, published without its name: the author is the helper who published it. */
  readonly anonymous?: true;
  /** Only for own messages; absent if the protocol doesn't report it. */
  readonly delivery?: Delivery;
  readonly transit?: MessageTransit;
  /** The ids of the members who reacted, by emoji. */
  readonly reactions?: Readonly<Record<string, readonly string[]>>;
  /** For a patch: how many of its files each member applied completely, by member id. */
  readonly applied?: Readonly<Record<string, Applied>>;
  /** Set while it is pinned for everyone. */
  readonly withPin?: Pinned;
}

/** That a message is pinned. */
export interface Pinned {
  /** Number of the entry that pinned it. */
  readonly seq: number;
  /** The member who did, and its name then. */
  readonly by: string;
  readonly name: string;
}

/** What a message replies to. */
export interface ReplyTo {
  readonly seq: number;
  /** The message's id in this log; absent if it isn't here (any more). */
  readonly id?: string;
}

/** Something that happened to the room. */
export interface SystemEntry extends EntryBase {
  readonly kind: 'system';
  readonly event: RoomEvent;
}

/** We left the room or closed our own, its host closed it, its server has it no more, or the connection broke. */
export type ClosedWhy = 'left' | 'own' | 'host' | 'gone' | 'lost';

/** What can happen to a room; the interface has a text for each. */
export type RoomEvent =
  /** This window opened the room; `again`: it reopened it after a reload. */
  | {
      readonly type: 'opened';
      readonly address: string;
      readonly port: number;
      /** Absent unless it has to be named with the address. */
      readonly wire?: LabWire;
      readonly again?: true;
    }
  /** This window connected to a room, admitted or not. */
  | {
      readonly type: 'connected';
      readonly address: string;
      readonly port: number;
      /** As above. */
      readonly wire?: LabWire;
    }
  | { readonly type: 'joined'; readonly name: string; readonly self: boolean }
  /** Someone opened this wide room, and is in it. */
  | { readonly type: 'founded'; readonly name: string; readonly self: boolean }
  /** Someone was admitted from the waiting line. */
  | { readonly type: 'let-in'; readonly name: string; readonly self: boolean }
  /** Only at the host of a class: a newcomer waits for its decision. */
  | { readonly type: 'applied'; readonly name: string; readonly why: ApprovalReason }
  | { readonly type: 'left'; readonly name: string; readonly self: boolean }
  /** Someone's connection broke, without their leaving. */
  | { readonly type: 'vanished'; readonly name: string }
  /** Someone was disconnected for not reading fast enough. */
  | { readonly type: 'too-slow'; readonly name: string }
  | {
      readonly type: 'renamed';
      readonly name: string;
      readonly before: string;
      readonly self: boolean;
    }
  /** The host removed someone; in a wide room `by`, who is its owner or a moderator. */
  | {
      readonly type: 'removed';
      readonly name: string;
      readonly reason: string;
      readonly self: boolean;
      readonly by?: { readonly name: string; readonly self: boolean };
    }
  /** The owner or a moderator of a wide room gave it other keys, and so another invite. */
  | { readonly type: 'rekeyed'; readonly name: string; readonly self: boolean }
  /** A member took over the room from its host, and hosts it now. */
  | { readonly type: 'took-over'; readonly name: string; readonly self: boolean }
  /** A member hosts a copy of the room as a new one, without `host`, if that name is known. */
  | {
      readonly type: 'continued';
      readonly name: string;
      readonly host?: string;
      readonly self: boolean;
    }
  /**
   * `name` sent `count` messages without text: the hub repeats them for a client whose connection broke.
   */
  | { readonly type: 'empty'; readonly name: string; readonly count: number }
  /** We missed `count` entries while we were away, and the host no longer has them. */
  | { readonly type: 'gap'; readonly count: number }
  /**
   * The host came back without `lost` messages that were here; `again` of them are our own and are sent
   * again.
   */
  | { readonly type: 'took-back'; readonly lost: number; readonly again: number }
  /** The entries with these numbers can't be read any more: this computer's disk damaged them. */
  | { readonly type: 'damaged'; readonly from: number; readonly to: number }
  /** The hub refused our request; `code` as in docs/PROTOCOL.md. */
  | { readonly type: 'refused'; readonly code: string }
  /** Someone with a valid invite was turned away from a full pair. */
  | { readonly type: 'turned-away'; readonly name: string }
  /** The host turned the pair into a group. */
  | { readonly type: 'grown' }
  /** The host can't store new messages, and continues without storing them. */
  | { readonly type: 'not-kept' }
  /** The host stores everything again, including what came meanwhile. */
  | { readonly type: 'kept-again' }
  /** This window's room told its members about its network weather: `name`, or everyone if absent. */
  | { readonly type: 'weather'; readonly text: string; readonly name?: string }
  /** Our connection broke; it reconnects automatically. */
  | { readonly type: 'away' }
  /** Our connection is back; what we missed is above. */
  | { readonly type: 'back' }
  /** The hub gave us a different name from the one we asked for, which is taken. */
  | { readonly type: 'named'; readonly name: string; readonly wished: string }
  /** The room has ended for us. */
  | { readonly type: 'closed'; readonly why: ClosedWhy }
  /** This window was reloaded or crashed while it sent a file, and its message wasn't sent. */
  | { readonly type: 'file-unsent'; readonly name: string }
  /** The window was reloaded; what is above is from before. */
  | { readonly type: 'restored' };

/** Whether an entry is the user's own message that the hub hasn't numbered. */
export function isQueued(entry: LogEntry): entry is MessageEntry {
  return entry.kind === 'message' && entry.delivery === 'queued';
}
