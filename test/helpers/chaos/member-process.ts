import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { buildSync } from 'esbuild';
import type { NamespaceComputer } from '../namespace-lan';
import { waitFor } from '../wait-for';
import type { ChaosMember } from './chaos-room';
import {
  type MemberCommand,
  type MemberEvent,
  nowhere,
  type RoomDump,
  type Sabotage,
} from './member-events';

/** Bundles the program of {@link MemberProcess}, so that it starts fast. @returns its path */
export function bundleMember(folder: string): string {
  const outfile = join(folder, 'member-program.js');
  buildSync({
    ...{ entryPoints: [join(__dirname, 'member-program.ts')], outfile },
    ...{ bundle: true, platform: 'node', logLevel: 'error' },
  });
  return outfile;
}

export interface MemberOptions {
  readonly name: string;
  readonly address: string;
  readonly computer: NamespaceComputer;
  /** The bundled program. */
  readonly program: string;
  /** Where its rooms are stored. */
  readonly folder: string;
  readonly pace: number;
  readonly sabotage?: Sabotage | undefined;
  /** Called with everything that it prints. */
  readonly onEvent: (event: MemberEvent) => void;
}

/** A member on a computer of its own: its program can be killed and started again, with the same files. */
export class MemberProcess implements ChaosMember {
  state = nowhere;
  readonly history: string[] = [];
  readonly errors: string[] = [];
  isPaused = false;
  private child: ChildProcess | undefined;
  private dumped: RoomDump | undefined;
  private opened: readonly string[] | undefined;
  private isStarted = false;
  private clockOffset = 0;

  constructor(readonly options: MemberOptions) {}

  get name(): string {
    return this.options.name;
  }

  get isRunning(): boolean {
    return this.child !== undefined;
  }

  get address(): string {
    return this.options.address;
  }

  async start(): Promise<void> {
    const { computer, folder, name, pace, program, sabotage } = this.options;
    const numbers = [pace, this.clockOffset].map(String);
    const child = computer.spawn([program, folder, name, ...numbers, sabotage ?? '']);
    this.child = child;
    this.note('starts');
    this.isStarted = false;
    child.stdin?.on('error', () => {});
    const { stdout, stderr } = child;
    if (!stdout || !stderr) throw new Error('a program without standard streams');
    createInterface({ input: stdout }).on('line', (line) => this.hear(line, child));
    createInterface({ input: stderr }).on('line', (line) => {
      this.note(line);
      if (!/^(info|warn): /.test(line)) this.errors.push(line);
    });
    child.once('exit', (code, signal) => {
      this.note(`exits: ${code ?? signal}`);
      if (this.child === child) this.errors.push(`it exited: ${code ?? signal}`);
    });
    await waitFor(
      () => this.isStarted || this.errors.length > 0,
      () => `${name} starts: ${this.history.slice(-3).join('\n')}`,
    );
  }

  /** As a power cut would, but for what the operating system has yet to write. */
  async kill(): Promise<void> {
    const { child } = this;
    if (!child) return;
    this.child = undefined;
    this.isPaused = false;
    this.state = nowhere;
    this.note('is killed');
    const gone = once(child, 'close');
    child.kill('SIGKILL');
    await gone;
  }

  pause(): void {
    this.isPaused = this.child?.kill('SIGSTOP') ?? false;
    this.note('is paused');
  }

  resume(): void {
    this.child?.kill('SIGCONT');
    this.isPaused = false;
    this.note('continues');
  }

  setClock(offset: number): void {
    this.clockOffset = offset;
    this.tell({ do: 'set-clock', offset });
  }

  tell(command: MemberCommand): void {
    this.child?.stdin?.write(`${JSON.stringify(command)}\n`);
  }

  async dump(): Promise<RoomDump> {
    this.dumped = undefined;
    this.tell({ do: 'dump' });
    return waitFor(() => this.dumped, `${this.name} shows its log`);
  }

  async end(): Promise<void> {
    const { child } = this;
    if (!child) return;
    this.child = undefined;
    const closed = once(child, 'close');
    const isClosed = () => child.exitCode !== null || child.signalCode !== null;
    child.stdin?.write(`${JSON.stringify({ do: 'end' } satisfies MemberCommand)}\n`);
    await waitFor(isClosed, () => `${this.name} ends; still open: ${this.opened?.join() ?? '?'}`);
    await closed;
    if (child.exitCode !== 0) throw new Error(`${this.name} ended with ${child.exitCode}`);
    if (this.opened?.length !== 0) {
      throw new Error(`${this.name} left this open: ${this.opened?.join() ?? 'its window'}`);
    }
  }

  private hear(line: string, child: ChildProcess): void {
    this.note(line);
    const event = parseEvent(line);
    if (!event) return;
    // What a killed program has printed in its last moment counts, but it is nowhere.
    if ('state' in event && this.child === child) this.state = event.state;
    if ('started' in event) this.isStarted = true;
    if ('dump' in event) this.dumped = event.dump;
    if ('open' in event) this.opened = event.open;
    this.options.onEvent(event);
  }

  private note(text: string): void {
    this.history.push(`${Math.round(performance.now())} ${text}`);
  }
}

/** Undefined for a line that a killed program couldn't finish. */
function parseEvent(line: string): MemberEvent | undefined {
  try {
    return JSON.parse(line) as MemberEvent;
  } catch {
    return undefined;
  }
}
