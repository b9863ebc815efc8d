import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ToMember } from '../../src/protocol/frames';
import { seededRandom } from '../../src/util/seeded-random';
import { markedText, microseconds } from '../load/marked-text';
import { addTallies, nothingWrong, type Tally } from '../load/sequence-check';
import { type Latency, latencyOf } from '../statistics';
import { type ClassRoom, rowOf } from './class-commands';
import { ClassMember } from './class-member';
import { Helping, type HelpTally, type HelpTimes } from './helping';

export interface JoinPlan {
  readonly room: ClassRoom;
  readonly students: number;
  readonly helpers: number;
  /** How many requests are open. */
  readonly requests: number;
  readonly seed: number;
}

/** What happens per second. */
export interface Pace {
  readonly messages: number;
  /** What helpers and students do with requests. */
  readonly actions: number;
}

/** What happened from `start` to `stop`. */
export interface LoadStretch extends HelpTimes {
  /** From sending a message to each member's receiving it. */
  readonly chat: Latency;
  readonly actions: number;
  /** Received, of a member and second. */
  readonly bytesPerMember: number;
  readonly bytesPerHelper: number;
  /** The share of a core that this process used. */
  readonly busy: number;
  /** How late timers of this process fired, p99 in ms: what it adds itself to the times. */
  readonly lag: number;
}

/** How many members connect at the same time. */
const joining = 8;
const acknowledgeMs = 200;
const pingMs = 10_000;
/** The length of a message, in bytes. */
const messageBytes = 80;
/** How many students talk, and how many of them are typing at a time. */
const speakers = 20;
const typed = 5;
/** How long something may take before it counts as lost, in ms. */
const lostMs = 10_000;
/** How late a timer may be for the pace to be kept exactly, in ms. */
const tickMs = 2;

/** All members of the class but its host and the program that is measured. */
export class ClassLoad {
  private members: readonly ClassMember[] = [];
  private helpers: readonly ClassMember[] = [];
  private students: readonly ClassMember[] = [];
  private helping: Helping | undefined;
  private requests = 0;
  private failure: Error | undefined;
  private pace: NodeJS.Timeout | undefined;
  private readonly sent: number[] = [];
  private chat: number[] = [];
  private actions = 0;
  private readonly lag = monitorEventLoopDelay({ resolution: 1 });
  private begin = { at: 0, cpu: process.cpuUsage() };

  /** @returns the ids of the members who become helpers */
  async join({ helpers, requests, room, seed, students }: JoinPlan): Promise<readonly string[]> {
    const member = (name: string) =>
      new ClassMember(
        name,
        (from, frame) => this.receive(from, frame),
        (error) => {
          this.failure ??= error;
        },
      );
    const named = (name: string, count: number) =>
      Array.from({ length: count }, (_, at) => member(`${name} ${at + 1}`));
    this.helpers = named('Helper', helpers);
    this.students = named('Student', students);
    this.members = [...this.helpers, ...this.students];
    for (let at = 0; at < this.members.length; at += joining) {
      await Promise.all(this.members.slice(at, at + joining).map((each) => each.join(room)));
    }
    setInterval(() => {
      for (const each of this.members) each.acknowledge();
    }, acknowledgeMs);
    setInterval(() => {
      for (const each of this.members) each.send({ type: 'ping' });
    }, pingMs);
    this.requests = requests;
    this.helping = new Helping(this.helpers, this.students, seededRandom(seed));
    return this.helpers.map(({ id }) => id);
  }

  /** Waits until everyone has heard a message, and all helpers know that they are helpers. */
  async settle(): Promise<void> {
    this.say(0);
    const settled = () => this.hasHeardAll() && this.helping?.areHelpersReady === true;
    await this.until(settled, 'everyone to be in the class');
  }

  /** Fills the queue. */
  async fill(): Promise<void> {
    while ((this.helping?.open ?? 0) < this.requests) {
      if (!this.act()) await sleep(1);
    }
    await this.until(() => this.helping?.isSettled === true, 'the queue to be full');
  }

  start({ actions, messages }: Pace): void {
    this.chat = [];
    this.actions = 0;
    this.helping?.reset();
    for (const each of this.members) each.bytes = 0;
    this.begin = { at: performance.now(), cpu: process.cpuUsage() };
    this.lag.reset();
    this.lag.enable();
    const { at } = this.begin;
    let said = 0;
    let due = 0;
    this.pace = setInterval(() => {
      const seconds = (performance.now() - at) / 1000;
      for (; said < seconds * messages; said += 1) {
        // Before a message, programs say that someone is typing.
        this.students[(said + typed) % speakers]?.send({ type: 'typing' });
        this.say(said % speakers);
      }
      for (; due < seconds * actions; due += 1) {
        if (this.act()) this.actions += 1;
      }
    }, tickMs);
  }

  /** Stops, and waits for what is on its way. */
  async stop(): Promise<LoadStretch> {
    clearInterval(this.pace);
    const { at, cpu } = this.begin;
    const seconds = (performance.now() - at) / 1000;
    const { user, system } = process.cpuUsage(cpu);
    const perSecond = (members: readonly ClassMember[]) =>
      members.reduce((sum, { bytes }) => sum + bytes, 0) / members.length / seconds;
    const [bytesPerMember, bytesPerHelper] = [perSecond(this.members), perSecond(this.helpers)];
    this.lag.disable();
    await this.until(
      () => this.hasHeardAll() && this.helping?.isSettled === true,
      'what was on its way',
    ).catch(() => {});
    return {
      ...(this.helping as Helping).times,
      chat: latencyOf(this.chat),
      actions: this.actions,
      ...{ bytesPerMember, bytesPerHelper },
      busy: (user + system) / 1e6 / seconds,
      lag: this.lag.percentile(99) / 1e6,
    };
  }

  /** What went wrong so far. @throws {Error} when a connection was lost */
  check(): { readonly chat: Tally; readonly help: HelpTally } {
    if (this.failure) throw this.failure;
    const chat = this.members
      .map((member) => member.chat.tally(this.sent))
      .reduce(addTallies, nothingWrong);
    return { chat, help: (this.helping as Helping).tally };
  }

  /** The queue in order, as each helper has it. */
  views(): readonly (readonly string[])[] {
    return (this.helping as Helping).views.map((view) => view.map(rowOf));
  }

  private receive(member: ClassMember, frame: ToMember): void {
    if (frame.type === 'message') {
      const [, speaker, number, time] = /^~(\d{3})(\d{8})(\d{15})/.exec(frame.text) ?? [];
      if (time === undefined) return;
      member.chat.note(Number(speaker), Number(number));
      this.chat.push((microseconds() - Number(time)) / 1000);
    } else this.helping?.receive(member, frame);
  }

  private say(speaker: number): void {
    const number = this.sent[speaker] ?? 0;
    this.sent[speaker] = number + 1;
    const text = markedText(speaker, number, microseconds(), messageBytes);
    this.students[speaker]?.send({ type: 'say', id: `c${number}`, text });
  }

  /** Returns whether something could be done. */
  private act(): boolean {
    return this.helping?.act(this.requests) ?? false;
  }

  private hasHeardAll(): boolean {
    return this.members.every(({ chat }) =>
      this.sent.every((count, speaker) => chat.received(speaker) >= count),
    );
  }

  /** @throws {Error} when it takes too long */
  private async until(isDone: () => boolean, what: string): Promise<void> {
    const deadline = performance.now() + lostMs;
    while (!isDone()) {
      if (this.failure) throw this.failure;
      if (performance.now() > deadline) throw new Error(`The load waited in vain for ${what}.`);
      await sleep(5);
    }
  }
}
