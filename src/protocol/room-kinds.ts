/** The wire protocols. */
export type Wire = 'deskmate/1' | 'deskmate/wide' | LabWire;

/** The wires of lab rooms, which people join by an address. */
export type LabWire = 'lab-tcp' | 'lab-udp';

/** The properties of a wire. */
interface WireTraits {
  /** UDP, otherwise TCP. */
  readonly isDatagram: boolean;
  /** People can choose the encoding of its text; otherwise it is UTF-8. */
  readonly hasEncodings: boolean;
  /** Can work without acknowledgements and retransmission, so that people see what gets lost. */
  readonly canBeBare: boolean;
}

export const wires = {
  'deskmate/1': { isDatagram: false, hasEncodings: false, canBeBare: false },
  'deskmate/wide': { isDatagram: false, hasEncodings: false, canBeBare: false },
  'lab-tcp': { isDatagram: false, hasEncodings: true, canBeBare: false },
  'lab-udp': { isDatagram: true, hasEncodings: false, canBeBare: true },
} as const satisfies Readonly<Record<Wire, WireTraits>>;

/** The properties of a kind of room. */
interface RoomKindTraits {
  /** The protocol on its connections; src/net has a listener for each. */
  readonly wire: Wire;
  /**
   * Joined by invite: encrypted, with members who can come back, a stored numbered log, cards, reactions
   * and receipts. Otherwise anyone who reaches the port can join, and messages are plain text.
   */
  readonly byInvite: boolean;
  /** Holds the host and one guest, without a waiting line. Otherwise the host sets the number of guests. */
  readonly forTwo: boolean;
  /** How many guests it takes unless its host says otherwise. */
  readonly guests: number;
  /** People can send files and pictures. */
  readonly hasFiles: boolean;
  /** The host can show six digits with which anyone can join: worthwhile for many people. */
  readonly hasCode: boolean;
  /** Some members are helpers, and the others ask them for help: see docs/CLASS.md. */
  readonly hasHelpers: boolean;
  /** Its log is on a server, and no member hosts it: see docs/WIDE.md. */
  readonly onServer: boolean;
  /** Whether the room ends when its guest leaves. */
  readonly endsWithGuest: boolean;
  /** The kind it can change to while people are in it. */
  readonly growsTo?: 'group';
}

/**
 * Every kind of room, the most common first. A new kind needs a row here, its texts in the interface and,
 * if it has its own protocol, a listener in src/net.
 */
export const roomKinds = {
  pair: {
    wire: 'deskmate/1',
    byInvite: true,
    forTwo: true,
    guests: 1,
    hasFiles: true,
    hasCode: false,
    hasHelpers: false,
    onServer: false,
    endsWithGuest: false,
    growsTo: 'group',
  },
  group: {
    wire: 'deskmate/1',
    byInvite: true,
    forTwo: false,
    guests: 16,
    hasFiles: true,
    hasCode: true,
    hasHelpers: false,
    onServer: false,
    endsWithGuest: false,
  },
  class: {
    wire: 'deskmate/1',
    byInvite: true,
    forTwo: false,
    guests: 500,
    hasFiles: true,
    hasCode: true,
    hasHelpers: true,
    onServer: false,
    endsWithGuest: false,
  },
  wide: {
    wire: 'deskmate/wide',
    byInvite: true,
    forTwo: false,
    guests: 500,
    hasFiles: true,
    hasCode: false,
    hasHelpers: false,
    onServer: true,
    endsWithGuest: false,
  },
  'lab-hub': {
    wire: 'lab-tcp',
    byInvite: false,
    forTwo: false,
    guests: 16,
    hasFiles: false,
    hasCode: false,
    hasHelpers: false,
    onServer: false,
    endsWithGuest: false,
  },
  'lab-p2p': {
    wire: 'lab-tcp',
    byInvite: false,
    forTwo: true,
    guests: 1,
    hasFiles: false,
    hasCode: false,
    hasHelpers: false,
    onServer: false,
    endsWithGuest: true,
  },
  'lab-udp': {
    wire: 'lab-udp',
    byInvite: false,
    forTwo: false,
    guests: 16,
    hasFiles: false,
    hasCode: false,
    hasHelpers: false,
    onServer: false,
    endsWithGuest: false,
  },
} as const satisfies Readonly<Record<string, RoomKindTraits>>;

export type RoomKind = keyof typeof roomKinds;

/** Kinds of room that people join by invite. */
export type InviteKind = {
  [K in RoomKind]: (typeof roomKinds)[K]['byInvite'] extends true ? K : never;
}[RoomKind];

/** Kinds of room that people join by its address. */
export type LabKind = Exclude<RoomKind, InviteKind>;

/** Kinds of room that use the course lab's protocol. */
export type TcpLabKind = {
  [K in RoomKind]: (typeof roomKinds)[K]['wire'] extends 'lab-tcp' ? K : never;
}[RoomKind];

/** The default kind of room to host. */
export const defaultKind: RoomKind = 'pair';

export const roomKindNames = Object.keys(roomKinds) as readonly RoomKind[];

export const inviteKindNames = roomKindNames.filter(isByInvite);

/** The properties of a kind of room. */
export function traitsOf(kind: RoomKind): RoomKindTraits {
  return roomKinds[kind];
}

/** The protocol of a kind of room. */
export function wireOf(kind: RoomKind): Wire {
  return roomKinds[kind].wire;
}

/** The properties of the wire of a kind of room. */
export function wireTraitsOf(kind: RoomKind): WireTraits {
  return wires[wireOf(kind)];
}

/** The kind of room with this name; undefined for any other value. */
export function roomKindOf(name: unknown): RoomKind | undefined {
  return roomKindNames.find((kind) => kind === name);
}

/** Whether a room of this kind is an invite room; false for undefined. */
export function isByInvite(kind: RoomKind | undefined): kind is InviteKind {
  return kind !== undefined && roomKinds[kind].byInvite;
}

/** Whether this kind of room is for the host and one guest; false for undefined. */
export function isForTwo(kind: RoomKind | undefined): boolean {
  return kind !== undefined && roomKinds[kind].forTwo;
}

/** Whether people can send files in this kind of room; false for undefined. */
export function hasFiles(kind: RoomKind | undefined): boolean {
  return kind !== undefined && roomKinds[kind].hasFiles;
}

/** Whether the host of this kind of room can show a room code; false for undefined. */
export function hasCode(kind: RoomKind | undefined): boolean {
  return kind !== undefined && roomKinds[kind].hasCode;
}

/** Whether members of this kind of room can be helpers; false for undefined. */
export function hasHelpers(kind: RoomKind | undefined): boolean {
  return kind !== undefined && roomKinds[kind].hasHelpers;
}

/** Whether a room of this kind is on a server, so that no member hosts it; false for undefined. */
export function isOnServer(kind: RoomKind | undefined): boolean {
  return kind !== undefined && roomKinds[kind].onServer;
}

/**
 * Whether the host or a guest may pin messages: both may in an invite room for two, otherwise only the host. In a wide
 * room, its owner and the moderators are like the host.
 */
export function mayPin(kind: RoomKind | undefined, isHost: boolean): boolean {
  return isByInvite(kind) && (isHost || isForTwo(kind));
}

/** Whether this kind of room uses the course lab's protocol. */
function isTcpLab(kind: RoomKind): kind is TcpLabKind {
  return roomKinds[kind].wire === 'lab-tcp';
}

/** @throws {TypeError} for a kind with another protocol */
export function toTcpLabKind(kind: RoomKind): TcpLabKind {
  if (isTcpLab(kind)) return kind;
  throw new TypeError(`A ${kind} room doesn't use the lab protocol.`);
}

/** @throws {TypeError} for a kind that people don't join by invite */
export function toInviteKind(kind: RoomKind): InviteKind {
  if (isByInvite(kind)) return kind;
  throw new TypeError(`A ${kind} room has no invites.`);
}
