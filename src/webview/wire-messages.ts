/**
 * The messages from the extension host to the page of the wire view; from-wire-page.ts has those in the
 * other direction.
 */
export type ToWirePage =
  /** Sent first, when a page loads. */
  | { readonly type: 'start'; readonly start: WireStart }
  /** Sent after each change, at most every 250 ms; `rows`: the newest ones, for a page that follows them. */
  | { readonly type: 'state'; readonly state: WireState; readonly rows: readonly WireRow[] }
  /** The rows asked for, as far as they exist. */
  | {
      readonly type: 'rows';
      /** The `generation` of the state that they belong to. */
      readonly generation: number;
      readonly rows: readonly WireRow[];
    }
  /** The bytes of a chunk, base64, or of its beginning if they are many. */
  | { readonly type: 'bytes'; readonly number: number; readonly base64: string }
  /** The row to go to, because the page asked for the next match. */
  | { readonly type: 'reveal'; readonly index: number };

/** What doesn't change while a page is open. */
export interface WireStart {
  readonly strings: WireStrings;
  readonly marks: readonly WireMarkView[];
  /** BCP 47 tag of the display language. */
  readonly language: string;
}

export const wireIcons = [
  'cut',
  'join',
  'continue',
  'file',
  'lost',
  'repeat',
  'order',
  'wait',
  'ack',
  'end',
] as const;

export type WireIcon = (typeof wireIcons)[number];

/** How a chunk with a mark is drawn in the diagram. */
export type WireArrow = 'plain' | 'lost' | 'repeated' | 'quiet';

/** What is notable about a chunk, in the display language. */
export interface WireMarkView {
  readonly name: string;
  readonly label: string;
  /** What it means. */
  readonly hint: string;
  readonly icon: WireIcon;
  readonly arrow: WireArrow;
}

export interface WireState {
  /** Changes when the same index means another row, or the rows look different. */
  readonly generation: number;
  /** Index of the first row, and of the one after the last. */
  readonly start: number;
  readonly end: number;
  /** Entries that are no longer held. */
  readonly dropped: number;
  readonly paused: boolean;
  /** Entries that came while it was paused. */
  readonly newer: number;
  readonly peers: readonly WirePeer[];
  readonly filter: WireFilter;
  readonly find: WireFind;
  /** About the room; undefined when there is none. */
  readonly room?: string | undefined;
  /** A note about what is shown. */
  readonly note?: string | undefined;
}

export interface WirePeer {
  readonly id: number;
  readonly name: string;
}

export interface WireFilter {
  readonly peer?: number | undefined;
  readonly direction?: 'in' | 'out' | undefined;
  /** A mark's name. */
  readonly mark?: string | undefined;
}

export interface WireFind {
  readonly text: string;
  readonly mode: 'text' | 'hex';
  /** Number of rows that match. */
  readonly hits: number;
  /** Which of them was revealed last, from 1. */
  readonly current?: number | undefined;
}

interface RowPlace {
  /** Counts the rows that the filter lets through. */
  readonly index: number;
  /** Milliseconds since the Unix epoch. */
  readonly time: number;
}

/** A read, a write or a datagram. */
export interface WireChunkRow extends RowPlace {
  readonly type: 'chunk';
  /** Identifies the chunk. */
  readonly number: number;
  /** Milliseconds since the row before; absent on the first one. */
  readonly delta?: number;
  readonly direction: 'in' | 'out';
  readonly peer: WirePeer;
  /** In bytes. */
  readonly length: number;
  readonly summary?: string;
  /** The beginning of the chunk, with escapes. */
  readonly text: string;
  /** The beginning of the chunk, as hexadecimal numbers. */
  readonly hex: string;
  /** Names of marks. */
  readonly marks: readonly string[];
  /** Whether it matches what is searched. */
  readonly found: boolean;
}

/** Where one room ends and another begins. */
export interface WireDividerRow extends RowPlace {
  readonly type: 'divider';
  readonly label: string;
}

export type WireRow = WireChunkRow | WireDividerRow;

/** The fixed texts of the wire view. The page replaces `{0}` and `{1}`. */
export interface WireStrings {
  readonly chunks: string;
  readonly table: string;
  readonly diagram: string;
  readonly view: string;
  readonly pause: string;
  readonly resume: string;
  /** `{0}`: how many came since the view was paused. */
  readonly newer: string;
  readonly jumpToNewest: string;
  readonly allPeers: string;
  readonly peer: string;
  readonly direction: string;
  readonly bothDirections: string;
  readonly received: string;
  readonly sent: string;
  readonly marks: string;
  readonly anyMark: string;
  readonly find: string;
  readonly findCount: string;
  readonly findNothing: string;
  readonly findPrevious: string;
  readonly findNext: string;
  readonly findHex: string;
  readonly saveCapture: string;
  readonly saveText: string;
  readonly saveDiagram: string;
  readonly copyPython: string;
  readonly copyText: string;
  readonly time: string;
  /** Heading of the time since the row before. */
  readonly delta: string;
  readonly length: string;
  readonly text: string;
  readonly hex: string;
  /** `{0}`: a number of bytes. */
  readonly byteCount: string;
  /** `{0}`: the number of entries that are no longer held. */
  readonly dropped: string;
  readonly empty: string;
  readonly emptyHint: string;
  readonly noMatches: string;
  readonly bytes: string;
  readonly bytesHint: string;
  /** `{0}`, `{1}`: numbers of the first and last byte; `{2}`: the text they are. */
  readonly selectedBytes: string;
  /** `{0}`: how many bytes are shown; `{1}`: how many there are. */
  readonly beginningOnly: string;
  readonly thisWindow: string;
  /** `{0}`: the number of events. */
  readonly lastEvents: string;
  readonly eventCount: string;
  /** `{0}`: the number of events; `{1}`: of peers. */
  readonly diagramSummary: string;
  /** `{0}`: the number of peers that the diagram leaves out. */
  readonly otherPeers: string;
}
