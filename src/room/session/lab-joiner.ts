import { type Endpoint, formatEndpoint } from '../../protocol/endpoint';
import type { NetError } from '../../protocol/net-error';
import type { EncodingName } from '../../protocol/text-encoding';
import type { Network } from '../../protocol/transport';
import type { Clock } from '../../util/clock';
import type { Logger } from '../../util/logger';
import { LabGuestRoom } from '../guest/lab-guest-room';
import type { LogEntry } from '../log/log-entry';
import type { RoomLog } from '../log/room-log';
import type { Connection, Room, RoomInfo } from '../room';
import type { CurrentRoom } from './current-room';

/**
 * Resolves when a room's connection is as wished, after `patience` ms at the latest, or when the signal
 * is aborted; or when the room is over without an error.
 * @throws {NetError} when the room is over with one
 */
export function untilIn(
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

/** How long, in ms, a joined lab room may be silent before it counts as a waiting line. */
const promptly = 1000;

export interface LabJoinerParts {
  readonly network: Network;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly log: RoomLog;
  readonly current: CurrentRoom;
}

/** Gets a window that is in no room into somebody's lab room. */
export class LabJoiner {
  constructor(private readonly parts: LabJoinerParts) {}

  /**
   * Resolves when let in, or when connected and nothing is heard yet. A new connection to the lab room that
   * was joined last goes on with its log.
   * @throws {NetError} when no connection comes about, or it ends at once
   */
  async join(endpoint: Endpoint, encoding: EncodingName, attempt: AbortSignal): Promise<void> {
    const { clock, current, log, logger, network } = this.parts;
    current.connecting(endpoint);
    const text = await network.encoding(encoding);
    const link = await current.attempt(network.connectLab(endpoint, attempt, text));
    const shown = log.entries;
    const isAnother = !this.wasIn(endpoint);
    if (isAnother) log.reset([]);
    const room = new LabGuestRoom(link, endpoint, log, clock);
    const info = current.shown;
    current.adopt(room);
    logger.info(`connected to ${formatEndpoint(endpoint)}`);
    link.start();
    const hasJoined = ({ kind }: Connection) => kind === 'joined';
    try {
      await untilIn(room, hasJoined, { clock, patience: promptly, signal: attempt });
    } catch (error) {
      // Nothing was joined: what was shown before is shown again.
      if (isAnother && (error as NetError).code === 'closed-at-once') this.showAgain(shown, info);
      throw error;
    }
  }

  /** Whether this lab room is the one joined last. */
  private wasIn({ host, port }: Endpoint): boolean {
    const { last } = this.parts.current;
    return last instanceof LabGuestRoom && last.info.address === host && last.info.port === port;
  }

  /** Puts back a log that another one took the place of, unless somebody has said something in that. */
  private showAgain(entries: readonly LogEntry[], info: RoomInfo | undefined): void {
    const { current, log } = this.parts;
    if (log.entries.some(({ kind }) => kind === 'message')) return;
    log.refill(() => {
      for (const entry of entries) log.add(entry, { id: entry.id });
    });
    if (info) current.remember(info);
  }
}
