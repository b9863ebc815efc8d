/**
 * Limits that keep one peer from slowing down or using up memory of the others. Sizes are in bytes, times
 * in ms.
 */
export interface Limits {
  /** Longest message text a user may send. */
  readonly messageBytes: number;
  /** Longest message accepted from the wire; a longer one is split into several. */
  readonly incomingBytes: number;
  /** Bytes buffered for a connection that waits in line; after that it isn't read until it is admitted. */
  readonly heldBytes: number;
  /** Longest send queue for one member; a member with a longer one is disconnected as too slow. */
  readonly queueBytes: number;
  /** A member that accepts no bytes for this long while something is queued is too slow. */
  readonly stallMs: number;
  /** Queue length at which the hub starts to read the members who fill it more slowly. */
  readonly busyBytes: number;
  /** Bytes a member may send per second without being slowed down for a busy queue. */
  readonly quietBytes: number;
  /** Connections that may wait in line. */
  readonly waitingLine: number;
  /** Time allowed for a connection to be established. */
  readonly connectMs: number;
  /** Time allowed for sending what is queued when someone leaves or closes a room. */
  readonly closeTimeoutMs: number;
  /** Longest line of deskmate/1, including its newline. */
  readonly lineBytes: number;
  /** Longest line to the hub for a frame without message text, including its newline. */
  readonly shortLineBytes: number;
  /** How deep the JSON of a line may nest. */
  readonly jsonDepth: number;
  readonly handshakeMs: number;
  /** Time from the end of the handshake to a first frame that authenticates. */
  readonly authenticationMs: number;
  readonly connectionsPerAddress: number;
  readonly newConnectionsPerMinute: number;
  /**
   * Unauthenticated connections, not counting members' addresses. Beyond that, a new one replaces an old
   * one.
   */
  readonly unprovenConnections: number;
  /** Above this number, a new connection replaces an old one with increasing probability. */
  readonly unprovenSoftLimit: number;
  /** Addresses that a hub remembers; it forgets those without a connection first. */
  readonly knownAddresses: number;
  /** How many of a member's newest addresses have reserved connections. */
  readonly reservedAddressesPerMember: number;
  /** How many members have reserved addresses; those who joined last count. */
  readonly membersWithReservedAddresses: number;
  /** Requests a member may make per second, and in a burst, before it is read more slowly. */
  readonly messagesPerSecond: number;
  readonly messageBurst: number;
  /** Bytes that the hub reads from a member per such request before it reads more slowly. */
  readonly bytesPerMessage: number;
  /**
   * Short reads that a lab hub accepts from a client per second, and in a burst, before it reads more
   * slowly.
   */
  readonly shortReadsPerSecond: number;
  readonly shortReadBurst: number;
  /** Bytes a guest reads from its hub per second, and in a burst, before it reads more slowly. */
  readonly guestBytesPerSecond: number;
  readonly guestBurstBytes: number;
  /** Time a guest may spend on its hub's data per second, and in a burst, in ms. */
  readonly guestWorkMs: number;
  readonly guestBurstMs: number;
  /** Time a guest may spend on it before it yields to the event loop, in ms. */
  readonly guestSliceMs: number;
  /** A side that has sent nothing for this long sends a ping. */
  readonly heartbeatMs: number;
  /** A side that has received nothing for this long treats the connection as dead. */
  readonly deadMs: number;
  /** The shortest and the longest wait before a guest reconnects. */
  readonly retryMinMs: number;
  readonly retryMaxMs: number;
  /** How long a member whose connection broke keeps its seat. */
  readonly awayMs: number;
  /** Sessions of a lab hub over UDP, in all and from one address. */
  readonly udpSessions: number;
  readonly udpSessionsPerAddress: number;
  /** File connections of a member at a time; its address may have as many more. */
  readonly fileConnections: number;
  /** New connections per minute that a member's address may make in addition, for files. */
  readonly fileConnectionsPerMinute: number;
  /** A side of a file connection that waits this long for the other gives up. */
  readonly fileStallMs: number;
  /** How long a knock stays open. */
  readonly knockMs: number;
  /** Knocks that are open at a time, at most one from each address. */
  readonly openKnocks: number;
  /** New knocks in ten minutes, in all and from one address. Those that are refused count, too. */
  readonly newKnocks: number;
  readonly newKnocksPerAddress: number;
  /** Guests who enter a room code at a time, at most one from each address. */
  readonly openCodes: number;
  /** New ones in a minute, in all and from one address. */
  readonly newCodes: number;
  readonly newCodesPerAddress: number;
  /** Time allowed for a connection to another voter's server to be established. */
  readonly voterDialMs: number;
  /** The longest time without a new attempt to dial it after some have failed. */
  readonly voterRestMs: number;
  /** How long it may take to show that it is there. */
  readonly voterProbeMs: number;
  /** How long a connection to it stays open without use. */
  readonly voterIdleMs: number;
  /** Entries that a room's log keeps. */
  readonly logEntries: number;
  /** Per member, at most one presence and one typing notice within this time. */
  readonly presenceMs: number;
}

/** The limits that hold unless others are set. */
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
  closeTimeoutMs: 3000,
  lineBytes: 64 * 1024,
  shortLineBytes: 8 * 1024,
  jsonDepth: 8,
  handshakeMs: 5000,
  authenticationMs: 10_000,
  connectionsPerAddress: 16,
  newConnectionsPerMinute: 60,
  unprovenConnections: 2048,
  unprovenSoftLimit: 1024,
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
  retryMinMs: 500,
  retryMaxMs: 30_000,
  awayMs: 10 * 60_000,
  udpSessions: 1024,
  udpSessionsPerAddress: 600,
  fileConnections: 2,
  fileConnectionsPerMinute: 30,
  fileStallMs: 20_000,
  knockMs: 60_000,
  openKnocks: 8,
  newKnocks: 20,
  newKnocksPerAddress: 10,
  openCodes: 32,
  newCodes: 120,
  newCodesPerAddress: 12,
  voterDialMs: 4000,
  voterRestMs: 10_000,
  voterProbeMs: 3000,
  voterIdleMs: 60_000,
  logEntries: 10_000,
  presenceMs: 2000,
};
