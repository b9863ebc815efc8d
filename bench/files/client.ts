/**
 * Reads a file over and over, as several members do at once, and hashes what it gets, or sends files of its size:
 * `client.ts JSON` with {@link ClientPlan}. Sends `ready` to its parent, begins at its first message, and ends at
 * the next one with the bytes that moved.
 */
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:tls';
import { createNetwork } from '../../src/net/network';
import type { FileId } from '../../src/protocol/card';
import type { Ticket } from '../../src/protocol/member-link';
import { systemClock as clock } from '../../src/util/clock';

/** What to read, and how. */
export interface ClientPlan {
  /**
   * `files`: from our hub; `pipe`: from a server that sends the file to whoever connects; `put`: to our hub, other
   * bytes each time.
   */
  readonly via: 'files' | 'pipe' | 'put';
  readonly port: number;
  readonly file: FileId;
  /** Those of the members who read; for `pipe`, their number counts. */
  readonly tickets: readonly Ticket[];
  /** How often each reads the file; 0: until the parent says so. */
  readonly times: number;
}

/** What a client has read or sent. */
export interface ClientReport {
  readonly bytes: number;
  readonly ms: number;
}

const sliceBytes = 256 * 1024;

const plan = JSON.parse(process.argv[2] ?? '') as ClientPlan;
const network = createNetwork({ clock });
const end = new AbortController();
let bytes = 0;

async function read(ticket: Ticket): Promise<void> {
  const hash = createHash('sha256');
  const take = async (chunk: Uint8Array) => {
    hash.update(chunk);
    bytes += chunk.length;
  };
  if (plan.via === 'files') {
    const transit = { signal: end.signal, moved: () => {} };
    await network.getFile(ticket, { ...plan.file, offset: 0 }, take, transit);
  } else {
    const socket = connect({
      ...{ host: '127.0.0.1', port: plan.port, ca: [], rejectUnauthorized: false },
      minVersion: 'TLSv1.3',
    });
    const abort = () => socket.destroy();
    end.signal.addEventListener('abort', abort);
    socket.on('data', take);
    await once(socket, 'close');
    end.signal.removeEventListener('abort', abort);
    if (end.signal.aborted) return;
  }
  if (hash.digest('base64url') !== plan.file.hash) throw new Error('the bytes are wrong');
}

async function put(ticket: Ticket, own: Buffer, time: number): Promise<void> {
  own.writeUInt32BE(time, 0);
  const hash = createHash('sha256').update(own).digest('base64url');
  const open = async function* (offset: number) {
    for (let at = offset; at < own.length; at += sliceBytes) {
      const slice = own.subarray(at, at + sliceBytes);
      yield slice;
      bytes += slice.length;
    }
  };
  const transit = { signal: end.signal, moved: () => {} };
  await network.putFile(ticket, { hash, size: own.length }, open, transit);
}

async function member(ticket: Ticket): Promise<void> {
  const own = plan.via === 'put' ? randomBytes(plan.file.size) : undefined;
  for (let time = 0; plan.times === 0 || time < plan.times; time += 1) {
    try {
      await (own ? put(ticket, own, time) : read(ticket));
    } catch (error) {
      if (end.signal.aborted) return;
      throw error;
    }
  }
}

async function main(): Promise<void> {
  process.send?.('ready');
  await once(process, 'message');
  const start = performance.now();
  process.once('message', () => end.abort());
  await Promise.all(plan.tickets.map(member));
  const report: ClientReport = { bytes, ms: performance.now() - start };
  process.send?.(report);
  process.disconnect();
}

void main();
