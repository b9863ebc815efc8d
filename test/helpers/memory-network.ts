import {
  authenticate,
  type Claim,
  createAccessControl,
  HubAccessControl,
  identityOf,
  successorKey,
} from '../../src/net/deskmate/access-control';
import type { FrameSocket } from '../../src/net/deskmate/frame-socket';
import { type GuestHub, HubGuest } from '../../src/net/deskmate/hub-guest';
import { LogSlices } from '../../src/net/deskmate/log-slices';
import { claimOf, SecureMemberLink } from '../../src/net/deskmate/member-link';
import { PeopleLines } from '../../src/net/deskmate/people-lines';
import { guessEncoding, loadEncoding } from '../../src/net/lab-tcp/encodings';
import type { AccessState } from '../../src/protocol/access';
import type { CloseReason, GuestLink, Seat } from '../../src/protocol/guest-link';
import type { LabLink } from '../../src/protocol/lab-link';
import { defaultLimits, type Limits } from '../../src/protocol/limits';
import type { MemberLink, Ticket } from '../../src/protocol/member-link';
import { type LinkEnd, NetError } from '../../src/protocol/net-error';
import type { Network, RetryTimer } from '../../src/protocol/network';
import type { ListenOptions, RoomServer } from '../../src/protocol/room-server';
import type { Clock } from '../../src/util/clock';
import { Emitter } from '../../src/util/event';
import { FakeCodes } from './fake-codes';
import { FakeKnocks } from './fake-knocks';
import { type MemoryVoterPort, MemoryVoters } from './memory-voters';
import { MemoryWide } from './wide-memory';

/** Slows no one down. */
const limits: Limits = { ...defaultLimits, messagesPerSecond: 1e6, messageBurst: 1e6 };

/** What is between the ends of a connection. */
export interface NetworkPath {
  /** Since when nothing arrives that is sent, in ms since the Unix epoch; undefined while everything does. */
  readonly cutSince: number | undefined;
}

/** One end of a connection in memory, instead of a frame socket: a test moves its lines one by one. */
class MemorySocket {
  private readonly lines = new Emitter<string>();
  private readonly ends = new Emitter<LinkEnd>();
  readonly onLine = this.lines.event;
  readonly onProblem = new Emitter<never>().event;
  readonly onDrain = new Emitter<void>().event;
  readonly onEnd = this.ends.event;
  readonly remoteAddress = '127.0.0.1';
  readonly queuedBytes = 0;
  /** Notes nothing. */
  readonly tap = { peer: '' };
  /** Size of the line that is being delivered. */
  lineBytes = 0;
  /** Lines in transit to this end; undefined when the other side has closed. */
  private readonly inbox: (string | undefined)[] = [];
  private peer: MemorySocket | undefined;
  private reads = false;
  private isOver = false;

  constructor(
    private readonly clock: Clock,
    private readonly path: NetworkPath | undefined,
  ) {}

  static pair(clock: Clock, path?: NetworkPath): readonly [MemorySocket, MemorySocket] {
    const [one, other] = [new MemorySocket(clock, path), new MemorySocket(clock, path)];
    one.peer = other;
    other.peer = one;
    return [one, other];
  }

  get over(): boolean {
    return this.isOver;
  }

  /** There are no pings here: as long as something could come, something has just come. */
  get readTime(): number {
    return this.path?.cutSince ?? this.clock.now();
  }

  /** As the code under test sees it. */
  get asFrameSocket(): FrameSocket {
    return this as unknown as FrameSocket;
  }

  start(): void {
    this.reads = true;
  }

  cork(): void {}
  uncork(): void {}

  pause(): void {
    this.reads = false;
  }

  resume(): void {
    this.reads = true;
  }

  limitLines(): void {}

  write(bytes: Buffer): void {
    if (this.isOver) return;
    this.peer?.inbox.push(...bytes.toString().split('\n').slice(0, -1));
  }

  writeTogether(parts: readonly Buffer[]): void {
    for (const part of parts) this.write(part);
  }

  async close(last?: Buffer): Promise<void> {
    if (last) this.write(last);
    this.end({ reason: 'local' });
  }

  /** Closes abruptly: lines in transit to the other end are lost. */
  finish(end: LinkEnd): void {
    if (this.peer && !this.isOver) this.peer.inbox.length = 0;
    this.end(end);
  }

  private end(end: LinkEnd): void {
    if (this.isOver) return;
    this.isOver = true;
    this.peer?.inbox.push(undefined);
    this.ends.fire(end);
  }

  /** Breaks the connection: lines in transit are lost. */
  cut(): void {
    for (const end of [this, this.peer]) {
      end?.finish({ reason: 'lost', error: new NetError('connection-lost', 'cut') });
    }
  }

  /** Moves one line to this end; returns false if there is none, or this end isn't reading. */
  step(): boolean {
    if (this.isOver || !this.reads || this.inbox.length === 0) return false;
    if (this.path?.cutSince !== undefined) return false;
    const line = this.inbox.shift();
    this.lineBytes = Buffer.byteLength(line ?? '');
    if (line !== undefined) this.lines.fire(line);
    else this.finish({ reason: 'lost', error: new NetError('connection-lost', 'closed') });
    return true;
  }
}

/** The hub without its sockets: what it does at the end of a turn, it does when a test says so. */
class MemoryHub implements RoomServer, GuestHub {
  readonly address = '127.0.0.1';
  readonly hostName = '127.0.0.1';
  readonly limits = limits;
  readonly slices = new LogSlices();
  readonly knocks = new FakeKnocks();
  readonly codes = new FakeCodes();
  readonly people = new PeopleLines();
  private readonly guests = new Emitter<GuestLink>();
  readonly onGuest = this.guests.event;
  private readonly audience = new Set<HubGuest>();
  private readonly due = new Set<HubGuest>();
  private readonly sockets = new Set<MemorySocket>();
  private isDue = false;

  constructor(
    readonly port: number,
    readonly access: HubAccessControl,
    readonly clock: Clock,
    readonly voters: MemoryVoterPort,
    private readonly isOpen: () => boolean,
    private readonly commit: () => boolean,
    private readonly closed: () => void,
  ) {
    access.onDidChange(() => this.publish());
  }

  publish(): void {
    this.isDue = true;
  }

  issueKey({ id, store }: Seat): string | undefined {
    return this.access.issueKey(id, store);
  }

  seat(guest: HubGuest, { feed }: Seat): void {
    this.slices.use(feed);
    this.audience.add(guest);
    this.flushSoon(guest);
  }

  flushSoon(guest: HubGuest): void {
    this.due.add(guest);
    this.isDue = true;
  }

  flushLater(guest: HubGuest): void {
    this.flushSoon(guest);
  }

  flush(): void {
    if (!this.isDue) return;
    this.isDue = false;
    this.commit();
    const guests = new Set(this.slices.commit() ? this.audience : this.due);
    this.due.clear();
    for (const guest of guests) guest.flush();
  }

  greet(socket: MemorySocket): void {
    this.sockets.add(socket);
    const { clock, isOpen, limits } = this;
    const vacancy = () => 'seat' as const;
    const options = { clock, limits, isOpen, vacancy, onAnswered() {} };
    authenticate(socket.asFrameSocket, this.access, options, (claim) =>
      this.receive(socket, claim),
    );
    socket.start();
  }

  async close(farewell?: CloseReason): Promise<void> {
    this.closed();
    this.flush();
    for (const guest of this.audience) guest.close(farewell);
    for (const socket of this.sockets) socket.finish({ reason: 'local' });
  }

  has(socket: MemorySocket): boolean {
    return this.sockets.has(socket);
  }

  /** Stops it as if its window were killed. */
  kill(): void {
    this.closed();
    for (const socket of this.sockets) socket.cut();
  }

  private receive(socket: MemorySocket, claim: Claim): void {
    const guest = new HubGuest(socket.asFrameSocket, claim, this, () => {});
    guest.onEnd(() => {
      this.audience.delete(guest);
      this.due.delete(guest);
    });
    this.guests.fire(guest);
  }
}

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
      limits.jsonDepth,
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
