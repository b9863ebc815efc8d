import type { RoomKind } from '../../protocol/room-kinds';
import type { EncodingName } from '../../protocol/text-encoding';
import type { Seat } from '../../protocol/transport';
import type { Epochs } from '../log/epochs';
import type { Journal } from '../log/journal';
import type { RoomInfo } from '../room';
import type { Named, RestoredRoom } from './restored-room';

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
  /** How a lab room's bytes are read and written; UTF-8 when absent. */
  readonly encoding?: EncodingName;
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

/** What a hosted room is made of, besides its server and its log. */
export interface HostRoomOptions {
  readonly info: RoomInfo;
  /** Guests let in at a time. */
  readonly maxClients: number;
  /** Guests that may wait for a place; further ones are turned away. */
  readonly waitingLine: number;
  /** The person at this window; in a room by invite with a name that passes `checkName`. */
  readonly host: Named;
  readonly limits: {
    /** How long, in ms, a member whose connection broke keeps its seat. */
    readonly awayMs: number;
    /** At most one presence and one typing notice per member in this time, in ms. */
    readonly presenceMs: number;
    /** Entries kept. */
    readonly logEntries: number;
    /** Guests that may wait once a pair has become a group. */
    readonly waitingLine: number;
  };
  /** Once closed by its host, it cannot be hosted again. */
  readonly closesForGood: boolean;
  /** Addresses for the invite, the likeliest first; asked whenever one is wanted. */
  readonly reachable: () => readonly string[];
  readonly journal?: Journal;
  /** Of a room by invite, the present one included. */
  readonly epochs?: Epochs;
  /** What the journal gave back of a room that is opened again. */
  readonly restored?: RestoredRoom;
}

export interface HostStateOptions {
  readonly info: RoomInfo;
  readonly byInvite: boolean;
  /** Guests let in at a time. */
  readonly maxClients: number;
  readonly locked: boolean;
}

/** What the parts of a hosted room know of it. The kind and the number of guests change when a pair grows. */
export class HostState {
  readonly byInvite: boolean;
  kind: RoomKind;
  maxClients: number;
  /** Whether nobody new may come in. */
  locked: boolean;
  /** Nothing can be done in the room any more. */
  over = false;
  private readonly opened: RoomInfo;

  constructor({ info, byInvite, maxClients, locked }: HostStateOptions) {
    this.opened = info;
    this.byInvite = byInvite;
    this.kind = info.kind;
    this.maxClients = maxClients;
    this.locked = locked;
  }

  get info(): RoomInfo {
    return { ...this.opened, kind: this.kind, ...(this.locked && { locked: true }) };
  }

  /** The room as its guests are told of it. */
  get room(): Seat['room'] {
    return { name: this.opened.name, kind: this.kind, most: this.maxClients };
  }
}
