import type { RoomKind } from '../net/transport';

/** What a room to be hosted is to be like. */
export interface HostOptions {
  readonly kind: RoomKind;
  /** What people call the room; its address when empty. */
  readonly name: string;
  readonly address: string;
  /** 0 for any free port. */
  readonly port: number;
  /** Guests let in at a time, 1 to 500; a room of two always has one. */
  readonly maxClients: number;
  /** What the host is called in a room by invite; in a lab room everybody is an address. */
  readonly person: string;
}

/** What a session needs to know of the limits. */
export interface SessionLimits {
  /** Longest message in bytes of UTF-8. */
  readonly messageBytes: number;
  readonly waitingLine: number;
  /** How long a member whose connection broke keeps its seat, ms. */
  readonly awayMs: number;
  /** Between two signs of presence of one member, ms. */
  readonly presenceMs: number;
  /** Entries kept of a hosted room. */
  readonly logEntries: number;
}
