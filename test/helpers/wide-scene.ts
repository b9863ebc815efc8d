import assert from 'node:assert/strict';
import type { LinkEnd } from '../../src/protocol/net-error';
import type {
  ChainPoint,
  OpenedEntry,
  OpenedStatus,
  StreamEntry,
  WideAlarm,
  WideNetwork,
  WideServerAccess,
  WideStream,
  WideTicket,
} from '../../src/protocol/wide';
import { waitFor } from './wait-for';

/** A member's connection, and all that came over it. */
export class StreamMember {
  readonly entries: StreamEntry[] = [];
  readonly statuses: OpenedStatus[] = [];
  readonly alarms: WideAlarm[] = [];
  readonly ends: LinkEnd[] = [];
  readonly writable: boolean[] = [];

  constructor(
    readonly stream: WideStream,
    readonly ticket: WideTicket,
  ) {
    stream.onEntries((entries) => this.entries.push(...entries));
    stream.onStatus((status) => this.statuses.push(status));
    stream.onAlarm((alarm) => this.alarms.push(alarm));
    stream.onEnd((end) => this.ends.push(end));
    stream.onDidChangeWritable(() => this.writable.push(stream.isWritable));
  }

  /** What members have said, without what was rejected. */
  get opened(): OpenedEntry[] {
    return this.entries.filter((entry): entry is OpenedEntry => 'author' in entry);
  }

  get texts(): unknown[] {
    return this.opened.map(({ act }) => act.text);
  }

  start(after = 0, chain?: ChainPoint): this {
    this.stream.start(after, chain);
    return this;
  }

  say(text: string, id = `${Math.random()}`.slice(2)): Promise<number> {
    return this.stream.append(id, 'Ann', { type: 'say', text });
  }

  /** Waits until this many entries have come. */
  async read(count: number): Promise<this> {
    const what = () => `${count} entries, of which ${this.entries.length} have come`;
    await waitFor(() => this.entries.length >= count, what);
    return this;
  }

  /** Checks that each number came once and in order. */
  checkOrder(first = 1): void {
    const numbers = this.entries.map(({ seq }) => seq);
    assert.deepEqual(
      numbers,
      numbers.map((_, index) => first + index),
    );
  }
}

/** A room on a server, and members who connect to it. */
export class WideScene {
  readonly members: StreamMember[] = [];

  private constructor(
    readonly network: WideNetwork,
    readonly server: WideServerAccess,
    readonly room: ReturnType<WideNetwork['newRoom']>,
  ) {}

  /** Creates a room. @param first number of its first entry */
  static async create(
    network: WideNetwork,
    server: WideServerAccess,
    first = 1,
  ): Promise<WideScene> {
    const scene = new WideScene(network, server, network.newRoom());
    const { ownerKey, replicas } = server;
    const creation = { ...scene.ticket(scene.room.key), ownerKey, replicas, first };
    await network.create(creation, new AbortController().signal);
    return scene;
  }

  ticket(key = this.network.newKey()): WideTicket {
    const { pin, token } = this.room;
    return { server: this.server, pin, epoch: { number: 1, token }, key };
  }

  /** Connects a member; it doesn't read yet. @param seen number of the last entry that it has seen */
  async join(
    ticket = this.ticket(),
    { seen = 0, signal = new AbortController().signal } = {},
  ): Promise<StreamMember> {
    const member = new StreamMember(await this.network.open(ticket, signal, seen), ticket);
    this.members.push(member);
    return member;
  }

  /** Ends all connections. */
  dispose(): void {
    for (const { stream } of this.members) stream.drop();
  }
}
