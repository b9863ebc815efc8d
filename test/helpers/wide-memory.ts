import { createHash } from 'node:crypto';
import {
  type ConnectEngine,
  type Engine,
  type EngineListener,
  type EngineTarget,
  type StoredMessage,
  type StreamSettings,
  type StreamState,
  Unavailable,
} from '../../src/net/wide/engine';
import { maxFileMessages } from '../../src/net/wide/file-seal';
import { epochKeys, fileKeys } from '../../src/net/wide/keys';
import { nkeyOf } from '../../src/net/wide/nkey';
import { EngineNetwork } from '../../src/net/wide/wide-network';
import { defaultLimits } from '../../src/protocol/limits';
import { type LinkEnd, NetError } from '../../src/protocol/net-error';
import type { WideServerAccess, WideTicket } from '../../src/protocol/wide';
import { type Clock, systemClock } from '../../src/util/clock';
import { MemoryLog } from './wide-memory-log';

/** Keys take long to make, and every fake network has such a server. */
const memoryServer: WideServerAccess = {
  name: 'Memory',
  nodes: [{ host: 'memory.invalid', port: 4222 }],
  authority: createHash('sha256').update('memory').digest('base64url'),
  account: nkeyOf('account', Buffer.alloc(32, 1)).public,
  memberKey: nkeyOf('account', Buffer.alloc(32, 2)).seed,
  ownerKey: nkeyOf('account', Buffer.alloc(32, 3)).seed,
  replicas: 1,
};

/**
 * Wide rooms on a server in memory, with the real keys, seals and streams over it. It behaves like a JetStream server,
 * and, where a test says so, like one that lies.
 */
export class MemoryWide extends EngineNetwork {
  /** The server, for tickets. */
  readonly server = memoryServer;
  readonly logs = new Map<string, MemoryLog>();
  readonly engines = new Set<MemoryEngine>();
  /**
   * What it does with entries: `no-quorum` says that it can't store them, `silent` says nothing; `later` says that it can't
   * store them, and does once it can, as a leader that the others come back to.
   */
  storing: 'yes' | 'no-quorum' | 'silent' | 'later' = 'yes';
  private readonly later: (() => void)[] = [];
  /** Whether what it has stored is acknowledged: false loses the acknowledgement only. */
  acknowledging = true;
  /** Whether stored messages can be read. */
  readable = true;
  /** Whether it can be connected to. */
  reachable = true;
  /** Whether a message that was just stored is passed on to this member; it can still be read. */
  passesOn: (message: StoredMessage, user: string) => boolean = () => true;
  /** Whether the server admits to a member that it has a message. */
  shows: (message: StoredMessage, user: string) => boolean = () => true;
  /** What it passes on instead of a message: none, several, or in another order. */
  alter: (message: StoredMessage) => readonly StoredMessage[] = (message) => [message];
  /** Whether it passes on a status. */
  tells: (from: string, to: string) => boolean = () => true;
  /** Whether it has a leader. */
  led = true;
  /** How many of the newest messages a node doesn't have that gives what it has: it has no leader, or follows it slowly. */
  lag = 0;
  /** How many of the newest messages a leader doesn't know yet that was just elected: it says so only by storing another one. */
  unapplied = 0;
  /** How many messages new streams keep. */
  most = 10_000;
  /** How many messages it gives for one request. */
  batch = 256;
  /** Logs that the server shows to single members only, by stream and user. */
  readonly forks = new Map<string, MemoryLog>();

  constructor(readonly clock: Clock = systemClock) {
    super({
      clock,
      limits: defaultLimits,
      connect: (...args) => this.connect(...args),
    });
  }

  readonly connect: ConnectEngine = async (target, listener, signal) => {
    if (signal.aborted) throw new NetError('cancelled', 'cancelled');
    if (!this.reachable) throw new NetError('unreachable', 'the server is away');
    if (target.authority !== this.server.authority) {
      throw new NetError('wrong-pin', 'another authority');
    }
    const engine = new MemoryEngine(this, target, listener);
    this.engines.add(engine);
    return engine;
  };

  /** The log of a ticket's stream. */
  log(ticket: Pick<WideTicket, 'epoch' | 'pin'>): MemoryLog {
    const log = this.logs.get(epochKeys(ticket.epoch.token, ticket.pin).stream);
    if (!log) throw new Error('no such stream');
    return log;
  }

  /** The log with the files of a ticket's epoch. */
  fileLog(ticket: Pick<WideTicket, 'epoch' | 'pin'>): MemoryLog {
    const log = this.logs.get(fileKeys(ticket.epoch.token, ticket.pin).stream);
    if (!log) throw new Error('no such stream');
    return log;
  }

  /** From now on, the connections of this member see, and write, a history of their own. */
  fork(ticket: Pick<WideTicket, 'epoch' | 'pin'>, user: string): MemoryLog {
    const { stream } = epochKeys(ticket.epoch.token, ticket.pin);
    const fork = this.log(ticket).copy();
    this.forks.set(`${stream} ${user}`, fork);
    return fork;
  }

  /** It can store entries again. */
  recover(): void {
    this.storing = 'yes';
    for (const store of this.later.splice(0)) store();
  }

  /** @param store what it does when it can store entries again */
  postpone(store: () => void): void {
    this.later.push(store);
  }

  /** Ends all connections, as when the server is killed. */
  crash(): void {
    const error = new NetError('connection-lost', 'the server was killed');
    for (const engine of [...this.engines]) engine.end({ reason: 'lost', error });
  }

  /** The log that a member sees. */
  logFor(stream: string, user: string): MemoryLog | undefined {
    return this.forks.get(`${stream} ${user}`) ?? this.logs.get(stream);
  }
}

/** A member's connection to the server in memory. */
export class MemoryEngine implements Engine {
  readonly address = 'memory.invalid';
  readonly localAddress = '192.0.2.1';
  heardAt: number;
  private ended = false;

  constructor(
    private readonly wide: MemoryWide,
    readonly target: EngineTarget,
    private readonly listener: EngineListener,
  ) {
    this.heardAt = wide.clock.now();
  }

  get user(): string {
    return this.target.credentials.user;
  }

  async state(): Promise<StreamState | undefined> {
    const log = await this.reach();
    if (!this.wide.led) throw new Unavailable('no leader', true);
    if (!log) return undefined;
    let last = log.last - this.wide.unapplied;
    for (let message = log.at(last); message; message = log.at(last)) {
      if (this.wide.shows(message, this.user)) break;
      last -= 1;
    }
    return { first: log.first, last };
  }

  async create({ first, kind }: StreamSettings): Promise<void> {
    await this.reach();
    const most = kind === 'files' ? maxFileMessages : this.wide.most;
    if (!this.log) this.wide.logs.set(this.target.stream, new MemoryLog(first, most));
  }

  async read(
    from: number,
    most: number,
    onMessage: (message: StoredMessage) => void,
  ): Promise<void> {
    const log = await this.reach();
    const { batch, lag, readable, unapplied } = this.wide;
    if (!log || !readable) throw new Unavailable('not readable', false);
    const count = Math.min(most, batch);
    const messages = log.messages
      .slice(0, Math.max(0, log.messages.length - Math.max(lag, unapplied)))
      .slice(Math.max(0, from - log.first))
      .filter((message) => message !== undefined && this.wide.shows(message, this.user));
    for (const message of messages.slice(0, count)) if (message) onMessage(message);
  }

  async store(id: string, payload: Uint8Array): Promise<number> {
    const log = await this.reach();
    const { storing, acknowledging, clock } = this.wide;
    if (!this.wide.led) throw new Unavailable('no leader', true);
    if (!log || storing === 'silent') throw new Unavailable('no answer', false);
    if (storing === 'no-quorum') throw new Unavailable('no quorum', true);
    this.wide.unapplied = 0;
    const { user } = this;
    const keep = () => {
      const message = { user, id, time: clock.now(), payload: Buffer.from(payload) };
      const { seq, isNew } = log.store(message);
      if (isNew) this.passOn(log, log.at(seq) as StoredMessage);
      return seq;
    };
    if (storing === 'later') {
      this.wide.postpone(keep);
      throw new Unavailable('no quorum', true);
    }
    const seq = keep();
    if (!acknowledging) throw new Unavailable('no answer', false);
    return seq;
  }

  tell(user: string | undefined, payload: Uint8Array): void {
    for (const engine of this.wide.engines) {
      const isFor = user === undefined || engine.user === user;
      const isMine = engine.target.stream !== this.target.stream || engine === this;
      if (!isFor || isMine || !this.wide.tells(this.user, engine.user)) continue;
      engine.soon(() => engine.listener.onTold(this.user, Buffer.from(payload)));
    }
  }

  async close(): Promise<void> {
    this.drop();
  }

  drop(): void {
    this.end({ reason: 'local' });
  }

  end(end: LinkEnd): void {
    if (this.ended) return;
    this.ended = true;
    this.wide.engines.delete(this);
    this.listener.onEnd(end);
  }

  /** The server passes on a message that it has in this log to all who see the log. */
  private passOn(log: MemoryLog, message: StoredMessage): void {
    const { wide, target } = this;
    for (const each of wide.alter(message)) {
      for (const engine of wide.engines) {
        const { user } = engine;
        if (wide.logFor(target.stream, user) !== log || engine.target.stream !== target.stream) {
          continue;
        }
        if (!wide.passesOn(each, user) || !wide.shows(each, user)) continue;
        engine.soon(() => engine.listener.onStored(each));
      }
    }
  }

  private get log(): MemoryLog | undefined {
    return this.wide.logFor(this.target.stream, this.user);
  }

  private async reach(): Promise<MemoryLog | undefined> {
    if (this.ended) throw new Unavailable('the connection has ended', false);
    this.heardAt = this.wide.clock.now();
    return this.log;
  }

  private soon(action: () => void): void {
    queueMicrotask(() => {
      if (this.ended) return;
      this.heardAt = this.wide.clock.now();
      action();
    });
  }
}
