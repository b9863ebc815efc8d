/** The protocols and what carries them. */
export type Wire = 'deskmate/1' | 'lab-tcp';

/** What is particular to a kind of room. */
interface RoomKindTraits {
  /** What is spoken on its connections; src/net has a listener for each. */
  readonly wire: Wire;
  /**
   * Joined by invite: encrypted, with members who come back, a numbered log that is kept, cards,
   * reactions and receipts. Else anyone who reaches the port is in, and what is said is plain text.
   */
  readonly byInvite: boolean;
  /** The host and one guest; nobody waits in line. Else as many guests as the host lets in. */
  readonly forTwo: boolean;
  /** It ends when its guest leaves. */
  readonly endsWithGuest: boolean;
  /** What it can become while people are in it. */
  readonly growsTo?: 'group';
}

/**
 * Every kind of room, the usual ones first. A new kind is a row here, its words in the interface and, if
 * it speaks a protocol of its own, a listener in src/net.
 */
export const roomKinds = {
  pair: {
    wire: 'deskmate/1',
    byInvite: true,
    forTwo: true,
    endsWithGuest: false,
    growsTo: 'group',
  },
  group: { wire: 'deskmate/1', byInvite: true, forTwo: false, endsWithGuest: false },
  'lab-hub': { wire: 'lab-tcp', byInvite: false, forTwo: false, endsWithGuest: false },
  'lab-p2p': { wire: 'lab-tcp', byInvite: false, forTwo: true, endsWithGuest: true },
} as const satisfies Readonly<Record<string, RoomKindTraits>>;

export type RoomKind = keyof typeof roomKinds;

/** The rooms that are joined by invite. */
export type InviteKind = {
  [K in RoomKind]: (typeof roomKinds)[K]['byInvite'] extends true ? K : never;
}[RoomKind];

/** The rooms that speak the course lab's protocol. */
export type LabKind = Exclude<RoomKind, InviteKind>;

export const roomKindNames = Object.keys(roomKinds) as readonly RoomKind[];

export const inviteKindNames = roomKindNames.filter(isByInvite);

/** What is particular to a kind of room. */
export function traitsOf(kind: RoomKind): RoomKindTraits {
  return roomKinds[kind];
}

/** A kind of room by its name; undefined for any other text or value. */
export function roomKindOf(name: unknown): RoomKind | undefined {
  return roomKindNames.find((kind) => kind === name);
}

/** Whether a room of this kind is joined by invite; false where there is none. */
export function isByInvite(kind: RoomKind | undefined): kind is InviteKind {
  return kind !== undefined && roomKinds[kind].byInvite;
}

/** Whether a room of this kind is for the host and one guest; false where there is none. */
export function isForTwo(kind: RoomKind | undefined): boolean {
  return kind !== undefined && roomKinds[kind].forTwo;
}

/** @throws {TypeError} for a kind that is joined by invite */
export function toLabKind(kind: RoomKind): LabKind {
  if (!isByInvite(kind)) return kind;
  throw new TypeError(`A ${kind} room does not speak the lab's protocol.`);
}

/** @throws {TypeError} for a kind that nobody joins by invite */
export function toInviteKind(kind: RoomKind): InviteKind {
  if (isByInvite(kind)) return kind;
  throw new TypeError(`Nobody joins a ${kind} room by invite.`);
}
