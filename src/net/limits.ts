/** Bounds that keep one peer from costing the others anything. All sizes in bytes, all times in ms. */
export interface Limits {
  /** Longest message text a person may send. */
  readonly messageBytes: number;
  /** Longest message accepted from the wire; what is longer becomes several. */
  readonly incomingBytes: number;
  /** What is kept of a connection that waits in line; after that it is read no further. */
  readonly heldBytes: number;
  /** Queue towards one member; a member whose queue is longer is disconnected as too slow. */
  readonly queueBytes: number;
  /** A member that takes nothing for this long while something is queued is too slow. */
  readonly stallMs: number;
  /** Queue length from which on those who fill it are read slower. */
  readonly busyBytes: number;
  /** How much a member may say in a second and never be slowed down for a busy queue. */
  readonly quietBytes: number;
  /** Connections that may wait in line. */
  readonly waitingLine: number;
  /** Time for a connection to come about. */
  readonly connectMs: number;
  /** Time for what is queued to go out when a room is left or closed. */
  readonly farewellMs: number;
}

export const defaultLimits: Limits = {
  messageBytes: 32 * 1024,
  incomingBytes: 64 * 1024,
  heldBytes: 64 * 1024,
  queueBytes: 1024 * 1024,
  stallMs: 10_000,
  busyBytes: 64 * 1024,
  quietBytes: 8 * 1024,
  waitingLine: 32,
  connectMs: 10_000,
  farewellMs: 3000,
};
