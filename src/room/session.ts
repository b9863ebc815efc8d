import type { NetError, NetErrorCode } from '../net/net-error';
import type { Endpoint, Network, RoomKind } from '../net/transport';
import type { Clock } from '../util/clock';
import type { Disposable } from '../util/disposable';
import { Emitter } from '../util/event';
import type { Logger } from '../util/logger';
import { formatEndpoint } from './endpoint';
import { HostedRoom } from './hosted-room';
import { JoinedRoom } from './joined-room';
import type { LogEntry } from './log-entry';
import type { Room } from './room';
import { RoomLog } from './room-log';
import { SayError } from './say-error';
import type { Connection, RoomInfo, SessionState } from './session-state';

export interface HostOptions {
  readonly kind: RoomKind;
  /** What people call the room; its address when empty. */
  readonly name: string;
  readonly address: string;
  /** 0 for any free port. */
  readonly port: number;
  /** Guests let in at a time, 1 to 500; a p2p room always has one. */
  readonly maxClients: number;
}

/** What a session needs to know of the limits. */
export interface SessionLimits {
  /** Longest message in bytes of UTF-8. */
  readonly messageBytes: number;
  readonly waitingLine: number;
}

/** How long, in ms, a joined room may be silent before it is taken for a waiting line. */
const promptly = 1000;

/**
 * This window's place: offline, or in one room. Calls that change it run one after the other; the
 * log stays readable when a room is over, until another room takes its place.
 */
export class Session implements Disposable {
  private readonly log = new RoomLog();
  readonly onDidChangeLog = this.log.onDidChange;
  private readonly changes = new Emitter<SessionState>();
  readonly onDidChangeState = this.changes.event;
  private current: SessionState = { connection: { kind: 'offline' }, members: [], waiting: [] };
  private room: Room | undefined;
  /** The room joined last: a new connection to it goes on with its log. */
  private joinedBefore: Endpoint | undefined;
  private attempt: AbortController | undefined;
  private queue: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly network: Network,
    private readonly limits: SessionLimits,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  get state(): SessionState {
    return this.current;
  }

  get entries(): readonly LogEntry[] {
    return this.log.entries;
  }

  /**
   * Opens a room, leaving the present one first.
   * @throws {NetError} when the address or port cannot be had
   */
  host(options: HostOptions): Promise<RoomInfo> {
    return this.inTurn(async () => {
      const { kind, address, port } = options;
      const server = await this.try(this.network.listen({ kind, address, port }));
      const at = { address: server.address, port: server.port };
      const name = options.name || formatEndpoint({ host: at.address, port: at.port });
      const info: RoomInfo = { kind, name, ...at };
      const pair = kind === 'lab-p2p';
      this.joinedBefore = undefined;
      this.log.reset([]);
      this.adopt(
        new HostedRoom(
          server,
          {
            info,
            maxClients: pair ? 1 : options.maxClients,
            waitingLine: pair ? 0 : this.limits.waitingLine,
          },
          this.log,
          this.clock,
        ),
      );
      this.logger.info(`hosting ${kind} on ${formatEndpoint({ host: at.address, port: at.port })}`);
      return info;
    });
  }

  /**
   * Joins somebody's room, leaving the present one first. Resolves when let in, or when connected and
   * nothing is heard yet: in line, or with a p2p host that has not spoken.
   * @throws {NetError} when no connection comes about, or it ends at once
   */
  join(endpoint: Endpoint, signal?: AbortSignal): Promise<void> {
    return this.inTurn(async (attempt) => {
      const cancel = () => attempt.abort();
      if (signal?.aborted) cancel();
      signal?.addEventListener('abort', cancel);
      try {
        this.set({
          connection: { kind: 'connecting', target: endpoint },
          members: [],
          waiting: [],
        });
        const link = await this.try(this.network.connect(endpoint, attempt.signal));
        if (!this.isSameRoom(endpoint)) this.log.reset([]);
        const room = new JoinedRoom(link, endpoint, this.log, this.clock);
        this.adopt(room);
        this.logger.info(`connected to ${formatEndpoint(endpoint)}`);
        link.start();
        await this.untilIn(room, attempt.signal);
      } finally {
        signal?.removeEventListener('abort', cancel);
      }
    });
  }

  /**
   * Says something in the room.
   * @throws {SayError} when it was not taken; nothing was sent then
   */
  say(text: string): void {
    if (!this.room) throw new SayError('no-room');
    if (text.trim() === '') throw new SayError('empty');
    if (utf8Length(text) > this.limits.messageBytes) throw new SayError('too-long');
    this.room.say(text);
  }

  /** Leaves the room politely, or gives up joining one. Harmless when offline. */
  leave(): Promise<void> {
    return this.inTurn(async () => {});
  }

  /** Shows what was said before the window was loaded anew; does nothing once a room is there. */
  restore(entries: readonly LogEntry[], info: RoomInfo | undefined): void {
    if (this.room || this.log.entries.length > 0 || entries.length === 0) return;
    const note = { kind: 'system', time: this.clock.now(), event: { type: 'restored' } } as const;
    this.log.reset([...entries, note]);
    this.set({ ...this.current, ...(info && { room: info }) });
  }

  dispose(): void {
    void this.leave();
    this.changes.dispose();
    this.log.dispose();
  }

  private isSameRoom(endpoint: Endpoint): boolean {
    const before = this.joinedBefore;
    this.joinedBefore = endpoint;
    return before?.host === endpoint.host && before.port === endpoint.port;
  }

  /**
   * Runs `work` when what was asked before is done and the present room is left. What was asked
   * before is given up if it can be: the latest wish counts.
   */
  private inTurn<T>(work: (attempt: AbortController) => Promise<T>): Promise<T> {
    this.attempt?.abort();
    const attempt = new AbortController();
    this.attempt = attempt;
    const turn = this.queue.then(async () => {
      await this.room?.leave();
      return work(attempt);
    });
    this.queue = turn.catch(() => {});
    return turn;
  }

  private adopt(room: Room): void {
    this.room = room;
    room.onDidChange(() => this.reflect(room));
    room.onDidEnd((error) => {
      this.room = undefined;
      this.logger.info(`the room is over${error ? `: ${error.message}` : ''}`);
      this.goOffline(error?.code, room.info);
    });
    this.reflect(room);
  }

  private reflect({ connection, info, members, waiting }: Room): void {
    this.set({ connection, room: info, members, waiting });
  }

  private goOffline(error?: NetErrorCode, room = this.current.room): void {
    const told = error === 'cancelled' ? undefined : error;
    const connection: Connection = { kind: 'offline', ...(told && { error: told }) };
    this.set({ connection, ...(room && { room }), members: [], waiting: [] });
  }

  private set(state: SessionState): void {
    this.current = state;
    this.changes.fire(state);
  }

  /** What fails leaves this window offline, with the reason. */
  private async try<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      const { code, message } = error as NetError;
      this.logger.warn(`${code}: ${message}`);
      this.goOffline(code);
      throw error;
    }
  }

  private untilIn(room: Room, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const stop = () => {
        timer.dispose();
        changed.dispose();
        ended.dispose();
        signal.removeEventListener('abort', done);
      };
      const done = () => {
        stop();
        resolve();
      };
      const timer = this.clock.after(promptly, done);
      const changed = room.onDidChange(() => room.connection.kind === 'joined' && done());
      const ended = room.onDidEnd((error) => {
        stop();
        if (error) reject(error);
        else resolve();
      });
      signal.addEventListener('abort', done);
    });
  }
}

/** Bytes of `text` in UTF-8. */
function utf8Length(text: string): number {
  return new TextEncoder().encode(text).length;
}
