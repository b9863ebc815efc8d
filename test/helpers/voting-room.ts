import assert from 'node:assert/strict';
import type { Invite } from '../../src/protocol/invite';
import { defaultLimits } from '../../src/protocol/limits';
import type { Ticket } from '../../src/protocol/member-link';
import { NetError } from '../../src/protocol/net-error';
import type { Network } from '../../src/protocol/network';
import type { InviteKind } from '../../src/protocol/room-kinds';
import type { ListenOptions } from '../../src/protocol/room-server';
import { Session } from '../../src/room/session/session';
import { silentLogger } from '../../src/util/logger';
import { FakeClock } from './fake-clock';
import { MemoryArchive } from './memory-archive';
import { MemoryNetwork } from './memory-network';

const port = 5000;

/** One person's window in a {@link VotingRoom}. */
export class VotingWindow {
  session: Session;
  archive: MemoryArchive;
  /** Where it listens. */
  readonly ports = new Set<number>();
  readonly pins = new Set<string>();

  constructor(
    readonly name: string,
    private readonly room: VotingRoom,
  ) {
    this.archive = new MemoryArchive(room.clock.now);
    this.session = this.open();
  }

  /** The messages, as `author: text`. */
  get said(): readonly string[] {
    return this.session.entries.flatMap((entry) =>
      entry.kind === 'message' ? [`${entry.authorName}: ${entry.text}`] : [],
    );
  }

  /** What else the log says. */
  get events(): readonly string[] {
    return this.session.entries.flatMap((entry) =>
      entry.kind === 'system' ? [entry.event.type] : [],
    );
  }

  get connection(): string {
    return this.session.state.connection.kind;
  }

  /** Who hosts the room, as this window sees it. */
  get host(): string | undefined {
    return this.session.state.members.find(({ host }) => host)?.name;
  }

  get journalId(): string {
    return this.archive.list()[0]?.id ?? '';
  }

  /** The members to whom this host can hand the room over. */
  get successors(): readonly string[] {
    const { successors = [] } = this.session.invited?.hostActions ?? {};
    return successors.map(({ name }) => name);
  }

  handOver(to: VotingWindow, stays = true) {
    const actions = this.session.invited?.hostActions;
    const id = actions?.successors.find(({ name }) => name === to.name)?.id;
    assert(actions && id !== undefined, `${to.name} can’t take over`);
    return actions.handOver(id, stays);
  }

  say(text: string): void {
    this.session.messages.say(text);
  }

  /** Kills the window: what was committed is left. */
  kill(): void {
    const before = this.session;
    this.archive = this.archive.copy();
    for (const listening of this.ports) this.room.network.kill(listening);
    this.ports.clear();
    void before.suspend();
    this.session = this.open();
  }

  async restart(): Promise<void> {
    assert.equal(await this.session.reopen(this.journalId), true);
    this.session.invited?.setMayTakeOver?.(true);
  }

  private open(): Session {
    const { clock, network: shared } = this.room;
    const { archive, ports } = this;
    const listen = async (options: ListenOptions) => {
      const server = await shared.listen(options);
      ports.add(server.port);
      if (server.access) this.pins.add(server.access.pin);
      return server;
    };
    const connectByInvite = async (ticket: Ticket) => {
      if (this.room.isCut(this, ticket.port)) throw new NetError('unreachable', 'cut off');
      return shared.connectByInvite(ticket);
    };
    const network: Network = Object.assign(Object.create(shared), {
      ...{ listen, connectByInvite },
      // One counter for all: an id is never used twice.
      randomId: () => shared.randomId(),
    });
    return new Session({ network, limits: defaultLimits, clock, logger: silentLogger, archive });
  }
}

/** People in a room, all of whom may take it over, on a network and a clock in memory. */
export class VotingRoom {
  readonly clock = new FakeClock();
  readonly network = new MemoryNetwork(this.clock);
  readonly windows: VotingWindow[] = [];
  private readonly alone = new Set<VotingWindow>();

  /** Opens a room, hosted by the first of these people. */
  static async open(kind: InviteKind, ...names: readonly string[]): Promise<VotingRoom> {
    const room = new VotingRoom();
    for (const name of names) room.windows.push(new VotingWindow(name, room));
    const [host, ...guests] = room.windows as [VotingWindow, ...VotingWindow[]];
    await room.network.prepare(guests.length);
    const options = { kind, name: 'Lab', address: '127.0.0.1', port, maxClients: 8 } as const;
    await host.session.host({ ...options, person: host.name });
    const invite = host.session.invited?.hostActions?.invite as Invite;
    for (const guest of guests) {
      const entering = guest.session.joinByInvite(invite, guest.name);
      await room.clock.advance(0);
      room.network.run();
      await entering;
      guest.session.invited?.setMayTakeOver?.(true);
      await room.pass(2000);
    }
    await room.pass(5000);
    return room;
  }

  /** Cuts a window off from all others, or connects it again. */
  setCutOff(window: VotingWindow, isCut: boolean): void {
    if (isCut) this.alone.add(window);
    else this.alone.delete(window);
    for (const other of this.windows) {
      for (const one of window.pins) {
        for (const pin of other === window ? [] : other.pins) {
          if (isCut) this.network.voters.cut(one, pin);
          else this.network.voters.mend(one, pin);
        }
      }
    }
    if (isCut) for (const listening of window.ports) this.network.cutTo(listening);
  }

  /** Whether this window can't reach the port. */
  isCut(window: VotingWindow, listening: number): boolean {
    const other = this.windows.find(({ ports }) => ports.has(listening));
    return other !== window && (this.alone.has(window) || (!!other && this.alone.has(other)));
  }

  /** Lets time pass, while everything in transit arrives. @param step how long it may take to arrive, in ms */
  async pass(ms: number, step = 100): Promise<void> {
    const end = this.clock.now() + ms;
    while (this.clock.now() < end) {
      this.network.retry();
      await this.clock.advance(Math.min(step, end - this.clock.now()));
      this.network.run();
      this.network.tidy();
    }
  }
}
