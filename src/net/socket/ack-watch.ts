import type { Clock } from '../../util/clock';
import type { Disposable } from '../../util/disposable';
import type { SendQueues } from './send-queues';

/** A connection as the watch sees it. */
export interface WatchedConnection {
  /** See `connectionKey`. */
  readonly key: string;
  /** Bytes handed to the operating system since the connection was made. */
  readonly bytesWritten: number;
  /** Called once when the peer has acknowledged nothing for too long. */
  vanish(): void;
}

interface Suspect {
  acknowledged: number;
  /** When it last acknowledged anything, ms. */
  since: number;
}

/** How often, in ms, the operating system is asked while something is on its way. */
const lookMs = 2000;

/**
 * Finds peers that vanished while something was on its way to them. TCP keep-alive finds only those
 * to whom nothing is: with bytes unacknowledged it is silent, and retransmission alone goes on for a
 * quarter of an hour. Nothing is looked at while nothing is sent.
 */
export class AckWatch implements Disposable {
  private readonly suspects = new Map<WatchedConnection, Suspect>();
  private timer: Disposable | undefined;
  private looking = false;
  private disposed = false;

  /**
   * @param patienceMs how long a peer may acknowledge nothing, ms
   * @param read asks the operating system; undefined where it does not tell
   */
  constructor(
    private readonly clock: Clock,
    private readonly patienceMs: number,
    private readonly read: () => Promise<SendQueues | undefined>,
  ) {}

  /** Something was written to `connection`. */
  note(connection: WatchedConnection): void {
    if (this.disposed || this.suspects.has(connection)) return;
    this.suspects.set(connection, { acknowledged: -1, since: this.clock.now() });
    this.schedule();
  }

  /** `connection` is over. */
  forget(connection: WatchedConnection): void {
    this.suspects.delete(connection);
  }

  dispose(): void {
    this.disposed = true;
    this.timer?.dispose();
    this.suspects.clear();
  }

  private schedule(): void {
    if (this.timer || this.looking || this.suspects.size === 0) return;
    const due = this.clock.now() + lookMs;
    this.timer = this.clock.after(lookMs, () => {
      this.timer = undefined;
      // Late by much: this computer slept, and nobody could have acknowledged anything.
      const slept = this.clock.now() - due > lookMs;
      void this.look(slept);
    });
  }

  private async look(slept: boolean): Promise<void> {
    this.looking = true;
    const queues = await this.read();
    this.looking = false;
    if (!queues) {
      this.dispose();
      return;
    }
    const now = this.clock.now();
    for (const [connection, suspect] of this.suspects) {
      const unacknowledged = queues.get(connection.key) ?? 0;
      const acknowledged = connection.bytesWritten - unacknowledged;
      if (unacknowledged === 0) {
        this.suspects.delete(connection);
      } else if (slept || acknowledged > suspect.acknowledged) {
        const first = suspect.acknowledged < 0 && !slept;
        this.suspects.set(connection, { acknowledged, since: first ? suspect.since : now });
      } else if (now - suspect.since >= this.patienceMs) {
        this.suspects.delete(connection);
        connection.vanish();
      }
    }
    this.schedule();
  }
}
