/** One line of a room's log. `seq` is the number the hub gave it; only a hosted room has them. */
export type LogEntry = MessageEntry | SystemEntry;

interface EntryBase {
  /** Unique in this log. */
  readonly id: string;
  /** 1 upward, the same for all members; absent where the protocol carries none. */
  readonly seq?: number;
  /** Milliseconds since the Unix epoch, on this computer's clock. */
  readonly time: number;
}

/** Something a member said. */
export interface MessageEntry extends EntryBase {
  readonly kind: 'message';
  /** The author's member id. */
  readonly author: string;
  readonly authorName: string;
  readonly own: boolean;
  readonly text: string;
  /** `queued`: not handed to the network yet. Absent where the protocol cannot tell more. */
  readonly delivery?: 'queued';
}

/** Something that happened to the room. */
export interface SystemEntry extends EntryBase {
  readonly kind: 'system';
  readonly event: RoomEvent;
}

/** What can happen to a room, for whoever words it. */
export type RoomEvent =
  /** This window opened the room. */
  | { readonly type: 'opened'; readonly address: string; readonly port: number }
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
  /** `name` was heard with `count` messages without text: its hub repeats a client that vanished. */
  | { readonly type: 'empty'; readonly name: string; readonly count: number }
  /** The room is over: we left, the host closed it, or the connection broke. */
  | { readonly type: 'closed'; readonly why: 'left' | 'host' | 'lost' }
  /** The window was loaded anew; what stands above was said before. */
  | { readonly type: 'restored' };
