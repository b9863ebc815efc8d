/** A load process: members of a wide room, as the extension runs them. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { createWideNetwork } from '../../../src/net/wide/wide';
import { defaultLimits as limits } from '../../../src/protocol/limits';
import type { StreamEntry, WideStream } from '../../../src/protocol/wide';
import { systemClock as clock } from '../../../src/util/clock';
import { serveCommands } from '../../command-process';
import type { ClientCommands, SealedRoom, SealedStretch, SealedTalk } from './client-commands';
import { attend, followed, found, move } from './moves';

const network = createWideNetwork({ clock, limits });
const never = new AbortController().signal;
/** How long entries may take at the end of a stretch, in ms. */
const lateMs = 10_000;
const streams: WideStream[] = [];
let said = 0;

async function open({ server, pin, token }: SealedRoom): Promise<WideStream> {
  const ticket = { server, pin, epoch: { number: 1, token }, key: network.newKey() };
  return network.open(ticket, never);
}

async function join({ room, count }: { room: SealedRoom; count: number }): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    const stream = await open(room);
    stream.start(stream.last);
    streams.push(stream);
  }
}

async function talk({ perSecond, ms, bytes }: SealedTalk): Promise<SealedStretch> {
  const text = '.'.repeat(bytes);
  /** By id: when it was said, and how often it arrived. */
  const times = new Map<string, number>();
  const counts = new Map<string, number>();
  const delivered: number[] = [];
  const stored: number[] = [];
  let misordered = 0;
  const subscriptions = streams.map((stream) => {
    let last = 0;
    return stream.onEntries((entries: readonly StreamEntry[]) => {
      const now = performance.now();
      for (const entry of entries) {
        if (entry.seq <= last) misordered += 1;
        last = entry.seq;
        const start = 'id' in entry ? times.get(entry.id) : undefined;
        if (!('id' in entry) || start === undefined) continue;
        counts.set(entry.id, (counts.get(entry.id) ?? 0) + 1);
        if (entry.author !== stream.member) delivered.push(now - start);
      }
    });
  });
  const cpu = process.cpuUsage();
  const begin = performance.now();
  const pending: Promise<void>[] = [];
  for (let count = 0; performance.now() - begin < ms; count += 1) {
    const due = begin + (count * 1000) / perSecond;
    await sleep(Math.max(0, due - performance.now()));
    const stream = streams[count % streams.length] as WideStream;
    said += 1;
    const id = `s${said}`;
    const start = performance.now();
    times.set(id, start);
    pending.push(
      stream.append(id, 'Member', { type: 'say', text }).then(() => {
        stored.push(performance.now() - start);
      }),
    );
  }
  await Promise.all(pending);
  const missing = () =>
    [...times.keys()].reduce((sum, id) => sum + streams.length - (counts.get(id) ?? 0), 0);
  for (const until = performance.now() + lateMs; missing() > 0 && performance.now() < until; ) {
    await sleep(10);
  }
  const { user, system } = process.cpuUsage(cpu);
  for (const subscription of subscriptions) subscription.dispose();
  const all = [...counts.values()];
  const doubled = all.reduce((sum, count) => sum + Math.max(0, count - streams.length), 0);
  const tally = { lost: missing() + doubled, doubled, misordered };
  return { delivered, stored, cpuSeconds: (user + system) / 1e6, tally };
}

async function fill(count: number): Promise<void> {
  let left = count;
  await Promise.all(
    streams.map(async (stream) => {
      while (left > 0) {
        left -= 1;
        said += 1;
        await stream.append(`s${said}`, 'Member', { type: 'say', text: '.'.repeat(128) });
      }
    }),
  );
}

async function newcomers({ room, count }: { room: SealedRoom; count: number }) {
  const ms: number[] = [];
  const blocked: number[] = [];
  const tally = { lost: 0, doubled: 0, misordered: 0 };
  for (let index = 0; index < count; index += 1) {
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    const start = performance.now();
    const stream = await open(room);
    const { first, last } = stream;
    let next = first;
    await new Promise<void>((resolve) => {
      stream.onEntries((entries) => {
        for (const entry of entries) {
          if (entry.seq < next) tally.doubled += 1;
          else tally.lost += entry.seq - next + ('rejected' in entry ? 1 : 0);
          next = entry.seq + 1;
        }
        if (next > last) resolve();
      });
      stream.start(first - 1);
    });
    ms.push(performance.now() - start);
    delay.disable();
    blocked.push(delay.max / 1e6);
    stream.drop();
  }
  return { ms, blocked, tally };
}

const commands: ClientCommands = { join, talk, fill, newcomers, found, attend, move, followed };

serveCommands(commands);
