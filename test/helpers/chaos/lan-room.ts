import { join } from 'node:path';
import { NamespaceLan } from '../namespace-lan';
import { waitFor } from '../wait-for';
import { type ChaosMember, ChaosRoom } from './chaos-room';
import type { Sabotage } from './member-events';
import { bundleMember, MemberProcess } from './member-process';

export interface LanRoomOptions {
  readonly folder: string;
  readonly names: readonly string[];
  /** How much shorter all times are than in the product. */
  readonly pace: number;
  /** Planted in the second member. */
  readonly sabotage?: Sabotage | undefined;
}

/** Nobody has it: frames that are sent to it get lost. */
const nobody = '02:00:00:00:00:ff';

/** A room whose members are processes on computers of their own, all on one switch. */
export class LanRoom extends ChaosRoom {
  readonly members: MemberProcess[] = [];

  private constructor(
    private readonly lan: NamespaceLan,
    pace: number,
  ) {
    super(pace);
  }

  static async open({ folder, names, pace, sabotage }: LanRoomOptions): Promise<LanRoom> {
    const room = new LanRoom(await NamespaceLan.open(), pace);
    try {
      const program = bundleMember(folder);
      for (const [index, name] of names.entries()) {
        const computer = await room.lan.idle();
        const address = `10.0.0.${index + 1}`;
        computer.plugIn(`${address}/24`);
        const member: MemberProcess = new MemberProcess({
          ...{ name, address, computer, program, folder: join(folder, name), pace },
          sabotage: index === 1 ? sabotage : undefined,
          onEvent: (event) => room.hear(member, event),
        });
        room.members.push(member);
      }
      return room;
    } catch (error) {
      await room.close();
      throw error;
    }
  }

  now(): number {
    return performance.now();
  }

  wait(ms: number): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, ms));
  }

  after(ms: number, callback: () => void): () => void {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  }

  async close(): Promise<void> {
    await Promise.all(this.members.map((member) => member.kill()));
    await this.lan.close();
  }

  protected async waitFor(
    condition: () => boolean | Promise<boolean>,
    what: () => string,
  ): Promise<void> {
    await waitFor(condition, what);
  }

  protected setLinks(from: ChaosMember, to: readonly ChaosMember[], isCut: boolean): void {
    const commands = to.map(({ address }) =>
      isCut
        ? `ip neigh replace ${address} lladdr ${nobody} nud permanent dev eth0`
        : `ip neigh del ${address} dev eth0`,
    );
    this.computerOf(from)?.run(commands.join('; '));
  }

  protected setCable(member: ChaosMember, isConnected: boolean): void {
    const computer = this.computerOf(member);
    if (computer) computer.isConnected = isConnected;
  }

  private computerOf({ name }: ChaosMember) {
    return this.members.find((member) => member.name === name)?.options.computer;
  }
}
