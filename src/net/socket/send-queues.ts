import { readFile } from 'node:fs/promises';

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
