import fc from 'fast-check';
import type { StoredMessage } from '../../src/net/wide/engine';
import { userKey } from '../../src/net/wide/keys';
import { NetError } from '../../src/protocol/net-error';
import { FakeClock } from './fake-clock';
import type { WideMember } from './wide-member';
import { MemoryWide } from './wide-memory';
import type { MemoryLog } from './wide-memory-log';
import { WideRoom } from './wide-room';

/** What happens in a room, and to its server. */
export type Step =
  | { readonly type: 'say'; readonly who: number; readonly count: number }
  | { readonly type: 'here' | 'cut'; readonly who: number }
  | { readonly type: 'join' | 'crash' | 'heal' }
  | { readonly type: 'storing'; readonly storing: MemoryWide['storing'] }
  | { readonly type: 'silent'; readonly what: 'acknowledging' | 'readable' | 'reachable' }
  | { readonly type: 'leaderless'; readonly lag: number }
  | { readonly type: 'behind'; readonly what: 'lag' | 'unapplied'; readonly count: number }
  | { readonly type: 'passes'; readonly every: number; readonly order: 'reversed' | 'repeated' }
  | { readonly type: 'wait'; readonly ms: number };

const who = fc.nat(3);

/** What an honest server, its network and members do. */
export const honestStep: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      ...{ type: fc.constant('say' as const), who, count: fc.integer({ min: 1, max: 4 }) },
    }),
  },
  fc.record({ type: fc.constantFrom('here' as const, 'cut' as const), who }),
  fc.record({ type: fc.constantFrom('join' as const, 'crash' as const) }),
  { weight: 2, arbitrary: fc.constant({ type: 'heal' as const }) },
  fc.record({
    type: fc.constant('storing' as const),
    storing: fc.constantFrom('yes' as const, 'no-quorum' as const, 'silent' as const),
  }),
  fc.record({
    type: fc.constant('silent' as const),
    what: fc.constantFrom('acknowledging' as const, 'readable' as const, 'reachable' as const),
  }),
  fc.record({ type: fc.constant('leaderless' as const), lag: fc.nat(3) }),
  fc.record({
    type: fc.constant('behind' as const),
    what: fc.constantFrom('lag' as const, 'unapplied' as const),
    count: fc.integer({ min: 1, max: 5 }),
  }),
  fc.record({
    type: fc.constant('passes' as const),
    every: fc.integer({ min: 2, max: 4 }),
    order: fc.constantFrom('reversed' as const, 'repeated' as const),
  }),
  {
    weight: 4,
    arbitrary: fc.record({
      ...{ type: fc.constant('wait' as const), ms: fc.constantFrom(1, 100, 3000, 20_000, 90_000) },
    }),
  },
);

/** The longest that a heal takes: elections, members who wait before they try again, and looks for what is missing. */
const healMs = 90_000;

/** How long a node is behind, as one that is cut off from the others, and how long it isn't after that, in ms. */
const behind = { ms: 20_000, restMs: 10_000 } as const;

/** A room on a server in memory, in a time of its own. */
export class ScheduledRoom {
  private held: StoredMessage | undefined;
  private isBehind = false;

  private constructor(
    readonly room: WideRoom,
    readonly wide: MemoryWide,
    readonly clock: FakeClock,
  ) {}

  /** @param most how many entries the server keeps */
  static async open(members: number, most = 10_000): Promise<ScheduledRoom> {
    const clock = new FakeClock();
    const wide = new MemoryWide(clock);
    wide.most = most;
    const room = await WideRoom.create(wide, wide.server);
    const scheduled = new ScheduledRoom(room, wide, clock);
    for (let count = 0; count < members; count += 1) scheduled.join();
    await clock.advance(1);
    return scheduled;
  }

  get members(): readonly WideMember[] {
    return this.room.members;
  }

  get log(): MemoryLog {
    return this.wide.logs.get(this.room.stream) as MemoryLog;
  }

  /** The pseudonym of a member. */
  userOf({ ticket }: WideMember): string {
    return userKey(ticket.key, this.room.stream).public;
  }

  join(): WideMember {
    return this.room.add(`m${this.members.length}`, { clock: this.clock });
  }

  member(who: number): WideMember {
    return this.members[who % this.members.length] as WideMember;
  }

  async run(steps: readonly Step[]): Promise<void> {
    for (const step of steps) await this.take(step);
  }

  /** Everything works again, and everyone says something: resolves when that has had time to arrive. */
  async settle(): Promise<void> {
    this.heal();
    await this.clock.advance(healMs);
    for (const member of this.members) void member.say('end');
    await this.clock.advance(healMs);
    for (const member of this.members) this.here(member);
    await this.clock.advance(healMs);
  }

  /** It tells the others what it has read. */
  here({ stream, name }: WideMember): void {
    const point = stream?.chain;
    if (!stream || !point) return;
    stream.tell(name, { type: 'here', presence: 'here', last: point.seq, chain: point.hash });
  }

  dispose(): Promise<void> {
    return this.room.dispose();
  }

  private async take(step: Step): Promise<void> {
    const { wide } = this;
    switch (step.type) {
      case 'say':
        for (let count = 0; count < step.count; count += 1) void this.member(step.who).say('x');
        return this.clock.advance(0);
      case 'here':
        return this.here(this.member(step.who));
      case 'cut':
        return this.cut(this.member(step.who));
      case 'join':
        if (this.members.length < 5) this.join();
        return;
      case 'crash':
        return wide.crash();
      case 'heal':
        return this.heal();
      case 'storing':
        wide.storing = step.storing;
        return;
      case 'silent':
        wide[step.what] = false;
        return;
      case 'leaderless':
        // What it has can be read.
        [wide.led, wide.lag, wide.readable] = [false, step.lag, true];
        return;
      case 'behind':
        return this.fallBehind(step);
      case 'passes':
        wide.passesOn = ({ seq }) => seq % step.every !== 0;
        wide.alter = (message) => this.mix(message, step.order);
        return;
      case 'wait':
        return this.clock.advance(step.ms);
    }
  }

  private fallBehind({ count, what }: Extract<Step, { readonly type: 'behind' }>): void {
    const { clock, wide } = this;
    if (this.isBehind) return;
    this.isBehind = true;
    wide[what] = Math.min(count, this.log.messages.length);
    clock.after(behind.ms, () => {
      wide[what] = 0;
    });
    clock.after(behind.ms + behind.restMs, () => {
      this.isBehind = false;
    });
  }

  private heal(): void {
    Object.assign(this.wide, {
      ...{ storing: 'yes', acknowledging: true, readable: true, reachable: true },
      ...{ led: true, lag: 0, unapplied: 0, passesOn: () => true },
      alter: (message: StoredMessage) => [message],
    });
  }

  private cut(member: WideMember): void {
    const user = this.userOf(member);
    const error = new NetError('connection-lost', 'cut');
    for (const engine of [...this.wide.engines]) {
      if (engine.user === user) engine.end({ reason: 'lost', error });
    }
  }

  /** Each message again, or each two in reverse. */
  private mix(message: StoredMessage, order: 'reversed' | 'repeated'): readonly StoredMessage[] {
    if (order === 'repeated') return [message, message];
    const { held } = this;
    this.held = held ? undefined : message;
    return held ? [message, held] : [];
  }
}
