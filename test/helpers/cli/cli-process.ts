import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { waitFor } from '../wait-for';

/** The program in a process of its own. */
export class CliProcess {
  output = '';
  errors = '';
  private isClosed = false;

  /** @param child with pipes for its input and its outputs */
  private constructor(readonly child: ChildProcess) {
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.output += text;
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.errors += text;
    });
    // It may end before it has read everything.
    child.stdin?.on('error', () => {});
    child.once('close', () => {
      this.isClosed = true;
    });
  }

  /** @param folder where `hubIn` or npm has put the program; also its home, so that it finds nothing of the user */
  static start(folder: string, args: readonly string[]): CliProcess {
    return new CliProcess(
      spawn(process.execPath, [join(folder, 'deskmate.js'), ...args], {
        cwd: folder,
        env: { ...process.env, HOME: folder, XDG_DATA_HOME: '', LC_ALL: 'C.UTF-8' },
        stdio: 'pipe',
      }),
    );
  }

  type(text: string): void {
    this.child.stdin?.write(text);
  }

  endInput(): void {
    this.child.stdin?.end();
  }

  /** Waits until this occurs in what it has written. */
  async writes(text: string): Promise<void> {
    await waitFor(
      () => `${this.output}${this.errors}`.includes(text),
      () => `“${text}” in: ${this.output}${this.errors}`,
    );
  }

  /** Waits for its end, and for all that it has written; its exit code, or the signal that ended it. */
  async end(): Promise<number | string | null> {
    const { child } = this;
    if (!this.isClosed) await once(child, 'close');
    return child.exitCode ?? child.signalCode;
  }

  dispose(): void {
    this.child.kill('SIGKILL');
  }
}
