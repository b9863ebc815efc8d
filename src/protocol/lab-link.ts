import type { Event } from '../util/event';
import type { LinkEnd } from './net-error';
import type { LabKind } from './room-kinds';
import type { TextEncoding } from './text-encoding';
import type { Transit } from './transit';

/** Converts the bytes of a lab room to text and back. */
export interface LabEncoding {
  /** The encoding for reads and writes from now on; can be set at any time. */
  encoding: TextEncoding;
  /** Fires for every read that isn't valid in `encoding`. */
  readonly onUndecodable: Event<Undecodable>;
}

/** A read that isn't valid in the room's encoding. */
export interface Undecodable {
  /** The other end of the connection, as Python prints its address. */
  readonly peer: string;
  /** The first bytes of the read, 1 KiB at most. */
  readonly sample: Buffer;
}

/** What happened to the datagrams of one side of a bare room, from their numbers. */
export interface DatagramCounts {
  readonly received: number;
  readonly lost: number;
  /** Arrived after a later one. */
  readonly late: number;
  readonly repeated: number;
}

/**
 * What happens in a lab room, decoded from its byte stream. Texts and names are clean: valid Unicode
 * without control characters except tab and line feed.
 */
export type LabFrame =
  | JoinedFrame
  | LeftFrame
  | MessageFrame
  | AmendedFrame
  | EmptyFrame
  | InLineFrame
  | { readonly type: 'admitted' };

/** This client waits in line; only from a hub that can say so. */
export interface InLineFrame {
  readonly type: 'in-line';
  /** 1 is next; absent if it is unknown. */
  readonly position?: number;
}

/** Someone joined who wasn't known to be in the room. */
export interface JoinedFrame {
  readonly type: 'joined';
  readonly name: string;
}

/** A known member left or its connection broke; never this client itself. */
export interface LeftFrame {
  readonly type: 'left';
  readonly name: string;
}

/** Someone sent a message. */
export interface MessageFrame {
  readonly type: 'message';
  readonly name: string;
  readonly text: string;
  /** How it got here, as far as this end knows. */
  readonly transit?: Transit;
}

/**
 * The latest message has more (or less) text than was known: `text` replaces it. The course lab's stream
 * has no framing, so a message can grow after it was first shown.
 */
export interface AmendedFrame {
  readonly type: 'amended';
  readonly text: string;
}

/** `count` messages without text: a course hub repeats them for a client whose connection broke. */
export interface EmptyFrame {
  readonly type: 'empty';
  readonly name: string;
  readonly count: number;
}

/** The guest's end of a lab connection. Reads nothing before `start()`. */
export interface LabLink {
  /** This client's name in the room, as far as it can know it. */
  readonly localName: string;
  /** The protocol's name for the other end of the connection. */
  readonly remoteName: string;
  /** The kind of room, as far as the bytes received so far show. */
  readonly kind: LabKind;
  /** Absent if the room's text is always UTF-8. */
  readonly text?: LabEncoding;
  /** Whether the room does without acknowledgements and repeats. */
  readonly bare?: boolean;
  /** In a bare room: what happened to the datagrams from the hub, after each change. */
  readonly onCounts?: Event<DatagramCounts>;
  readonly onFrame: Event<LabFrame>;
  readonly onEnd: Event<LinkEnd>;
  /** Whether this is a name that the protocol uses for the room's host. */
  isHost(name: string): boolean;
  /** Starts reading; subscribe first. */
  start(): void;
  /**
   * Queues a message. Resolves when the hub has acknowledged all of it or, where no one acknowledges
   * messages, when the operating system has it; rejects if the connection ends first.
   */
  say(text: string): Promise<Transit>;
  /** Leaves the way the protocol says and closes; resolves when the connection is closed. */
  leave(): Promise<void>;
}
