import type { Event } from '../util/event';
import type { RoomFrame } from './frames';
import type { NetError } from './net-error';

/** The rooms that speak the course lab's protocol. */
export type LabKind = 'lab-p2p' | 'lab-hub';

/** A room's kind; the encrypted kinds join this union with their protocol. */
export type RoomKind = LabKind;

/** Where a room can be reached. */
export interface Endpoint {
  /** IPv4 or IPv6 address without brackets, or a host name. */
  readonly host: string;
  /** 1 to 65535. */
  readonly port: number;
}

/** Why a connection is over. */
export type LinkEnd =
  /** The other side left or closed in an orderly way. */
  | { readonly reason: 'closed' }
  /** We closed it. */
  | { readonly reason: 'local' }
  /** It broke: reset, timed out, unreachable, too slow. */
  | { readonly reason: 'lost'; readonly error: NetError };

/**
 * One guest's connection, as the room that hosts it sees it.
 *
 * 1. A link MUST hold what its guest says until `listen()`, up to its limit, and deliver it then.
 * 2. `onMessage` MUST NOT fire before `listen()` nor after `onEnd`.
 * 3. `onEnd` MUST fire exactly once, also for a guest that was never admitted.
 */
export interface GuestLink {
  /** What the protocol calls the guest: in a lab room its address, as Python prints it. */
  readonly name: string;
  readonly onMessage: Event<string>;
  readonly onEnd: Event<LinkEnd>;
  /** From now on the guest hears what the server publishes. */
  admit(): void;
  /** From now on the guest is heard. */
  listen(): void;
  /** Closes the connection politely; harmless when it is closed already. */
  close(): void;
}

/** A listening socket and the guests connected to it, one of the two wire protocols on top. */
export interface RoomServer {
  /** The address listened on, as the operating system tells it. */
  readonly address: string;
  readonly port: number;
  /** What the protocol calls the host itself. */
  readonly hostName: string;
  readonly onGuest: Event<GuestLink>;
  /** Sends a frame to every admitted guest but `except`; frames of one turn share one write. */
  publish(frame: RoomFrame, except?: GuestLink): void;
  /** Stops listening and closes every connection politely; resolves when all are gone. */
  close(): Promise<void>;
}

/** A guest's own end of the connection. Nothing is read before `start()`. */
export interface RoomLink {
  /** Our own name in the room, as far as this side can know it. */
  readonly localName: string;
  /** What the protocol calls the other end of the connection. */
  readonly remoteName: string;
  /** Which kind of room this is, as far as the bytes heard so far tell. */
  readonly kind: RoomKind;
  readonly onFrame: Event<RoomFrame>;
  readonly onEnd: Event<LinkEnd>;
  /** Whether the protocol calls the room's host by this name. */
  isHost(name: string): boolean;
  /** Begins to read; subscribe first. */
  start(): void;
  /** Queues a message. Resolves when the operating system has all of it, rejects when it never will. */
  say(text: string): Promise<void>;
  /** Says goodbye in the protocol's own way and closes; resolves when the connection is gone. */
  leave(): Promise<void>;
}

/** What a room needs of the network; the composition root passes the real one, tests another. */
export interface Network {
  /** @throws {NetError} when the address cannot be listened on. */
  listen(options: ListenOptions): Promise<RoomServer>;
  /** @throws {NetError} when no connection comes about; an aborted signal gives code `cancelled`. */
  connect(endpoint: Endpoint, signal: AbortSignal): Promise<RoomLink>;
}

export interface ListenOptions {
  readonly kind: RoomKind;
  /** Address of a network adapter, `0.0.0.0` or `::` for all. */
  readonly address: string;
  /** 0 for any free port. */
  readonly port: number;
}
