import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { epochKeys } from '../../src/net/wide/keys';
import type {
  WideNetwork,
  WideServerAccess,
  WideStream,
  WideTicket,
} from '../../src/protocol/wide';
import type { Clock } from '../../src/util/clock';
import { waitFor } from './wait-for';
import { type Problem, problemsIn } from './wide-history';
import { WideMember } from './wide-member';

/** With these, a member doesn't try again. */
const finalCodes: ReadonlySet<string> = new Set([
  'room-closed',
  'bad-invite',
  'wrong-pin',
  'failed',
]);

/** How a member reaches the server. */
export interface Way {
  readonly network?: WideNetwork;
  readonly nodes?: WideServerAccess['nodes'];
  readonly clock?: Clock;
}

/** A room whose members come back, and the judgement of what they have read. */
export class WideRoom {
  readonly members: WideMember[] = [];
  private readonly talks: Talk[] = [];
  private readonly streams: WideStream[] = [];

  private constructor(
    private readonly network: WideNetwork,
    private readonly access: WideServerAccess,
    private readonly keys: ReturnType<WideNetwork['newRoom']>,
  ) {}

  static async create(network: WideNetwork, access: WideServerAccess): Promise<WideRoom> {
    const keys = network.newRoom();
    const { ownerKey, replicas } = access;
    const { key, pin, token } = keys;
    await network.create(
      {
        ...{ server: access, pin, epoch: { number: 1, token }, key },
        ...{ ownerKey, replicas, first: 1 },
      },
      new AbortController().signal,
    );
    return new WideRoom(network, access, keys);
  }

  /** The stream's name. */
  get stream(): string {
    return epochKeys(this.keys.token, this.keys.pin).stream;
  }

  /** @param way how this member reaches the server, if not like the others */
  join(name: string, way: Way = {}): Promise<WideMember> {
    return this.add(name, way).connected();
  }

  /** A member that connects. */
  add(name: string, way: Way = {}): WideMember {
    const { network = this.network, clock } = way;
    const member = new WideMember(network, this.ticket(way), name, clock);
    this.members.push(member);
    return member;
  }

  /** A connection that doesn't come back, and isn't judged. */
  async open(way: Way = {}): Promise<WideStream> {
    const { network = this.network } = way;
    const stream = await network.open(this.ticket(way), new AbortController().signal);
    this.streams.push(stream);
    return stream;
  }

  private ticket({ nodes = this.access.nodes }: Way): WideTicket {
    const { pin, token } = this.keys;
    const server = { ...this.access, nodes };
    return { server, pin, epoch: { number: 1, token }, key: this.network.newKey() };
  }

  /** Members who say one thing after the other until `quiet()`. */
  talk(...members: readonly WideMember[]): Talk {
    const talk = new Talk(members);
    this.talks.push(talk);
    return talk;
  }

  /** Nobody says anything new; resolves when all that was said is acknowledged, and everyone has read it. */
  async quiet(): Promise<number> {
    await Promise.all(this.talks.splice(0).map((talk) => talk.stop()));
    const additions = this.members.flatMap(({ asked }) => asked);
    const last = Math.max(0, ...additions.map(({ seq = 0 }) => seq));
    for (const member of this.members) await member.read(last);
    return last;
  }

  /** All of it is there, once, in the same order for everyone, and nobody was alarmed, or told that the room is gone. */
  check(): void {
    assert.deepEqual(this.problems, []);
    for (const { name, alarms, entries, refusals } of this.members) {
      assert.deepEqual([name, ...alarms], [name]);
      assert.deepEqual([name, entries[0]?.seq], [name, 1]);
      const final = [...refusals].filter((code) => finalCodes.has(code));
      assert.deepEqual([name, ...final], [name]);
    }
  }

  /** What is wrong with what the members have read. */
  get problems(): readonly Problem[] {
    const additions = this.members.flatMap(({ asked }) => asked);
    const readers = new Map(this.members.map(({ name, entries }) => [name, entries]));
    return problemsIn({ additions, readers });
  }

  async dispose(): Promise<void> {
    for (const stream of this.streams) stream.drop();
    const talks = this.talks.map((talk) => talk.stop());
    await Promise.all(this.members.map((member) => member.dispose()));
    await Promise.all(talks);
  }
}

/** What members say at once, and how long they wait after it is acknowledged, in ms. */
const burst = { count: 3, pauseMs: 100 } as const;

/** How long an entry may take before its author must have been told, in ms: more than the client's own limit. */
const mustTellMs = 5000;

/** Several members who say a few things, and again when these are acknowledged. */
export class Talk {
  /** How often entries took so long that their author must have been told, and how often it hadn't. */
  readonly slow = { told: 0, untold: 0 };
  private readonly stopping = new AbortController();
  private readonly done: Promise<unknown>;

  constructor(readonly members: readonly WideMember[]) {
    this.done = Promise.all(members.map((member) => this.run(member)));
  }

  /** Resolves when everything is acknowledged, or its author is gone. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.done;
  }

  /** Waits until something of each member was stored that it says from now on. */
  async goesOn(): Promise<void> {
    const from = this.members.map(({ asked }) => asked.length);
    const goesOn = (member: WideMember, at: number) =>
      member.asked.slice(from[at]).some(({ seq }) => seq !== undefined);
    await waitFor(
      () => this.members.every(goesOn),
      () => `all can write: ${JSON.stringify(this.members.map(({ state }) => state))}`,
    );
  }

  private async run(member: WideMember): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted && !member.isDisposed) {
      const begin = performance.now();
      const { told, isWaiting } = member;
      const said = Array.from({ length: burst.count }, () => member.say(`${member.asked.length}`));
      await Promise.race([Promise.all(said), member.disposed]);
      if (performance.now() - begin >= mustTellMs) {
        this.slow[isWaiting || member.told > told ? 'told' : 'untold'] += 1;
      }
      await sleep(burst.pauseMs, undefined, { signal }).catch(() => {});
    }
  }
}
