import type { MemberCommand, MemberEvent, MemberState, RoomDump } from './member-events';
import { RoomWitness } from './room-witness';

/** A member of a room under test: its program can be killed and started again, with the same files. */
export interface ChaosMember {
  readonly name: string;
  readonly address: string;
  /** What it said last about its connection. */
  readonly state: MemberState;
  readonly isRunning: boolean;
  readonly isPaused: boolean;
  /** Everything that it has printed and logged in all its lives; each line begins with the time, in ms. */
  readonly history: readonly string[];
  /** What it logged that is no mere warning. */
  readonly errors: readonly string[];
  /** Starts its program, with the files that an earlier one has left. */
  start(): Promise<void>;
  kill(): Promise<void>;
  pause(): void;
  resume(): void;
  /** Sets by how many milliseconds its computer's clock is off. */
  setClock(offset: number): void;
  tell(command: MemberCommand): void;
  dump(): Promise<RoomDump>;
  /** Closes its window. @throws {Error} when it leaves something open, or doesn't end */
  end(): Promise<void>;
}

/** A room whose members, and the network between them, a test makes fail. */
export abstract class ChaosRoom {
  abstract readonly members: readonly ChaosMember[];
  readonly witness: RoomWitness;
  /** The first violation that a member has shown. */
  private violation: Error | undefined;
  /** What each member has seen in its log. */
  private readonly heard = new Map<string, Set<string>>();
  /** How many messages each member has said. */
  private readonly said = new Map<string, number>();
  /** Whose packets to whom get lost. */
  private readonly cuts = new Set<string>();
  private readonly notes: string[] = [];
  private readonly unplugged = new Set<ChaosMember>();
  private link: string | undefined;

  /** @param pace how much shorter all times are than in the product */
  constructor(pace: number) {
    this.witness = new RoomWitness(pace);
  }

  /** In ms, from any moment on. */
  abstract now(): number;
  abstract wait(ms: number): Promise<void>;
  /** Calls back once unless the result is called first. */
  abstract after(ms: number, callback: () => void): () => void;
  /** Kills everything. */
  abstract close(): Promise<void>;
  /** @throws {Error} when the condition doesn't come true for a long time */
  protected abstract waitFor(
    condition: () => boolean | Promise<boolean>,
    what: () => string,
  ): Promise<void>;
  /** The packets of these members to those get lost from now on, or arrive again. */
  protected abstract setLinks(from: ChaosMember, to: readonly ChaosMember[], isCut: boolean): void;
  protected abstract setCable(member: ChaosMember, isConnected: boolean): void;

  /** The member that hosts the room in the highest term. */
  get host(): ChaosMember | undefined {
    const hosts = this.members.filter(({ state }) => state.kind === 'hosting');
    const termOf = ({ state }: ChaosMember) => state.hosting?.term ?? 0;
    return hosts.sort((a, b) => termOf(b) - termOf(a))[0];
  }

  /** The packets of these members to those get lost from now on. */
  cut(from: readonly ChaosMember[], to: readonly ChaosMember[]): void {
    for (const one of from) {
      const targets = to.filter((other) => other !== one);
      this.setLinks(one, targets, true);
      for (const { name } of targets) this.cuts.add(`${one.name} ${name}`);
    }
  }

  /** The member's computer stops at once; where that can be simulated, its disk loses what isn't synced. */
  cutPower(member: ChaosMember): Promise<void> {
    return member.kill();
  }

  /** Pulls the member's cable. */
  unplug(member: ChaosMember): void {
    this.setCable(member, false);
    this.unplugged.add(member);
  }

  /**
   * The largest group of members who run and can reach each other, directly or through others of them; without those
   * who can't reach everyone in it directly: one of these may be the host, and the others have to do without it.
   */
  get together(): readonly ChaosMember[] {
    const able = this.members.filter(
      (member) => member.isRunning && !member.isPaused && !this.unplugged.has(member),
    );
    const isLinked = (one: ChaosMember, other: ChaosMember) =>
      !this.cuts.has(`${one.name} ${other.name}`) && !this.cuts.has(`${other.name} ${one.name}`);
    const rest = new Set(able);
    let largest: readonly ChaosMember[] = [];
    for (const first of able) {
      if (!rest.delete(first)) continue;
      const group = [first];
      // Grows while it is visited.
      for (const one of group) {
        for (const other of rest) {
          if (isLinked(one, other) && rest.delete(other)) group.push(other);
        }
      }
      if (group.length > largest.length) largest = group;
    }
    return largest.filter((one) => largest.every((other) => isLinked(one, other)));
  }

  /** Lets a member say its next numbered message. @returns its text */
  say(member: ChaosMember): string {
    const number = (this.said.get(member.name) ?? 0) + 1;
    this.said.set(member.name, number);
    const text = `${member.name} ${number}`;
    member.tell({ do: 'say', text });
    return text;
  }

  /** Resolves when all in this group have heard a new message of each other, with how long it took, in ms. */
  async talk(group: readonly ChaosMember[]): Promise<number> {
    const started = this.now();
    const texts = group.map((member) => `${member.name}: ${this.say(member)}`);
    const missing = () =>
      group.flatMap(({ name }) =>
        texts.filter((text) => !this.heard.get(name)?.has(text)).map((text) => `${name} “${text}”`),
      );
    await this.until(
      () => missing().length === 0,
      () => `talk among ${group.map(({ name }) => name)}: not heard: ${missing()}`,
    );
    return this.now() - started;
  }

  /** Ends all failures, waits until everyone is in the room with one host and the same log, and checks that log. */
  async repair(): Promise<void> {
    for (const member of this.unplugged) this.setCable(member, true);
    this.unplugged.clear();
    for (const one of this.members) {
      const targets = this.members.filter(({ name }) => this.cuts.has(`${one.name} ${name}`));
      if (targets.length > 0) this.setLinks(one, targets, false);
    }
    this.cuts.clear();
    for (const member of this.members) if (member.isPaused) member.resume();
    await Promise.all(
      this.members.filter(({ isRunning }) => !isRunning).map((member) => member.start()),
    );
    await this.settle();
  }

  /** Closes all windows. @throws {Error} when one leaves something open or doesn't end */
  async end(): Promise<void> {
    await Promise.all(this.members.map((member) => member.end()));
  }

  /** Waits like `waitFor`, and fails at once when a guarantee is broken. */
  async until(condition: () => boolean | Promise<boolean>, what: () => string): Promise<void> {
    await this.waitFor(() => {
      this.assertSound();
      return condition();
    }, what);
    this.assertSound();
  }

  /** Adds a line to the story. */
  note(text: string): void {
    this.notes.push(`${Math.round(this.now())} ${text}`);
  }

  /** What has happened, for finding out why something went wrong. */
  get story(): string {
    const test = { name: '---', history: this.notes };
    const lines = [test, ...this.members].flatMap(({ history, name }) =>
      history.map((line) => {
        const [time, ...rest] = line.split(' ');
        return { time: Number(time), text: `${time} ${name} ${rest.join(' ')}` };
      }),
    );
    return lines
      .sort((a, b) => a.time - b.time)
      .map(({ text }) => text)
      .join('\n');
  }

  /** @throws {Error} when a guarantee was broken, or a program complains */
  private assertSound(): void {
    if (this.violation) throw this.violation;
    for (const { errors, name } of this.members) {
      if (errors.length > 0) throw new Error(`${name} complains: ${errors.join('; ')}`);
    }
  }

  /** The first of the members hosts a room, and the others join it. */
  async begin(): Promise<void> {
    await Promise.all(this.members.map((member) => member.start()));
    const [first, ...others] = this.members as [ChaosMember, ...ChaosMember[]];
    const invite = this.invite();
    first.tell({ do: 'host', address: first.address });
    const link = await invite;
    for (const member of others) {
      member.tell({ do: 'join', invite: link });
      await this.until(
        () => member.state.kind === 'joined',
        () => `${member.name} joins: ${member.state.kind}`,
      );
    }
    await this.settle();
  }

  private async invite(): Promise<string> {
    await this.until(
      () => this.link !== undefined,
      () => 'the room opens',
    );
    return this.link ?? '';
  }

  /** Waits until everyone follows the same host, has the whole log, and could take over. */
  private async settle(): Promise<void> {
    const states = () =>
      this.members.map(({ name, state }) => `${name}: ${JSON.stringify(state)}`).join('; ');
    await this.until(() => {
      const { host } = this;
      return (
        host !== undefined &&
        host.state.ready === this.members.length - 1 &&
        this.members.every(
          (member) =>
            member.state.host === host.name &&
            member.state.kind === (member === host ? 'hosting' : 'joined'),
        )
      );
    }, states);
    await this.talk(this.members);
    let queued: readonly number[] = [];
    await this.until(
      async () => {
        queued = (await this.dumps()).map(({ dump }) => dump.queued);
        return queued.every((count) => count === 0);
      },
      () => `nothing is queued: ${queued}`,
    );
    // After that, nothing more is said, and the last probe is everywhere.
    await this.talk(this.members);
    this.witness.check(await this.dumps());
  }

  private dumps() {
    return Promise.all(
      this.members.map(async (member) => ({ name: member.name, dump: await member.dump() })),
    );
  }

  protected hear(member: ChaosMember, event: MemberEvent): void {
    // Its room is changing hands.
    if ('refused' in event) this.after(500, () => member.tell({ do: 'say', text: event.refused }));
    if ('invite' in event) this.link = event.invite;
    if ('entry' in event) {
      const heard = this.heard.get(member.name) ?? new Set();
      this.heard.set(member.name, heard.add(event.entry.content));
    }
    try {
      this.witness.see(member.name, member.state.id, event, this.now());
    } catch (error) {
      this.violation ??= error as Error;
    }
  }
}
