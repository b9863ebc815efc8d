import { formatLabEndpoint, type LabEndpoint } from '../../protocol/lab-endpoint';
import type { NetError } from '../../protocol/net-error';
import type { Network } from '../../protocol/network';
import type { EncodingName } from '../../protocol/text-encoding';
import type { Clock } from '../../util/clock';
import type { Logger } from '../../util/logger';
import { LabGuestRoom } from '../guest/lab-guest-room';
import type { LogEntry } from '../log/log-entry';
import type { RoomLog } from '../log/room-log';
import type { Connection, Room, RoomInfo } from '../room';
import type { CurrentRoom } from './current-room';

/** How long, in ms, a lab room may be silent after connecting before we assume to be in a waiting line. */
const promptly = 1000;

export interface LabJoinerDeps {
  readonly network: Network;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly log: RoomLog;
  readonly current: CurrentRoom;
}

/** Gets a window that is in no room into someone's lab room. */
export class LabJoiner {
  constructor(private readonly deps: LabJoinerDeps) {}

  /**
   * Joins a lab room. Resolves when admitted, or when connected and nothing is received yet. Rejoining the
   * last lab room continues its log.
   * @throws {NetError} when it can't connect, or the connection ends at once
   */
  async join(endpoint: LabEndpoint, encoding: EncodingName, attempt: AbortSignal): Promise<void> {
    const { clock, current, log, logger, network } = this.deps;
    current.connecting(endpoint);
    const text = await network.encoding(encoding);
    const link = await current.attempt(network.connectLab(endpoint, attempt, text));
    const shown = log.entries;
    const isAnother = !this.wasIn(endpoint);
    if (isAnother) log.reset([]);
    const room = new LabGuestRoom(link, endpoint, log, clock);
    const info = current.shown;
    current.adopt(room);
    logger.info(`connected to ${formatLabEndpoint(endpoint)}`);
    link.start();
    const hasJoined = ({ kind }: Connection) => kind === 'joined';
    try {
      await waitUntilAdmitted(room, hasJoined, { clock, patience: promptly, signal: attempt });
    } catch (error) {
      // We weren't admitted: show the previous log again.
      if (isAnother && (error as NetError).code === 'closed-at-once') this.showAgain(shown, info);
      throw error;
    }
  }

  /** Whether this lab room is the one joined last. */
  private wasIn(endpoint: LabEndpoint): boolean {
    const { last } = this.deps.current;
    return last instanceof LabGuestRoom && last.info.name === formatLabEndpoint(endpoint);
  }

  /** Restores the previous log, unless the new one already has messages. */
  private showAgain(entries: readonly LogEntry[], info: RoomInfo | undefined): void {
    const { current, log } = this.deps;
    if (log.entries.some(({ kind }) => kind === 'message')) return;
    log.refill(() => {
      for (const entry of entries) log.add(entry, { id: entry.id });
    });
    if (info) current.remember(info);
  }
}

/**
 * Resolves when `isIn` accepts the room's connection, after `patience` ms, when the signal is aborted, or
 * when the room ends without an error.
 * @throws {NetError} when the room ends with one
 */
export function waitUntilAdmitted(
  room: Room,
  isIn: (connection: Connection) => boolean,
  { clock, patience, signal }: { clock: Clock; patience?: number; signal: AbortSignal },
): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (error?: NetError) => {
      timer?.dispose();
      changed.dispose();
      ended.dispose();
      signal.removeEventListener('abort', done);
      if (error) reject(error);
      else resolve();
    };
    const done = () => stop();
    const timer = patience === undefined ? undefined : clock.after(patience, done);
    const changed = room.onDidChange(() => isIn(room.connection) && done());
    const ended = room.onDidEnd(stop);
    signal.addEventListener('abort', done);
    if (signal.aborted || isIn(room.connection)) done();
  });
}
