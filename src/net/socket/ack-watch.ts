import { readFile } from 'node:fs/promises';
import type { Clock } from '../../util/clock';
import type { Disposable } from '../../util/disposable';

/** Bytes sent and not acknowledged yet, by {@link connectionKey}. */
export type SendQueues = ReadonlyMap<string, number>;

/** Names a connection by its two ports; where two share them, the shorter queue is told of. */
export function connectionKey(localPort: number, remotePort: number): string {
  return `${localPort}:${remotePort}`;
}

const established = '01';

/**
 * Asks the operating system what it has sent and not heard of again; undefined where it does not
 * tell. Linux does, in /proc/net/tcp (proc(5)): columns `local_address rem_address st
 * tx_queue:rx_queue`, all in hexadecimal.
 */
export async function readSendQueues(): Promise<SendQueues | undefined> {
  if (process.platform !== 'linux') return undefined;
  const tables = await Promise.all(['tcp', 'tcp6'].map((name) => readTable(`/proc/net/${name}`)));
  return parseSendQueues(tables.join('\n'));
}

/** A computer without IPv6 has no table of it. */
function readTable(path: string): Promise<string> {
  return readFile(path, 'latin1').catch(() => '');
}

/** Reads the text of /proc/net/tcp and /proc/net/tcp6; a line it does not understand is left out. */
export function parseSendQueues(text: string): SendQueues {
  const queues = new Map<string, number>();
  const row =
    /^ *\d+: [0-9A-F]+:([0-9A-F]{4}) [0-9A-F]+:([0-9A-F]{4}) ([0-9A-F]{2}) ([0-9A-F]{8}):/gm;
  for (const [, local = '', remote = '', state, queue = ''] of text.matchAll(row)) {
    if (state !== established) continue;
    const key = connectionKey(Number.parseInt(local, 16), Number.parseInt(remote, 16));
    const bytes = Number.parseInt(queue, 16);
    queues.set(key, Math.min(bytes, queues.get(key) ?? bytes));
  }
  return queues;
}

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
