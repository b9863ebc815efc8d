import type { FileLimits } from '../../protocol/file-limits';
import type { Seat } from '../../protocol/guest-link';
import type { Network } from '../../protocol/network';
import type { RoomKind } from '../../protocol/room-kinds';
import type { EncodingName } from '../../protocol/text-encoding';
import type { Logger } from '../../util/logger';
import type { FileStore } from '../file-store';
import type { Epochs } from '../log/epochs';
import type { Journal } from '../log/journal';
import type { MemberServer } from '../member-server';
import type { RoomInfo } from '../room';
import type { SuccessionState } from '../succession/state';
import type { Named, RestoredRoom } from './restored-room';

/** Settings for a new room. */
export interface HostOptions {
  readonly kind: RoomKind;
  /** The room's name; its address if empty. */
  readonly name: string;
  readonly address: string;
  /** 0 for any free port. */
  readonly port: number;
  /** Maximum number of guests at a time, 1 to 500; a room for two always has one. */
  readonly maxClients: number;
  /** A lab room's encoding; UTF-8 if absent. */
  readonly encoding?: EncodingName;
  /** Whether a lab room over UDP does without acknowledgements and repeats. */
  readonly bare?: boolean;
  /** The host's name in an invite room; in a lab room, members have addresses instead of names. */
  readonly person: string;
}

/** The limits that a session needs. */
export interface SessionLimits {
  /** Longest message, in bytes of UTF-8. */
  readonly messageBytes: number;
  readonly waitingLine: number;
  /** How long a member whose connection broke keeps its seat, in ms. */
  readonly awayMs: number;
  /** Minimum time between two presence notices of a member, in ms. */
  readonly presenceMs: number;
  /** Maximum number of entries kept of a hosted room. */
  readonly logEntries: number;
}

/** What a hosted room needs besides its server and its log. */
export interface HostRoomOptions {
  readonly info: RoomInfo;
  /** Maximum number of guests at a time. */
  readonly maxClients: number;
  /** Maximum number of guests that may wait for a seat; others are turned away. */
  readonly waitingLine: number;
  /** The user; in an invite room, the name is one that `checkName` accepts. */
  readonly host: Named;
  readonly limits: {
    /** How long a member whose connection broke keeps its seat, in ms. */
    readonly awayMs: number;
    /** At most one presence and one typing notice per member in this time, in ms. */
    readonly presenceMs: number;
    /** Maximum number of entries kept. */
    readonly logEntries: number;
    /** Maximum number of guests that may wait once a pair has become a group. */
    readonly waitingLine: number;
  };
  /** In an invite room: its files. */
  readonly files?: FileStore;
  readonly fileLimits: () => FileLimits;
  readonly network: Pick<Network, 'hasher' | 'randomId' | 'reach' | 'retryTimer'>;
  readonly logger: Logger;
  /** Whether the log is displayed in this process. */
  readonly hasViewer: boolean;
  /** Whether it can't be reopened once its host has closed it. */
  readonly closesForGood: boolean;
  /** Returns addresses for the invite, the likeliest first; called for each invite. */
  readonly reachable: () => readonly string[];
  readonly journal?: Journal;
  /** For an invite room, including the current epoch. */
  readonly epochs?: Epochs;
  /** The restored state of a room that is reopened. */
  readonly restored?: RestoredRoom;
  /** The pin of the room's first host; absent if that is this computer. */
  readonly firstPin?: string;
  /** Its server, which goes on when another member hosts the room; absent in a lab room. */
  readonly memberServer?: MemberServer;
  /** Multiplies the times of succession. */
  readonly pace: number;
  /** This member's part in succession, if this computer takes the room over. */
  readonly took?: SuccessionState;
}

export interface HostStateOptions {
  readonly info: RoomInfo;
  readonly byInvite: boolean;
  /** Maximum number of guests at a time. */
  readonly maxClients: number;
  readonly locked: boolean;
}

/**
 * The state that the parts of a hosted room share. The kind and the number of guests change when a pair
 * becomes a group.
 */
export class HostState {
  readonly byInvite: boolean;
  kind: RoomKind;
  maxClients: number;
  /** Whether no one new may join. */
  locked: boolean;
  /** Whether the room has ended for this window. */
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

  /** The room as guests see it. */
  get room(): Seat['room'] {
    return { name: this.opened.name, kind: this.kind, most: this.maxClients };
  }
}
