import type { Event } from '../util/event';
import type { AccessControl, AccessState } from './access';
import type { Arrival, Vacancy } from './arrival';
import type { FileLink } from './file-link';
import type { CloseReason, GuestLink } from './guest-link';
import type { KnockListener } from './knock';
import type { LabEncoding } from './lab-link';
import type { CodeListener } from './room-code';
import type { RoomEntry } from './room-entry';
import type { RoomKind } from './room-kinds';
import type { TextEncoding } from './text-encoding';
import type { SentTransit } from './transit';
import type { VoterPort } from './voter-port';
import type { Weather } from './weather';

/** Makes network weather on a room's connections, in both directions, between the socket and the protocol. */
export interface WeatherControl {
  /**
   * Sets it for all connections, now and later; undefined for none. What is under way arrives at once, in
   * order.
   */
  set(weather: Weather | undefined): void;
  /** Sets it for one guest, until the next `set`. */
  setFor(guest: GuestLink, weather: Weather | undefined): void;
}

/** The file connections of a hub. */
export interface FileListener {
  readonly onFile: Event<FileLink>;
  /** Closes the member's connections. */
  drop(member: string): void;
}

/** A listening socket and its guests, for one of the wire protocols. */
export interface RoomServer {
  /** The address it listens on, as the operating system reports it. */
  readonly address: string;
  readonly port: number;
  /** The protocol's name for the host. */
  readonly hostName: string;
  /** Decides who may join; absent in a lab room, which anyone may join. */
  readonly access?: AccessControl;
  /** The latest connection from each address, the last one last; absent where they aren't counted. */
  readonly arrivals?: readonly Arrival[];
  /** Bytes for guests that the operating system hasn't accepted yet; absent in a lab room. */
  readonly queuedBytes?: number;
  /** Only where people can choose the encoding. */
  readonly text?: LabEncoding;
  /** Absent where there is no network weather. */
  readonly weather?: WeatherControl;
  /**
   * Fires when a published message has reached members in another way than it was sent, and again when that
   * changes; `seq` is the entry's number.
   */
  readonly onTransit?: Event<{ readonly seq: number; readonly transit: SentTransit }>;
  readonly onGuest: Event<GuestLink>;
  /** Members' file connections; absent where there are no files. */
  readonly files?: FileListener;
  /** Absent in a lab room, which anyone may join. */
  readonly knocks?: KnockListener;
  /** Absent in a lab room, which has one host for good. */
  readonly voters?: VoterPort;
  /** Absent in a lab room. */
  readonly codes?: CodeListener;
  /**
   * Sends an entry to every admitted guest; the lab protocol doesn't send it back to its author. Entries of
   * one event loop turn share one write, which follows `ListenOptions.commit`.
   */
  publish(entry: RoomEntry, author?: GuestLink): void;
  /** Stops listening and closes every connection gracefully; resolves when all are closed. */
  close(farewell?: CloseReason): Promise<void>;
}
/** Settings of a listening {@link RoomServer}. */
export interface ListenOptions {
  readonly kind: RoomKind;
  /** Address of a network adapter; `0.0.0.0` or `::` for all. */
  readonly address: string;
  /** 0 for any free port. */
  readonly port: number;
  /** For a lab room; UTF-8 if absent. */
  readonly encoding?: TextEncoding;
  /** For a kind of room that can do without acknowledgements and repeats: whether it does. */
  readonly bare?: boolean;
  /** For a room that is reopened: who may join. */
  readonly access?: AccessState;
  /**
   * Called once per event loop turn, before published entries are sent, to write them to disk first.
   * Returns whether that worked. If not, the feed leaves them out, and the room publishes them again when
   * it has them.
   */
  readonly commit?: () => boolean;
  /** Whether the room is open already; until then, everyone is told to come back later. Always, if absent. */
  readonly isOpen?: () => boolean;
  /** Whether someone new would get in; always, if absent. */
  readonly vacancy?: () => Vacancy;
}
