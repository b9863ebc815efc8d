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
  /** Longest line of deskmate/1, its newline included. */
  readonly lineBytes: number;
  /** Longest line to the hub of a frame that carries no message text, its newline included. */
  readonly shortLineBytes: number;
  /** How deep the JSON of a line may nest. */
  readonly jsonDepth: number;
  readonly handshakeMs: number;
  /** From the end of the handshake to a first frame that proves who it is. */
  readonly authenticationMs: number;
  readonly connectionsPerAddress: number;
  readonly newConnectionsPerMinute: number;
  /** Connections that have not shown who they are, members' addresses aside; a new one takes an old one's place. */
  readonly unprovenConnections: number;
  /** From this many on, that happens with a chance that rises. */
  readonly unprovenFreely: number;
  /** Addresses that a hub remembers at a time, those of nobody connected being forgotten first. */
  readonly knownAddresses: number;
  /** Addresses of one member, the newest, that have places of their own. */
  readonly reservedAddressesPerMember: number;
  /** Members whose addresses have, those who came last. */
  readonly membersWithReservedAddresses: number;
  /** Requests a member may make in a second before it is read slower, and how many at once. */
  readonly messagesPerSecond: number;
  readonly messageBurst: number;
  /** What the hub reads of a member for each of these requests, in bytes, before it reads it slower. */
  readonly bytesPerMessage: number;
  /** Reads of a few bytes that a lab hub takes of a client in a second before it reads slower, and at once. */
  readonly shortReadsPerSecond: number;
  readonly shortReadBurst: number;
  /** What a guest reads of its hub in a second, and at once before it reads slower, in bytes. */
  readonly guestBytesPerSecond: number;
  readonly guestBurstBytes: number;
  /** How much of a second a guest may spend on what its hub sends, and how much at once, in ms. */
  readonly guestWorkMs: number;
  readonly guestBurstMs: number;
  /** How long a guest may spend on it before the rest of its program has a turn, in ms. */
  readonly guestSliceMs: number;
  /** A side that has sent nothing for this long sends a ping. */
  readonly heartbeatMs: number;
  /** A side that has heard nothing for this long takes the connection for dead. */
  readonly deadMs: number;
  /** The least and the most a guest waits before it tries again. */
  readonly retryLeastMs: number;
  readonly retryMostMs: number;
  /** How long a member whose connection broke keeps its seat. */
  readonly awayMs: number;
  /** Entries kept of a room. */
  readonly logEntries: number;
  /** At most one presence and one typing notice per member in this time. */
  readonly presenceMs: number;
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
  lineBytes: 64 * 1024,
  shortLineBytes: 8 * 1024,
  jsonDepth: 8,
  handshakeMs: 5000,
  authenticationMs: 10_000,
  connectionsPerAddress: 16,
  newConnectionsPerMinute: 60,
  unprovenConnections: 2048,
  unprovenFreely: 1024,
  knownAddresses: 4096,
  reservedAddressesPerMember: 4,
  membersWithReservedAddresses: 2000,
  messagesPerSecond: 10,
  messageBurst: 40,
  bytesPerMessage: 16 * 1024,
  shortReadsPerSecond: 500,
  shortReadBurst: 2000,
  guestBytesPerSecond: 4 * 1024 * 1024,
  guestBurstBytes: 64 * 1024 * 1024,
  guestWorkMs: 250,
  guestBurstMs: 5000,
  guestSliceMs: 8,
  heartbeatMs: 15_000,
  deadMs: 45_000,
  retryLeastMs: 500,
  retryMostMs: 30_000,
  awayMs: 10 * 60_000,
  logEntries: 10_000,
  presenceMs: 2000,
};
