import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type Invite, parseInvite } from '../../src/protocol/invite';
import { waitFor } from './wait-for';

/** What the hub prints once it listens. */
interface Opened {
  readonly kind: string;
  readonly address: string;
  readonly port: number;
  readonly invite?: string;
}

/** A hub in its own process. */
export class HubProcess {
  private constructor(
    private readonly child: ChildProcess,
    readonly opened: Opened,
    private readonly complaints: () => string,
  ) {}

  /**
   * @param fileBlocks the longest file it may write, in units of 512 bytes; not on Windows
   * @throws {Error} when it doesn't start to listen
   */
  static async start(
    program: string,
    args: readonly string[],
    fileBlocks?: number,
  ): Promise<HubProcess> {
    const node = [process.execPath, program, ...args];
    const limited = ['sh', '-c', `ulimit -S -f ${fileBlocks} && exec "$@"`, 'sh', ...node];
    const [command = '', ...rest] = fileBlocks === undefined ? node : limited;
    const child = spawn(command, rest, { stdio: ['ignore', 'pipe', 'pipe'] });
    let complaints = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      complaints += text;
    });
    let output = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    try {
      await waitFor(() => output.endsWith('\n'), 'the hub listens');
      return new HubProcess(child, JSON.parse(output) as Opened, () => complaints);
    } catch (error) {
      child.kill('SIGKILL');
      throw error;
    }
  }

  get pid(): number {
    return this.child.pid as number;
  }

  /** What it has written to standard error. */
  get errors(): string {
    return this.complaints();
  }

  /** The invite to an encrypted room. */
  get invite(): Invite {
    const parsed = parseInvite(this.opened.invite ?? '');
    if (!parsed.ok) throw new Error(parsed.problem);
    return parsed.invite;
  }

  /** Kills the process as a crash would; resolves when it is gone. */
  kill(): Promise<void> {
    return this.end('SIGKILL');
  }

  /** Closes the room gracefully; resolves when the process is gone. */
  stop(): Promise<void> {
    return this.end('SIGTERM');
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const gone = once(this.child, 'exit');
    this.child.kill(signal);
    await gone;
  }
}
