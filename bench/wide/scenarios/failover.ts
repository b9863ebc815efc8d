import { setTimeout as sleep } from 'node:timers/promises';
import type { Tally } from '../../load/sequence-check';
import type { Measured, Scenario } from '../../scenarios/scenario';
import type { NatsNode } from '../servers';
import type { WideHub } from '../wide-hub';
import { Appender } from './appends';
import { someAtATime, wideScenario } from './wide-scenario';

const everyMs = 50;
const calmMs = 3000;
const waitMs = 30_000;

const figures = [
  { key: 'killed', title: 'leader killed: ms without acknowledgement', digits: 0 },
  { key: 'stopped', title: 'leader told to stop: ms', digits: 0 },
  { key: 'all', title: 'all killed, started again: ms', digits: 0 },
  { key: 'appends', title: 'acknowledged', digits: 0 },
];

/** What a room says while its nodes fail; everything that was acknowledged is there, once, at the end. */
export const failover: Scenario = wideScenario(
  { name: 'failover', title: 'a room whose nodes fail', wire: 'tls', figures },
  measure,
);

async function measure({ servers, stream }: WideHub): Promise<Measured> {
  const writer = await Appender.open(servers, stream);
  const reader = await Appender.open(servers, stream);
  const talk = new Talk(writer);
  const heard: number[] = [];
  const subscription = reader.connection.subscribe(`dm.${stream}.out.>`, {
    callback: (_, { headers }) => void heard.push(Number(headers?.get('Nats-Sequence'))),
  });
  const leader = async (): Promise<NatsNode> => {
    for (const until = performance.now() + waitMs; performance.now() < until; ) {
      const name = await reader.leader().catch(() => undefined);
      const node = servers.nodes.find((each) => each.name === name);
      if (node) return node;
      await sleep(100);
    }
    throw new Error('No node leads the room.');
  };
  talk.start();
  try {
    await sleep(calmMs);
    const restart = async (nodes: readonly NatsNode[]) => {
      for (const node of nodes) node.start();
      await servers.untilReady();
      await sleep(calmMs);
    };
    const fail = async (nodes: readonly NatsNode[], signal: NodeJS.Signals) => {
      const pause = talk.pause();
      await Promise.all(nodes.map((node) => node.stop(signal)));
      if (nodes.length === servers.nodes.length) for (const node of nodes) node.start();
      const ms = await pause;
      if (nodes.length < servers.nodes.length) await restart(nodes);
      else await servers.untilReady();
      return ms;
    };
    const killed = await fail([await leader()], 'SIGKILL');
    const stopped = await fail([await leader()], 'SIGTERM');
    const all = await fail(servers.nodes, 'SIGKILL');
    await talk.stop();
    const values = { killed, stopped, all, appends: talk.acknowledged.size };
    const misordered = heard.filter((seq, at) => at > 0 && seq < (heard[at - 1] ?? 0)).length;
    return { values, tally: { ...(await check(talk, reader, stream)), misordered } };
  } finally {
    subscription.unsubscribe();
    await talk.stop();
    await Promise.all([writer.close(), reader.close()]);
  }
}

/** Someone who says something all the time. */
class Talk {
  /** By id: the number under which it was acknowledged. */
  readonly acknowledged = new Map<string, number>();
  private readonly under = new Set<Promise<void>>();
  private timer: NodeJS.Timeout | undefined;
  private said = 0;
  private last = performance.now();
  private longest = 0;

  constructor(private readonly writer: Appender) {}

  start(): void {
    this.timer = setInterval(() => {
      this.said += 1;
      const id = `m${this.said}`;
      const done = this.writer.append(id, Buffer.from(id)).then((seq) => {
        this.acknowledged.set(id, seq);
        const now = performance.now();
        this.longest = Math.max(this.longest, now - this.last);
        this.last = now;
        this.under.delete(done);
      });
      this.under.add(done);
    }, everyMs);
  }

  /** The longest time without an acknowledgement, from now until there have been some for a while. */
  async pause(): Promise<number> {
    this.longest = 0;
    for (const until = performance.now() + waitMs; performance.now() < until; ) {
      await sleep(20);
      const isPausing = performance.now() - this.last > 500;
      if (!isPausing && this.longest > 500) break;
      // It was shorter than what can be told from a busy computer.
      if (this.longest > 0 && performance.now() > until - waitMs + 8000 && !isPausing) break;
    }
    return this.longest;
  }

  /** Resolves when everything is acknowledged. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    await Promise.all(this.under);
  }
}

/** Reads all that was acknowledged, and everything else that is there. */
async function check(
  talk: Talk,
  reader: Appender,
  stream: string,
): Promise<Omit<Tally, 'misordered'>> {
  const last = Math.max(...talk.acknowledged.values());
  const found = new Map<string, number>();
  let doubled = 0;
  const numbers = Array.from({ length: last }, (_, at) => at + 1);
  await someAtATime(numbers, 16, async (seq) => {
    const ask = Buffer.from(JSON.stringify({ seq }));
    const reply = await reader.connection.request(`$JS.API.DIRECT.GET.${stream}`, ask, {
      timeout: 5000,
    });
    if (reply.headers?.code) return;
    const id = reply.string();
    if (found.has(id)) doubled += 1;
    found.set(id, seq);
  });
  const lost = [...talk.acknowledged].filter(([id, seq]) => found.get(id) !== seq).length;
  return { lost, doubled };
}
