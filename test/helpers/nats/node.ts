import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { askNode } from '../../../src/cli/wide/node-health';
import type { Endpoint } from '../../../src/protocol/endpoint';

/** A stream, as a node knows it. */
export interface NodeStream {
  /** The name of the node that leads it; undefined if it knows of none. */
  readonly leader: string | undefined;
  /** Number of the last message that this node has stored. */
  readonly last: number;
}

interface AccountDetail {
  readonly stream_detail?: readonly {
    readonly name: string;
    readonly state: { readonly last_seq: number };
    readonly cluster?: { readonly leader?: string };
  }[];
}

/** Lines of a node's log that a failure shows. */
const logLines = 40;

/** Those that run: a test process that dies takes them along. */
const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** A nats-server in a process of its own. */
export class NatsNode {
  private child: ChildProcess | undefined;

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
    const { child } = this;
    running.add(child);
    child.once('exit', () => running.delete(child));
  }

  /** What it knows of a stream; undefined if it doesn't say. */
  async stream(name: string): Promise<NodeStream | undefined> {
    const state = await askNode(this.monitor, '/jsz?streams=true').catch(() => undefined);
    const accounts = (Object(state).account_details ?? []) as readonly AccountDetail[];
    const streams = accounts.flatMap((each) => each.stream_detail ?? []);
    const found = streams.find((each) => each.name === name);
    return found && { leader: found.cluster?.leader || undefined, last: found.state.last_seq };
  }

  /** How many clients it has given up because they read too slowly. */
  async slowConsumers(): Promise<number> {
    const { slow_consumers: count = 0 } = Object(await askNode(this.monitor, '/varz'));
    return count;
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
