import { type ChildProcess, spawn } from 'node:child_process';
import type { Disposable } from '../../../src/util/disposable';
import { waitFor } from '../wait-for';

/** This project's lab hub, run without an editor in its own process. */
export class HubProgram implements Disposable {
  private constructor(
    private readonly process: ChildProcess,
    readonly port: number,
  ) {}

  static async start(maxClients: number): Promise<HubProgram> {
    const args = ['--import', 'tsx', 'src/cli/hub.ts', '--kind', 'lab-hub'];
    args.push('--address', '127.0.0.1', '--port', '0', '--max-clients', String(maxClients));
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    let errors = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      errors += text;
    });
    try {
      await waitFor(
        () => output.includes('\n'),
        () => `the hub listens; ${errors}`,
      );
    } catch (error) {
      child.kill('SIGKILL');
      throw error;
    }
    return new HubProgram(child, (JSON.parse(output) as { port: number }).port);
  }

  get pid(): number {
    return this.process.pid as number;
  }

  /** Asks it to exit. @returns its exit code */
  async terminate(): Promise<number> {
    this.process.kill('SIGTERM');
    await waitFor(() => this.process.exitCode !== null, 'the hub exits');
    return this.process.exitCode ?? -1;
  }

  dispose(): void {
    this.process.kill('SIGKILL');
  }
}
