import { join } from 'node:path';
import { RoomArchive } from '../../../src/store/room-archive';
import type { Clock } from '../../../src/util/clock';
import { toDisposable } from '../../../src/util/disposable';
import { seededRandom } from '../../../src/util/seeded-random';
import { MemoryDisk } from '../memory-disk';
import { type ChaosMember, ChaosRoom } from './chaos-room';
import { type MemberCommand, type MemberEvent, nowhere, type RoomDump } from './member-events';
import { MemberWindow, pacedLimits } from './member-window';
import { VirtualLan, type VirtualNetwork } from './virtual-lan';

/** How long anything may take, in ms. */
const patienceMs = 10 * 60_000;

export interface VirtualRoomOptions {
  readonly folder: string;
  readonly names: readonly string[];
  readonly seed: number;
}

/**
 * A room whose members are windows in this process, with disks and a network in memory and in virtual time: what
 * happens depends on the seed alone.
 */
export class VirtualRoom extends ChaosRoom {
  readonly members: readonly VirtualMember[];
  private readonly lan: VirtualLan;

  constructor({ folder, names, seed }: VirtualRoomOptions) {
    super(1);
    const random = seededRandom(seed);
    this.lan = new VirtualLan(random);
    this.members = names.map((name) => {
      const onEvent = (event: MemberEvent) => this.hear(member, event);
      const place = { lan: this.lan, folder: join(folder, name), random };
      const member: VirtualMember = new VirtualMember(name, place, onEvent);
      return member;
    });
  }

  override async begin(): Promise<void> {
    // Each window has a server of its own.
    await this.lan.prepare(this.members.length);
    await super.begin();
  }

  now(): number {
    return this.lan.clock.now();
  }

  wait(ms: number): Promise<void> {
    return this.lan.pass(ms);
  }

  after(ms: number, callback: () => void): () => void {
    const timer = this.lan.clock.after(Math.ceil(ms), callback);
    return () => timer.dispose();
  }

  async close(): Promise<void> {
    for (const member of this.members) void member.kill();
  }

  override async cutPower(member: ChaosMember): Promise<void> {
    if (!member.isRunning) return;
    const computer = this.virtual(member);
    // Since then, it hasn't synced anything either.
    this.witness.losesPower(member.name, computer.deafSince ?? this.now());
    await computer.kill(true);
  }

  protected async waitFor(
    condition: () => boolean | Promise<boolean>,
    what: () => string,
  ): Promise<void> {
    const deadline = this.now() + patienceMs;
    while (!(await condition())) {
      if (this.now() > deadline) throw new Error(`Not within ${patienceMs} ms: ${what()}`);
      await this.lan.pass(50);
    }
  }

  protected setLinks(from: ChaosMember, to: readonly ChaosMember[], isCut: boolean): void {
    for (const each of to) this.lan.setLink(this.virtual(from), this.virtual(each), isCut);
  }

  protected setCable(member: ChaosMember, isConnected: boolean): void {
    const others = this.members.filter((other) => other !== member);
    this.setLinks(member, others, !isConnected);
  }

  /** All members of this room are. */
  private virtual(member: ChaosMember): VirtualMember {
    return member as VirtualMember;
  }
}

interface Place {
  readonly lan: VirtualLan;
  readonly folder: string;
  readonly random: () => number;
}

/** A window that runs: when it is killed, another one takes its place. */
interface Life {
  readonly window: MemberWindow;
  readonly net: VirtualNetwork;
}

/** A member with a virtual computer of its own. */
class VirtualMember implements ChaosMember {
  readonly address = '127.0.0.1';
  readonly history: string[] = [];
  readonly errors: string[] = [];
  state = nowhere;
  deafSince: number | undefined;
  private life: Life | undefined;
  private disk = new MemoryDisk();
  private clockOffset = 0;
  private dumped: RoomDump | undefined;
  /** What a paused window has to do when it continues. */
  private missed: (() => void)[] = [];

  constructor(
    readonly name: string,
    private readonly place: Place,
    private readonly onEvent: (event: MemberEvent) => void,
  ) {}

  get isRunning(): boolean {
    return this.life !== undefined;
  }

  get isPaused(): boolean {
    return this.life !== undefined && this.deafSince !== undefined;
  }

  async start(): Promise<void> {
    const { folder, lan } = this.place;
    this.note('starts');
    const isAlive = () => this.life === life;
    const clock = this.clockOf(isAlive);
    const { disk } = this;
    const net = lan.of(this, clock, isAlive);
    const log = (level: string) => (message: string) => {
      if (!isAlive()) return;
      this.note(`${level}: ${message}`);
      if (level === 'error') this.errors.push(message);
    };
    const logger = { info: log('info'), warn: log('warn'), error: log('error') };
    const onFailure = ({ message }: Error) => logger.error(`the disk: ${message}`);
    const archive = new RoomArchive({ folder, clock, fs: disk, onFailure });
    const limits = pacedLimits(1);
    const deps = { network: net.network, limits, clock, logger, archive };
    const window = new MemberWindow(this.name, deps, (event) => {
      if (isAlive()) this.hear(event);
    });
    const life: Life = { window, net };
    this.life = life;
    this.check(window.start(), isAlive);
  }

  async kill(losesPower = false): Promise<void> {
    const { life } = this;
    if (!life) return;
    this.note(losesPower ? 'loses power' : 'is killed');
    this.life = undefined;
    this.state = nowhere;
    this.missed = [];
    this.deafSince = undefined;
    this.disk = losesPower ? this.disk.afterPowerCut(this.place.random) : this.disk.copy(false);
    life.net.kill();
    this.place.lan.updateVoters();
  }

  pause(): void {
    if (!this.life) return;
    this.note('is paused');
    this.deafSince ??= this.place.lan.clock.now();
    this.place.lan.updateVoters();
  }

  resume(): void {
    this.note('continues');
    this.deafSince = undefined;
    this.place.lan.updateVoters();
    for (const missed of this.missed.splice(0)) missed();
  }

  setClock(offset: number): void {
    this.clockOffset = offset;
  }

  tell(command: MemberCommand): void {
    const { life } = this;
    if (!life) return;
    const isAlive = () => this.life === life;
    this.unlessPaused(isAlive, () => this.check(life.window.do(command), isAlive));
  }

  async dump(): Promise<RoomDump> {
    this.dumped = undefined;
    this.tell({ do: 'dump' });
    if (!this.dumped) throw new Error(`${this.name} doesn’t show its log`);
    return this.dumped;
  }

  async end(): Promise<void> {
    await this.life?.window.session.suspend();
    await this.kill();
  }

  private hear(event: MemberEvent): void {
    this.note(JSON.stringify(event));
    if ('state' in event) this.state = event.state;
    if ('dump' in event) this.dumped = event.dump;
    this.onEvent(event);
  }

  /** The clock of a program: nothing happens at its times once it is killed, or before it continues. */
  private clockOf(isAlive: () => boolean): Clock {
    const { clock } = this.place.lan;
    return {
      now: () => clock.now() + this.clockOffset,
      after: (ms, callback) => {
        let isOver = false;
        const timer = clock.after(Math.ceil(ms), () =>
          this.unlessPaused(isAlive, () => {
            if (!isOver) callback();
          }),
        );
        return toDisposable(() => {
          isOver = true;
          timer.dispose();
        });
      },
    };
  }

  private unlessPaused(isAlive: () => boolean, work: () => void): void {
    if (!isAlive()) return;
    if (this.isPaused) this.missed.push(() => isAlive() && work());
    else work();
  }

  private check(work: Promise<void>, isAlive: () => boolean): void {
    work.catch((error: Error) => {
      if (isAlive()) this.errors.push(error.stack ?? error.message);
    });
  }

  private note(text: string): void {
    this.history.push(`${this.place.lan.clock.now()} ${text}`);
  }
}
