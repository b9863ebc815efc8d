import { createNetwork } from '../../../src/net/network';
import { defaultLimits, type Limits } from '../../../src/protocol/limits';
import type { LabKind } from '../../../src/protocol/room-kinds';
import type { EncodingName } from '../../../src/protocol/text-encoding';
import type { WireEvent, WireTap } from '../../../src/protocol/wire-event';
import type { MessageEntry, RoomEvent } from '../../../src/room/log/log-entry';
import { Session } from '../../../src/room/session/session';
import { type Clock, systemClock } from '../../../src/util/clock';
import { silentLogger } from '../../../src/util/logger';
import { MemoryArchive } from '../memory-archive';
import { waitFor } from '../wait-for';

/** A session on real sockets, with everything that happened to its room. */
export class TestRoom {
  readonly session: Session;
  /** Includes messages that the log no longer keeps. */
  private readonly happened = new Map<string, RoomEvent>();

  /** Bytes written to each peer and read from it, by name. */
  readonly written = new Map<string, number>();
  readonly read = new Map<string, number>();

  private watcher: ((event: WireEvent) => void) | undefined;

  constructor(changedLimits: Partial<Limits> = {}, clock: Clock = systemClock) {
    const limits = { ...defaultLimits, ...changedLimits };
    const tap: WireTap = {
      enabled: true,
      record: (event) => {
        const { direction, connection, bytes } = event;
        const total = direction === 'out' ? this.written : this.read;
        total.set(connection.peer, (total.get(connection.peer) ?? 0) + bytes.length);
        this.watcher?.(event);
      },
    };
    const network = createNetwork({ clock, limits, tap });
    this.session = new Session({
      network,
      limits,
      clock,
      logger: silentLogger,
      archive: new MemoryArchive(),
    });
    this.session.onDidChangeLog((change) => {
      if (change.type === 'entry' && change.entry.kind === 'system') {
        this.happened.set(change.entry.id, change.entry.event);
      }
    });
  }

  /** Calls back with everything that goes over the wire from now on. */
  watch(watcher: (event: WireEvent) => void): void {
    this.watcher = watcher;
  }

  get port(): number {
    return this.session.state.room?.port ?? 0;
  }

  get messages(): MessageEntry[] {
    return this.session.entries.filter((entry) => entry.kind === 'message');
  }

  /** Names of the guests in line. */
  get waiting(): string[] {
    return this.session.state.waiting.map(({ name }) => name);
  }

  say(text: string): void {
    this.session.messages.say(text);
  }

  /** Texts of one author's messages. */
  textsOf(name: string): string[] {
    return this.messages.filter((entry) => entry.authorName === name).map(({ text }) => text);
  }

  /** The room's events of one type, in order. */
  events<T extends RoomEvent['type']>(type: T): Extract<RoomEvent, { type: T }>[] {
    return [...this.happened.values()].filter(
      (event): event is Extract<RoomEvent, { type: T }> => event.type === type,
    );
  }

  /** Waits until a message with exactly this text is in the log. */
  async logs(text: string): Promise<void> {
    await waitFor(
      () => this.messages.some((entry) => entry.text === text),
      () =>
        `the log has ${JSON.stringify(text.slice(0, 100))}; its last messages: ` +
        JSON.stringify(this.messages.slice(-5).map((entry) => entry.text.slice(0, 100))),
    );
  }
}

export interface HostOptions {
  readonly kind?: LabKind;
  readonly address?: string;
  readonly maxClients?: number;
  readonly limits?: Partial<Limits>;
  readonly encoding?: EncodingName;
  /** Only for `lab-udp`. */
  readonly bare?: boolean;
  readonly clock?: Clock;
}

/** Hosts a lab room on a free port. */
export async function hostRoom({
  kind = 'lab-hub',
  address = '127.0.0.1',
  maxClients = 10,
  limits = {},
  encoding = 'utf-8',
  bare = false,
  clock,
}: HostOptions = {}): Promise<TestRoom> {
  const room = new TestRoom(limits, clock);
  const place = { address, port: 0 };
  await room.session.host({ kind, name: '', ...place, maxClients, encoding, bare, person: '' });
  return room;
}

/** Joins a lab room that someone else hosts. */
export async function joinRoom(
  port: number,
  host = '127.0.0.1',
  clock?: Clock,
  encoding?: EncodingName,
): Promise<TestRoom> {
  const room = new TestRoom({}, clock);
  await room.session.joinLab({ host, port }, undefined, encoding);
  return room;
}
