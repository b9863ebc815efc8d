import type { SocketAddress } from './endpoint';
import { roomKindNames, traitsOf, type Wire } from './room-kinds';

/** What is notable about a chunk or a datagram, as far as the side that handles it can tell. */
export type WireMark =
  /** The chunk ends within a character. */
  | 'character-cut'
  /** The chunk contains more than one message. */
  | 'messages-joined'
  /** The chunk continues a message that began before it. */
  | 'message-continued'
  /** The chunk is part of a file, of which only the beginning is recorded. */
  | 'file-content'
  /** The datagram was sent before: its acknowledgement didn't come in time. */
  | 'retransmission'
  /** The datagram says what has arrived. */
  | 'acknowledgement'
  /** The datagram had arrived before. */
  | 'duplicate-dropped'
  /** The limit of unacknowledged data is reached; what follows has to wait. */
  | 'window-full'
  /** The network weather dropped it, or this try of it: it didn't get to the other side. */
  | 'lost'
  /** The network weather delivered it twice. */
  | 'duplicated'
  /** The network weather delivers it after later ones. */
  | 'reordered'
  /** The chunk or datagram waited while the network weather stalled. */
  | 'stalled'
  /** The network weather reset the connection here. */
  | 'reset';

/** One connection, for all of its events. */
export interface WireConnection {
  readonly wire: Wire;
  readonly local: SocketAddress;
  readonly remote: SocketAddress;
  /** The other end's name, as the room shows it; in an invite room, its address until it is admitted. */
  readonly peer: string;
  /** What it is for, unless it is for everything. */
  readonly purpose?: 'file' | 'knock' | 'room-code' | 'voter' | undefined;
}

/** What one read or write of a stream moved, or one datagram. */
export interface WireEvent {
  /** On the room's clock, in ms. */
  readonly time: number;
  readonly connection: WireConnection;
  readonly direction: 'in' | 'out';
  /** Valid during the call only: copy what you keep. */
  readonly bytes: Uint8Array;
  /** How many bytes it was, if `bytes` is only the beginning. */
  readonly size?: number;
  readonly marks: readonly WireMark[];
  /** What it is in the terms of its protocol, at most 40 characters: `SAY 3`. Streams of text have none. */
  readonly summary?: string;
  /** Where its text begins, in bytes, after a header; 0 if absent. */
  readonly textAt?: number;
}

/** Receives everything that goes over the wire, for students who look at what their own client does. */
export interface WireTap {
  /** Checked before each event, so that a tap that is off costs nothing. */
  readonly enabled: boolean;
  record(event: WireEvent): void;
}

/** A tap that is always off. */
export const noTap: WireTap = { enabled: false, record() {} };

/** Passes each event to those taps that are on. */
export function allTaps(...taps: readonly WireTap[]): WireTap {
  return {
    get enabled() {
      return taps.some((tap) => tap.enabled);
    },
    record(event) {
      for (const tap of taps) {
        if (tap.enabled) tap.record(event);
      }
    },
  };
}

/** Whether the bytes of this wire are encrypted on the network. The tap gets them in the clear, without secrets. */
export function isEncrypted(wire: Wire): boolean {
  return roomKindNames.some((kind) => traitsOf(kind).wire === wire && traitsOf(kind).byInvite);
}
