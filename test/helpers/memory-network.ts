import {
  createAccessControl,
  HubAccessControl,
  identityOf,
  successorKey,
} from '../../src/net/deskmate/access-control';
import { claimOf, SecureMemberLink } from '../../src/net/deskmate/member-link';
import { guessEncoding, loadEncoding } from '../../src/net/lab-tcp/encodings';
import type { AccessState } from '../../src/protocol/access';
import type { LabLink } from '../../src/protocol/lab-link';
import { defaultLimits } from '../../src/protocol/limits';
import type { MemberLink, Ticket } from '../../src/protocol/member-link';
import { NetError } from '../../src/protocol/net-error';
import type { Network, RetryTimer } from '../../src/protocol/network';
import type { ListenOptions, RoomServer } from '../../src/protocol/room-server';
import type { Clock } from '../../src/util/clock';
import { MemoryHub } from './memory-hub';
import { MemorySocket, type NetworkPath } from './memory-socket';
import { MemoryVoters } from './memory-voters';
import { MemoryWide } from './wide-memory';

/** Files have connections of their own, which tests make with the real network. */
function noFiles(): never {
  throw new Error('no files here');
}

/** By port, created once: that takes time, and these tests are about something else. */
const accesses = new Map<number, Promise<AccessState>>();

function accessAt(port: number): Promise<AccessState> {
  const access = accesses.get(port) ?? createAccessControl().then((made) => made.state);
  accesses.set(port, access);
  return access;
}

/**
 * Invite rooms in memory, with all of deskmate/1 except TLS. Nothing moves on its own: `step`
 * moves a line, `run` all of them.
 */
export class MemoryNetwork implements Network {
  private readonly hubs = new Map<number, MemoryHub>();
  private connections: (readonly [MemorySocket, MemorySocket])[] = [];
  private readonly retries = new Set<() => void>();
  private ids = 0;
  private ports = 40_000;
  /** The connections between voters; `step` moves their frames, too. */
  readonly voters = new MemoryVoters();

  readonly identityOf = identityOf;
  readonly successorKey = successorKey;
  readonly encoding = loadEncoding;
  readonly guessEncoding = guessEncoding;
  readonly putFile = noFiles;
  readonly getFile = noFiles;
  readonly hasher = noFiles;
  readonly wide = async () => this.wideServer;
  readonly knock = () => Promise.reject(new Error('no knocks here'));
  readonly enterCode = () => Promise.reject(new Error('no codes here'));

  /** Where its wide rooms are. */
  readonly wideServer: MemoryWide;

  constructor(
    private readonly clock: Clock,
    wideServer = new MemoryWide(clock),
  ) {
    this.wideServer = wideServer;
  }

  async listen({
    port: wanted,
    access: state,
    commit = () => true,
    isOpen = () => true,
  }: ListenOptions): Promise<RoomServer> {
    const port = wanted || this.nextPort();
    const access = new HubAccessControl(state ?? (await accessAt(port)));
    const voters = this.voters.open(access.pin, port);
    const hub = new MemoryHub(port, access, this.clock, voters, isOpen, commit, () => {
      if (this.hubs.get(port) === hub) this.hubs.delete(port);
      this.voters.close(voters);
    });
    this.hubs.set(port, hub);
    return hub;
  }

  /** Makes the certificates of the next servers, so that listening takes no time later. */
  async prepare(servers: number): Promise<void> {
    for (let next = 1; next <= servers; next += 1) await accessAt(this.ports + next);
  }

  private nextPort(): number {
    this.ports += 1;
    return this.ports;
  }

  async reach(): Promise<void> {}

  connectLab(): Promise<LabLink> {
    throw new Error('no lab rooms here');
  }

  async connectByInvite(ticket: Ticket): Promise<MemberLink> {
    return this.connect(ticket).link;
  }

  /** @param path what is between this guest and the hub; `cut` breaks the connection at both ends */
  connect(ticket: Ticket, path?: NetworkPath): { readonly link: MemberLink; cut(): void } {
    const hub = this.hubs.get(ticket.port);
    if (!hub) throw new NetError('refused', 'nothing is listening');
    const [near, far] = MemorySocket.pair(this.clock, path);
    const link = new SecureMemberLink(
      near.asFrameSocket,
      '127.0.0.1',
      '127.0.0.1',
      claimOf(ticket),
      defaultLimits.jsonDepth,
    );
    this.connections.push([near, far]);
    hub.greet(far);
    return { link, cut: () => near.cut() };
  }

  /** Calls back when a test calls `retry`. */
  retryTimer(): RetryTimer {
    return {
      next: (callback) => {
        this.retries.add(callback);
        return { dispose: () => this.retries.delete(callback) };
      },
      reset() {},
    };
  }

  reachable(address: string): readonly string[] {
    return [address];
  }

  randomId(): string {
    this.ids += 1;
    return `id${this.ids}`;
  }

  /** Lets everyone who waits try again. */
  retry(): void {
    for (const callback of [...this.retries]) {
      this.retries.delete(callback);
      callback();
    }
  }

  isListening(port: number): boolean {
    return this.hubs.has(port);
  }

  /** Kills the host's window. */
  kill(port: number): void {
    this.hubs.get(port)?.kill();
  }

  /** Breaks all connections of guests to the hub at this port. */
  cutTo(port: number): void {
    for (const [near, far] of this.connections) if (this.hubs.get(port)?.has(far)) near.cut();
  }

  /** Breaks the connection that `choose` picks by its index. */
  cut(choose: (count: number) => number): void {
    this.connections[choose(this.connections.length)]?.[0].cut();
  }

  /**
   * Moves one line over the connection that `choose` picks by its index, or one between voters if it moves none; returns
   * false if none moves.
   */
  step(choose: (count: number) => number = () => 0): boolean {
    for (const hub of this.hubs.values()) hub.flush();
    const first = choose(this.connections.length);
    for (let index = 0; index < this.connections.length; index += 1) {
      const ends = this.connections[(first + index) % this.connections.length];
      if (ends?.some((end) => end.step())) return true;
    }
    return this.voters.step(choose);
  }

  /** Moves all lines, up to a limit. */
  run(): void {
    for (let steps = 0; steps < 100_000; steps += 1) if (!this.step()) return;
    throw new Error('the network never came to rest');
  }

  /** Forgets connections that are over. */
  tidy(): void {
    this.connections = this.connections.filter(([near]) => !near.over);
  }
}
