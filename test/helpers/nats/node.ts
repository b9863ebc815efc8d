import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import type { Endpoint } from '../../../src/protocol/endpoint';

/** Lines of a node's log that a failure shows. */
const logLines = 40;

/** A nats-server in a process of its own. */
export class NatsNode {
  private child: ChildProcess | undefined;
  private readonly onExit = () => this.child?.kill('SIGKILL');

  constructor(
    readonly name: string,
    readonly endpoint: Endpoint,
    readonly monitor: Endpoint,
    private readonly program: string,
    private readonly config: string,
    private readonly logFile: string,
  ) {}

  get isRunning(): boolean {
    return this.child !== undefined && this.child.exitCode === null && !this.child.signalCode;
  }

  /** @throws {Error} when it isn't running */
  get pid(): number {
    const pid = this.isRunning ? this.child?.pid : undefined;
    if (pid === undefined) throw new Error(`${this.name} isn't running`);
    return pid;
  }

  /** Its log of all its lives. */
  get log(): string {
    return existsSync(this.logFile) ? readFileSync(this.logFile, 'utf8') : '';
  }

  get lastLog(): string {
    const lines = this.log.split('\n').filter((line) => !line.includes('Healthcheck failed'));
    return `${this.name}:\n${lines.slice(-logLines).join('\n')}`;
  }

  /** Starts the process; it isn't ready yet. */
  spawn(): void {
    const log = openSync(this.logFile, 'a');
    this.child = spawn(this.program, ['-c', this.config], { stdio: ['ignore', log, log] });
    closeSync(log);
    // A test process that dies takes it along.
    process.once('exit', this.onExit);
    this.child.once('exit', () => process.off('exit', this.onExit));
  }

  /** Sends a signal: SIGSTOP and SIGCONT pause and resume it (not on Windows). */
  signal(signal: NodeJS.Signals): void {
    process.kill(this.pid, signal);
  }

  /** Ends it, and resolves when it is gone. */
  async end(signal: NodeJS.Signals): Promise<void> {
    const { child } = this;
    if (!child || !this.isRunning) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  }
}
