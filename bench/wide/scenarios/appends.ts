import { setTimeout as sleep } from 'node:timers/promises';
import { headers } from '@nats-io/nats-core';
import { sealingBytes } from '../../load/dialects/wide';
import type { WideServers } from '../servers';
import { connectTo, type StreamConnection } from '../stream';

/** The size of an entry's payload: 128 B of text, sealed, signed and chained. */
export const entryBytes = 128 + sealingBytes;
const payload = Buffer.alloc(entryBytes, '.');

/** How long an attempt to store may take, and the pause before the next one, in ms. */
const attemptMs = 1000;
const pauseMs = 50;

/** Stores entries in a stream as a member does: with an id, and again until it is acknowledged. */
export class Appender {
  private constructor(
    private readonly stream: string,
    private readonly member: StreamConnection,
  ) {}

  static async open(servers: WideServers, stream: string): Promise<Appender> {
    const access = servers.roomAccess(stream);
    return new Appender(stream, await connectTo(access, servers.ports));
  }

  /** @returns the entry's number */
  async append(id: string, text = payload): Promise<number> {
    const { connection, user } = this.member;
    const header = headers();
    header.set('Nats-Msg-Id', `${user}.${id}`);
    const options = { headers: header, timeout: attemptMs };
    for (;;) {
      try {
        const reply = await connection.request(`dm.${this.stream}.log.${user}`, text, options);
        const { seq } = reply.json() as { readonly seq?: number };
        // Without it, this is an error of an election, or nobody is responsible now.
        if (seq) return seq;
      } catch {}
      await sleep(pauseMs);
    }
  }

  async leader(): Promise<string | undefined> {
    const subject = `$JS.API.STREAM.INFO.${this.stream}`;
    const reply = await this.member.connection.request(subject, '', { timeout: attemptMs });
    const { cluster } = reply.json() as { readonly cluster?: { readonly leader?: string } };
    return cluster?.leader;
  }

  get connection(): StreamConnection['connection'] {
    return this.member.connection;
  }

  close(): Promise<void> {
    return this.member.connection.close();
  }
}

/**
 * Keeps so many entries in flight.
 * @returns how long each took, in ms
 */
export async function appendFor(
  ms: number,
  appenders: readonly Appender[],
  inFlight: number,
): Promise<number[]> {
  const end = performance.now() + ms;
  const times: number[] = [];
  const one = async (worker: number) => {
    const appender = appenders[worker % appenders.length] as Appender;
    for (let count = 0; performance.now() < end; count += 1) {
      const start = performance.now();
      await appender.append(`${worker}-${count}-${start}`);
      times.push(performance.now() - start);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, (_, worker) => one(worker)));
  return times;
}
