import { join } from 'node:path';
import { NamespaceLan } from '../namespace-lan';
import { waitFor } from '../wait-for';
import type { MemberEvent, Sabotage } from './member-events';
import { bundleMember, MemberProcess } from './member-process';
import { RoomWitness } from './room-witness';

export interface ChaosRoomOptions {
  readonly folder: string;
  readonly names: readonly string[];
  /** How much shorter all times are than in the product. */
  readonly pace: number;
  readonly sabotage?: Sabotage;
}

/** Nobody has it: frames that are sent to it get lost. */
const nobody = '02:00:00:00:00:ff';

/** A room whose members are processes on computers of their own, all on one switch. */
export class ChaosRoom {
  readonly members: readonly MemberProcess[];
  readonly witness = new RoomWitness();
  /** The first violation that a member has shown. */
  violation: Error | undefined;
  /** What the members have said since the last probe. */
  private readonly heard = new Map<string, Set<string>>();
  /** Whose packets to whom get lost. */
  private readonly cuts = new Set<string>();
  private readonly notes: string[] = [];
  private readonly unplugged = new Set<MemberProcess>();

  private constructor(
    private readonly lan: NamespaceLan,
    members: readonly Omit<ConstructorParameters<typeof MemberProcess>[0], 'onEvent'>[],
  ) {
    const onEvent = (member: MemberProcess, event: MemberEvent) => this.hear(member, event);
    this.members = members.map((options) => new MemberProcess({ ...options, onEvent }));
  }

  /** The first of the members hosts a room, and the others join it. */
  static async open({ folder, names, pace, sabotage }: ChaosRoomOptions): Promise<ChaosRoom> {
    const lan = await NamespaceLan.open();
    try {
      const program = bundleMember(folder);
      const members: Omit<ConstructorParameters<typeof MemberProcess>[0], 'onEvent'>[] = [];
      for (const [index, name] of names.entries()) {
        const computer = await lan.idle();
        const address = `10.0.0.${index + 1}`;
        computer.plugIn(`${address}/24`);
        const own = { name, address, computer, program, folder: join(folder, name), pace };
        members.push({ ...own, sabotage: index === 1 ? sabotage : undefined });
      }
      const room = new ChaosRoom(lan, members);
      await room.begin();
      return room;
    } catch (error) {
      await lan.close();
      throw error;
    }
  }

  /** Kills everything. */
  async close(): Promise<void> {
    await Promise.all(this.members.map((member) => member.kill()));
    await this.lan.close();
  }

  /** The member that hosts the room in the highest term. */
  get host(): MemberProcess | undefined {
    const hosts = this.members.filter(({ state }) => state.kind === 'hosting');
    const termOf = ({ state }: MemberProcess) => state.hosting?.term ?? 0;
    return hosts.sort((a, b) => termOf(b) - termOf(a))[0];
  }

  /** The packets of these members to those get lost from now on. */
  cut(from: readonly MemberProcess[], to: readonly MemberProcess[]): void {
    for (const one of from) {
      const targets = to.filter((other) => other !== one);
      const commands = targets.map(
        ({ options }) =>
          `ip neigh replace ${options.address} lladdr ${nobody} nud permanent dev eth0`,
      );
      one.options.computer.run(commands.join('; '));
      for (const { name } of targets) this.cuts.add(`${one.name} ${name}`);
    }
  }

  /** All packets arrive again. */
  private mend(): void {
    for (const { name, options } of this.members) {
      const others = this.members.filter((other) => this.cuts.has(`${name} ${other.name}`));
      const commands = others.map(({ options: { address } }) => `ip neigh del ${address} dev eth0`);
      if (commands.length > 0) options.computer.run(commands.join('; '));
    }
    this.cuts.clear();
  }

  /** Pulls the member's cable, or plugs it in again. */
  unplug(member: MemberProcess, on = true): void {
    member.options.computer.isConnected = !on;
    if (on) this.unplugged.add(member);
    else this.unplugged.delete(member);
  }

  /** The largest group of members who run and can all reach each other. */
  get together(): readonly MemberProcess[] {
    const able = this.members.filter(
      (member) => member.isRunning && !member.isPaused && !this.unplugged.has(member),
    );
    const isApart = (one: MemberProcess, other: MemberProcess) =>
      this.cuts.has(`${one.name} ${other.name}`) || this.cuts.has(`${other.name} ${one.name}`);
    // Few enough members that all groups can be tried.
    let largest: readonly MemberProcess[] = [];
    for (let bits = 0; bits < 2 ** able.length; bits += 1) {
      const group = able.filter((_, index) => bits & (2 ** index));
      const isTogether = group.every((one) => group.every((other) => !isApart(one, other)));
      if (isTogether && group.length > largest.length) largest = group;
    }
    return largest;
  }

  /** Resolves when all in this group have heard a new message of each other, with how long it took, in ms. */
  async talk(group: readonly MemberProcess[]): Promise<number> {
    const started = performance.now();
    const texts = group.map((member) => `${member.name}: ${member.say()}`);
    const missing = () =>
      group.flatMap(({ name }) =>
        texts.filter((text) => !this.heard.get(name)?.has(text)).map((text) => `${name} “${text}”`),
      );
    await this.until(
      () => missing().length === 0,
      () => `talk among ${group.map(({ name }) => name)}: not heard: ${missing()}`,
    );
    return performance.now() - started;
  }

  /** Ends all failures, waits until everyone is in the room with one host and the same log, and checks that log. */
  async repair(): Promise<void> {
    for (const member of this.unplugged) this.unplug(member, false);
    this.mend();
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
    await waitFor(() => {
      this.assertSound();
      return condition();
    }, what);
    this.assertSound();
  }

  /** Adds a line to the story. */
  note(text: string): void {
    this.notes.push(`${Math.round(performance.now())} ${text}`);
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

  private async begin(): Promise<void> {
    await Promise.all(this.members.map((member) => member.start()));
    const [first, ...others] = this.members as [MemberProcess, ...MemberProcess[]];
    const invite = this.invite();
    first.tell({ do: 'host', address: first.options.address });
    const link = await invite;
    for (const member of others) {
      member.tell({ do: 'join', invite: link });
      await this.until(
        () => member.isIn,
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

  private link: string | undefined;

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

  private hear(member: MemberProcess, event: MemberEvent): void {
    if ('invite' in event) this.link = event.invite;
    if ('entry' in event) {
      const heard = this.heard.get(member.name) ?? new Set();
      this.heard.set(member.name, heard.add(event.entry.content));
    }
    try {
      this.witness.see(member.name, member.state.id, event);
    } catch (error) {
      this.violation ??= error as Error;
    }
  }
}
