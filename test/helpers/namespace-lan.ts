import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import type { AnnouncedRoom, NearbyRoom } from '../../src/protocol/announcement';
import type { NearbyRequest } from './nearby-program';
import { TestProgram } from './test-program';
import { waitFor } from './wait-for';

/** Bundles the program of {@link NamespaceComputer}, so that it starts fast. @returns its path */
export function bundleNearby(folder: string): string {
  const outfile = join(folder, 'nearby-program.js');
  buildSync({
    ...{ entryPoints: [join(__dirname, 'nearby-program.ts')], outfile },
    ...{ bundle: true, platform: 'node', logLevel: 'error' },
  });
  return outfile;
}

/** Computers on a bridge, each in a network namespace of its own; nothing leaves these. */
export class NamespaceLan {
  private readonly children = new Set<ChildProcess>();
  private count = 0;

  private constructor(private readonly bridge: ChildProcess) {
    this.children.add(bridge);
  }

  static async open(): Promise<NamespaceLan> {
    const script = 'ip link add br0 type bridge && ip link set br0 up && echo ready && exec cat';
    const bridge = spawn('unshare', ['-rn', 'sh', '-c', script]);
    await once(bridge.stdout, 'data');
    return new NamespaceLan(bridge);
  }

  /** Runs a command in the namespace of the bridge. @throws {Error} when it fails */
  run(command: string): string {
    return this.runIn(this.bridge, command);
  }

  /**
   * Starts a program on a new computer, in a namespace without adapters but its own; returns when it has printed
   * a line.
   * @param beside an earlier program, to run on the same computer
   */
  start(args: readonly string[], beside?: NamespaceComputer): Promise<NamespaceComputer> {
    return this.startCommand([process.execPath, ...args], beside);
  }

  /** A new computer on which nothing runs yet. */
  idle(): Promise<NamespaceComputer> {
    return this.startCommand(['sh', '-c', 'echo ready && exec cat']);
  }

  /** Starts a command on a new computer, or on that of an earlier program. */
  spawn(command: readonly string[], beside?: NamespaceComputer): ChildProcess {
    const { pid } = beside?.program ?? this.bridge;
    const enter = ['-t', String(pid), '-U', '--preserve-credentials'];
    const place = beside ? ['-n'] : ['unshare', '-n'];
    const child = spawn('nsenter', [...enter, ...place, ...command]);
    this.children.add(child);
    child.once('close', () => this.children.delete(child));
    return child;
  }

  private async startCommand(
    command: readonly string[],
    beside?: NamespaceComputer,
  ): Promise<NamespaceComputer> {
    const child = this.spawn(command, beside);
    this.count += 1;
    const computer = new NamespaceComputer(this, child, this.count);
    const { program } = computer;
    await waitFor(
      () => program.lines.length > 0,
      () => `a program: ${program.errors}`,
    );
    return computer;
  }

  /** Runs a command in a program's namespace. @throws {Error} when it fails */
  runIn({ pid }: ChildProcess, command: string): string {
    const enter = ['-t', String(pid), '-U', '-n', '--preserve-credentials'];
    return execFileSync('nsenter', [...enter, 'sh', '-e', '-c', command], { encoding: 'utf8' });
  }

  async close(): Promise<void> {
    await Promise.all(
      [...this.children].map(async (child) => {
        child.kill('SIGKILL');
        if (child.exitCode === null && child.signalCode === null) await once(child, 'close');
      }),
    );
  }
}

/** A program in a network namespace. */
export class NamespaceComputer {
  readonly program: TestProgram;
  /** Its port of the bridge. */
  readonly port: string;
  /** How many lines it had printed when it was last asked to look for rooms, or to stop. */
  private before = 0;

  constructor(
    private readonly lan: NamespaceLan,
    private readonly child: ChildProcess,
    private readonly number: number,
  ) {
    this.program = new TestProgram(`computer ${number}`, child);
    this.port = `port${number}`;
  }

  /** Connects an adapter of the computer to the bridge, with an address such as `10.0.0.1/24`. */
  plugIn(address: string, adapter = 'eth0'): void {
    const peer = `tmp${this.number}`;
    const port = adapter === 'eth0' ? this.port : `${this.port}${adapter}`;
    this.lan.run(
      `ip link add ${port} type veth peer name ${peer} && ip link set ${peer} netns ${this.child.pid}`,
    );
    this.run(`ip link set lo up; ip link set ${peer} name ${adapter}`);
    // Without the wait for duplicates, an IPv6 address is usable at once.
    this.run(`sysctl -qw net.ipv6.conf.${adapter}.accept_dad=0 || true`);
    this.run(`ip addr add ${address} dev ${adapter}; ip link set ${adapter} up`);
    this.lan.run(`ip link set ${port} master br0 && ip link set ${port} up`);
  }

  /** Runs a command in the computer's namespace. @throws {Error} when it fails */
  run(command: string): string {
    return this.lan.runIn(this.child, command);
  }

  /** Starts another program on this computer. */
  spawn(args: readonly string[]): ChildProcess {
    return this.lan.spawn([process.execPath, ...args], this);
  }

  /** Connects its adapter to the bridge, or pulls the cable. */
  set isConnected(on: boolean) {
    this.lan.run(`ip link set ${this.port} ${on ? 'up' : 'down'}`);
  }

  /** The hardware address of its adapter. */
  get hardwareAddress(): string {
    return /link\/ether (\S+)/.exec(this.run('ip link show eth0'))?.[1] ?? '';
  }

  announce(announce: AnnouncedRoom | null): void {
    this.ask({ announce });
  }

  browse(browse: boolean): void {
    this.before = this.program.lines.length;
    this.ask({ browse });
  }

  /** The rooms that it has found since it was asked to look for them. */
  get rooms(): readonly NearbyRoom[] {
    return this.last<readonly NearbyRoom[]>('rooms', this.before) ?? [];
  }

  /** What it printed last of this. @param from the number of earlier lines, which don't count */
  last<T>(field: 'rooms' | 'asked' | 'knock' | 'members', from = 0): T | undefined {
    const lines = this.program.lines.slice(from);
    const last = lines.findLast((line) => line.startsWith(`{"${field}"`));
    return last === undefined ? undefined : (JSON.parse(last) as Record<string, T>)[field];
  }

  ask(request: NearbyRequest): void {
    this.program.type(JSON.stringify(request));
  }
}
