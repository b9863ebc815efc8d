import type { WireConnection, WireEvent, WireTap } from '../../protocol/wire-event';
import { type Disposable, toDisposable } from '../../util/disposable';
import { Emitter } from '../../util/event';

/** A read, a write or a datagram; `bytes` is a copy. */
export interface WireChunk extends WireEvent {
  readonly type: 'chunk';
  readonly bytes: Buffer;
  /** Identifies the connection as long as the log holds any of its chunks. */
  readonly peer: number;
}

/** Where one room ends and the next begins. */
export interface WireDivider {
  readonly type: 'room-began' | 'room-ended';
  /** Milliseconds since the Unix epoch. */
  readonly time: number;
}

export type WireEntry = WireChunk | WireDivider;

export interface WireLogLimits {
  readonly entries: number;
  /** Of all chunks together. */
  readonly bytes: number;
}

export const maxWireLog: WireLogLimits = { entries: 100_000, bytes: 32 * 1024 * 1024 };

/** The other end of a connection, and how many of its chunks the log holds. */
interface Peer {
  readonly id: number;
  /** As in the newest chunk. */
  connection: WireConnection;
  chunks: number;
}

/**
 * Keeps what goes over the wire while someone watches.
 *
 * 1. It MUST be off, and hold nothing, while the view is closed.
 * 2. It MUST hold at most `limits`, and drop the oldest entries first.
 * 3. An entry keeps its number as long as the log holds it; numbers have no gaps.
 */
export class WireLog implements WireTap {
  private readonly entries = new Map<number, WireEntry>();
  /** By both addresses: a hub has no connection of its own for a stranger's datagram. */
  private readonly peers = new Map<string, Peer>();
  private readonly adds = new Emitter<void>();
  /** Fires after each new entry. */
  readonly onDidAdd = this.adds.event;
  private watchers = 0;
  private held = 0;
  private nextPeer = 1;
  /** Number of the oldest entry held. */
  private first = 0;
  /** One more than the number of the newest entry. */
  private next = 0;

  constructor(private readonly limits = maxWireLog) {}

  get enabled(): boolean {
    return this.watchers > 0;
  }

  /** Number of the oldest entry held. */
  get start(): number {
    return this.first;
  }

  /** One more than the number of the newest entry. */
  get end(): number {
    return this.next;
  }

  /** Bytes of all chunks held. */
  get bytes(): number {
    return this.held;
  }

  /** The connections of the chunks held, by id. */
  get connections(): ReadonlyMap<number, WireConnection> {
    return new Map(Array.from(this.peers.values(), ({ id, connection }) => [id, connection]));
  }

  /** Undefined for an entry that the log doesn't hold. */
  at(number: number): WireEntry | undefined {
    return this.entries.get(number);
  }

  /** Keeps what happens from now on, until the last watcher's result is disposed. */
  watch(): Disposable {
    this.watchers += 1;
    return toDisposable(() => {
      this.watchers -= 1;
      if (!this.enabled) this.clear();
    });
  }

  record(event: WireEvent): void {
    const { connection } = event;
    const key = keyOf(connection);
    const peer = this.peers.get(key) ?? { id: this.nextPeer++, connection, chunks: 0 };
    if (peer.chunks === 0) this.peers.set(key, peer);
    peer.connection = connection;
    peer.chunks += 1;
    this.add({ ...event, type: 'chunk', bytes: Buffer.from(event.bytes), peer: peer.id });
  }

  /** Marks where a room begins or ends. @param time in ms since the Unix epoch */
  divide(type: WireDivider['type'], time: number): void {
    if (this.enabled) this.add({ type, time });
  }

  private add(entry: WireEntry): void {
    this.entries.set(this.next, entry);
    this.next += 1;
    this.held += sizeOf(entry);
    while (this.entries.size > this.limits.entries || this.held > this.limits.bytes) this.drop();
    this.adds.fire();
  }

  private drop(): void {
    const entry = this.entries.get(this.first);
    this.entries.delete(this.first);
    this.first += 1;
    if (entry?.type !== 'chunk') return;
    this.held -= entry.bytes.length;
    const key = keyOf(entry.connection);
    const peer = this.peers.get(key);
    if (!peer) return;
    peer.chunks -= 1;
    if (peer.chunks === 0) this.peers.delete(key);
  }

  private clear(): void {
    this.entries.clear();
    this.peers.clear();
    this.held = 0;
    this.first = this.next;
  }
}

function keyOf({ wire, local, remote }: WireConnection): string {
  return `${wire} ${local.port} ${remote.address} ${remote.port}`;
}

function sizeOf(entry: WireEntry): number {
  return entry.type === 'chunk' ? entry.bytes.length : 0;
}
