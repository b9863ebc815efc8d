import { readFile } from 'node:fs/promises';
import type { Clock } from '../../util/clock';
import type { Disposable } from '../../util/disposable';

/** Bytes sent but not acknowledged yet, by {@link connectionKey}. */
export type SendQueues = ReadonlyMap<string, number>;

/**
 * Identifies a connection by its two ports. If several share both, {@link parseSendQueues} keeps the
 * shortest queue.
 */
export function connectionKey(localPort: number, remotePort: number): string {
  return `${localPort}:${remotePort}`;
}

const established = '01';

/** A table of connections: those over IPv4, or those over IPv6 and over IPv4 to a socket that accepts both. */
export type ConnectionTable = 'tcp' | 'tcp6';

/** The table that lists a connection. @param localAddress as `node:net` reports it */
export function tableOf(localAddress: string): ConnectionTable {
  return localAddress.includes(':') ? 'tcp6' : 'tcp';
}

/**
 * Reads how many sent bytes are unacknowledged, per connection in these tables. Undefined except on Linux, which has
 * them in /proc/net/tcp (proc(5)): columns `local_address rem_address st tx_queue:rx_queue`, all in hexadecimal.
 */
export async function readSendQueues(
  tables: Iterable<ConnectionTable>,
): Promise<SendQueues | undefined> {
  if (process.platform !== 'linux') return undefined;
  const texts = await Promise.all(Array.from(tables, (name) => readTable(`/proc/net/${name}`)));
  return parseSendQueues(texts.join('\n'));
}

/** A missing table is empty: without IPv6 there is no tcp6. */
function readTable(path: string): Promise<string> {
  return readFile(path, 'latin1').catch(() => '');
}

/** Parses the text of /proc/net/tcp and /proc/net/tcp6; skips lines that it can't parse. */
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

/** What {@link AckWatch} needs from a connection. */
export interface WatchedConnection {
  /** See `connectionKey`. */
  readonly key: string;
  readonly table: ConnectionTable;
  /** Bytes passed to the operating system since the connection was made. */
  readonly bytesWritten: number;
  /** Called once when the peer hasn't acknowledged anything for too long. */
  vanish(): void;
}

interface Suspect {
  acknowledged: number;
  /** When it last acknowledged anything, in ms. */
  since: number;
}

/**
 * How long after bytes were sent, and then how often, to check whether they are acknowledged, in ms. Reading a table
 * takes 5 to 10 ms of processor time on Linux, however few connections there are, because the kernel walks through
 * its whole hash table. A hub on one core delivers nothing meanwhile, so it must be rare.
 */
const checkMs = 5000;

/**
 * Detects peers that vanish while bytes to them are unacknowledged. TCP keep-alive doesn't: it only probes
 * idle connections, and retransmission alone takes a quarter of an hour to give up. Checks nothing while
 * nothing is sent.
 */
export class AckWatch implements Disposable {
  private readonly suspects = new Map<WatchedConnection, Suspect>();
  private timer: Disposable | undefined;
  private checking = false;
  private disposed = false;

  /**
   * @param patienceMs how long a peer may go without acknowledging anything, in ms
   * @param read reads the send queues; undefined where the operating system doesn't report them
   */
  constructor(
    private readonly clock: Clock,
    private readonly patienceMs: number,
    private readonly read: (tables: Set<ConnectionTable>) => Promise<SendQueues | undefined>,
  ) {}

  /** Starts to watch `connection`: something was written to it. */
  add(connection: WatchedConnection): void {
    if (this.disposed || this.suspects.has(connection)) return;
    this.suspects.set(connection, { acknowledged: -1, since: this.clock.now() });
    this.schedule();
  }

  /** Stops watching `connection`: it has ended. */
  forget(connection: WatchedConnection): void {
    this.suspects.delete(connection);
  }

  dispose(): void {
    this.disposed = true;
    this.timer?.dispose();
    this.suspects.clear();
  }

  private schedule(): void {
    if (this.timer || this.checking || this.suspects.size === 0) return;
    const due = this.clock.now() + checkMs;
    this.timer = this.clock.after(checkMs, () => {
      this.timer = undefined;
      // The timer is very late: the computer slept and couldn't receive any acknowledgement.
      const slept = this.clock.now() - due > checkMs;
      void this.check(slept);
    });
  }

  private async check(slept: boolean): Promise<void> {
    this.checking = true;
    const tables = new Set(Array.from(this.suspects.keys(), ({ table }) => table));
    const queues = await this.read(tables);
    this.checking = false;
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
