import { setTimeout as sleep } from 'node:timers/promises';
import { dialects } from './dialects';
import { markBytes, markedText, microseconds, timeOf } from './marked-text';
import { Member, type Room } from './member';
import { addTallies, nothingWrong, type Tally } from './sequence-check';
import { Speaker } from './speaker';

export interface JoinPlan {
  readonly room: Room;
  /** The number of the first of these members. */
  readonly from: number;
  readonly count: number;
}

export interface TalkPlan {
  /** The numbers of the members who speak. */
  readonly speakers: readonly number[];
  /** The size of a message, in bytes. */
  readonly bytes: number;
  /** Messages in flight for each speaker; undefined at a fixed pace. */
  readonly window?: number;
  /** Messages per second of all these speakers together. */
  readonly perSecond?: number;
}

/** What a load process has done so far. */
export interface LoadSample {
  readonly deliveries: number;
  readonly cpuSeconds: number;
}

/** How many members connect at the same time. */
const JOINING = 8;
const ACKNOWLEDGE_MS = 200;
/** The speaker's number in probes, which aren't counted. */
const PROBE = 9999;
/** How long a message may take before it counts as lost. */
const LOST_MS = 10_000;

/** The members of a room that are in this process. */
export class Crowd {
  private readonly members: Member[] = [];
  private readonly speakers = new Map<number, Speaker>();
  /** By speaker: the member whose receipt means that a message isn't in flight any more. */
  private readonly witnesses: (Member | undefined)[] = [];
  private ready: Speaker[] = [];
  private latencies: number[] | undefined;
  private deliveries = 0;
  private probes = 0;
  private echoes = true;
  private from = 0;
  private window = 0;
  private pace: NodeJS.Timeout | undefined;
  private failure: Error | undefined;

  async join({ room, from, count }: JoinPlan): Promise<void> {
    const { echoes } = dialects[room.dialect];
    Object.assign(this, { echoes, from });
    const events = {
      onMessage: this.onMessage,
      onRead: this.onRead,
      onLost: (error: Error) => {
        this.failure ??= error;
      },
    };
    for (let index = 0; index < count; index += 1) {
      const { ports = [room.port] } = room;
      const port = ports[(from + index) % ports.length] as number;
      this.members.push(new Member(`Member ${from + index}`, { ...room, port }, events));
    }
    await inGroups(this.members, (member) => member.enter());
    setInterval(() => {
      for (const member of this.members) member.acknowledge();
    }, ACKNOWLEDGE_MS);
  }

  /** Sends everyone a message that isn't counted. */
  probe(): void {
    const member = this.members[0] as Member;
    member.say([markedText(PROBE, this.probes, microseconds(), markBytes)]);
    this.probes += 1;
  }

  /** Whether all members have received a probe: connected isn't yet in the room, for a busy hub. */
  allHeard(): boolean {
    const heard = this.members.filter(({ check }) => check.received(PROBE) > 0).length;
    // Where a hub doesn't send it back to its author, the author knows nothing.
    return heard >= this.members.length - (this.probes > 0 && !this.echoes ? 1 : 0);
  }

  startTalking({ speakers, bytes, window = 0, perSecond }: TalkPlan): void {
    for (const id of speakers) {
      const index = id - this.from;
      const member = this.members[index] as Member;
      // One who has spoken before goes on with the next number.
      const speaker = this.speakers.get(id) ?? new Speaker(id, member, bytes);
      this.speakers.set(id, speaker);
      this.witnesses[id] = this.members[this.echoes ? index : (index + 1) % this.members.length];
      speaker.allow(window);
    }
    this.window = window;
    for (const speaker of this.speakers.values()) speaker.send();
    if (perSecond !== undefined) this.keepPace([...this.speakers.values()], perSecond);
  }

  /** @returns how many messages each speaker has sent: its number and the count */
  stopTalking(): [number, number][] {
    this.window = 0;
    this.ready = [];
    clearInterval(this.pace);
    return Array.from(this.speakers, ([id, { sent }]) => [id, sent]);
  }

  sample(): LoadSample {
    const { user, system } = process.cpuUsage();
    return { deliveries: this.deliveries, cpuSeconds: (user + system) / 1e6 };
  }

  startTiming(): void {
    this.latencies = [];
  }

  /** @returns milliseconds from sending to receiving */
  stopTiming(): number[] {
    const { latencies = [] } = this;
    this.latencies = undefined;
    return latencies;
  }

  /**
   * Waits until all members have received everything, and says what went wrong.
   * @throws {Error} when a connection was lost
   */
  async check(sent: readonly [number, number][]): Promise<Tally> {
    let lastCount = -1;
    for (let idleMs = 0; this.isMissing(sent) && idleMs < LOST_MS && !this.failure; idleMs += 10) {
      if (lastCount !== this.deliveries) idleMs = 0;
      lastCount = this.deliveries;
      await sleep(10);
    }
    if (this.failure) throw this.failure;
    return this.members
      .map((member, index) => member.check.tally(this.expected(index, sent)))
      .reduce(addTallies, nothingWrong);
  }

  /**
   * Cuts all connections at once, except that of member 0, who then sends `missed` messages.
   * @returns milliseconds until all are back and have everything
   */
  async storm({ missed, bytes }: { missed: number; bytes: number }): Promise<number> {
    const cut = this.members.slice(1);
    this.startTalking({ speakers: [0], bytes });
    const speaker = this.speakers.get(0) as Speaker;
    const start = performance.now();
    for (const member of cut) member.cut();
    speaker.allow(missed);
    speaker.send();
    await Promise.all(cut.map((member) => member.enter()));
    while (this.isMissing([[0, missed]]) && performance.now() - start < LOST_MS) await sleep(1);
    return performance.now() - start;
  }

  private readonly onMessage = (
    member: Member,
    speaker: number,
    bytes: Buffer,
    timeAt: number,
  ): void => {
    this.deliveries += 1;
    this.latencies?.push((microseconds() - timeOf(bytes, timeAt)) / 1000);
    if (this.window === 0 || this.witnesses[speaker] !== member) return;
    const said = this.speakers.get(speaker) as Speaker;
    said.allow(1);
    this.ready.push(said);
  };

  private readonly onRead = (): void => {
    if (this.ready.length === 0) return;
    const { ready } = this;
    this.ready = [];
    for (const speaker of ready) speaker.send();
  };

  /** The speakers take turns; a late timer is made up for. */
  private keepPace(speakers: readonly Speaker[], perSecond: number): void {
    const start = performance.now();
    let count = 0;
    this.pace = setInterval(() => {
      const due = ((performance.now() - start) / 1000) * perSecond;
      for (; count < due; count += 1) {
        const speaker = speakers[count % speakers.length];
        speaker?.allow(1);
        speaker?.send();
      }
    }, 1);
  }

  private isMissing(sent: readonly [number, number][]): boolean {
    return this.members.some((member, index) => {
      const expected = this.expected(index, sent);
      return expected.some((count, speaker) => member.check.received(speaker) < count);
    });
  }

  /** How many messages of each speaker a member should have received, by the speaker's number. */
  private expected(index: number, sent: readonly [number, number][]): number[] {
    const expected: number[] = [];
    for (const [id, count] of sent) {
      expected[id] = this.echoes || id !== this.from + index ? count : 0;
    }
    return expected;
  }
}

/** Handles all members, a few at the same time. */
async function inGroups<T>(items: readonly T[], handle: (item: T) => Promise<void>): Promise<void> {
  for (let at = 0; at < items.length; at += JOINING) {
    await Promise.all(items.slice(at, at + JOINING).map(handle));
  }
}
