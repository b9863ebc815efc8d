import type { ChildProcess } from 'node:child_process';
import type { Disposable } from '../../src/util/disposable';
import { waitFor } from './wait-for';

/** A program in its own process, and what it has printed so far. */
export class TestProgram implements Disposable {
  /** Whole lines of standard output, without their line ends. */
  readonly lines: string[] = [];
  /** Standard error, where a program that died says why. */
  errors = '';
  /** Undefined while the program runs; -1 when a signal ended it. */
  exitCode: number | undefined;
  private rest = '';

  constructor(
    private readonly name: string,
    private readonly process: ChildProcess,
  ) {
    process.stdout?.setEncoding('utf8').on('data', (text: string) => this.collect(text));
    process.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.errors += text;
    });
    // A test may write to a program that has exited; `exitCode` shows that.
    process.stdin?.on('error', () => {});
    process.once('error', (error) => {
      this.errors += error.message;
      this.exitCode = -1;
    });
    process.once('close', (code) => {
      this.exitCode = code ?? -1;
    });
  }

  get pid(): number {
    if (this.process.pid === undefined) throw new Error(`${this.name} was never started.`);
    return this.process.pid;
  }

  /** Everything on standard output, the unfinished last line included. */
  get output(): string {
    return [...this.lines, this.rest].join('\n');
  }

  /** What a program that prints JSON strings has received, one string per recv. */
  get received(): string[] {
    return this.lines.map((line) => JSON.parse(line) as string);
  }

  /** Writes a line to standard input. */
  type(text: string): void {
    this.process.stdin?.write(`${text}\n`);
  }

  /** Ends it as Ctrl+C does. */
  interrupt(): void {
    this.process.kill('SIGINT');
  }

  /** Ends standard input. */
  endInput(): void {
    this.process.stdin?.end();
  }

  /** Waits until everything received, joined, contains `part`. */
  async receives(part: string): Promise<void> {
    await this.until(
      () => this.received.join('').includes(part),
      `it receives ${JSON.stringify(part)}`,
    );
  }

  /** Waits for the program to exit, and returns its exit code. */
  async ends(): Promise<number> {
    await this.until(() => this.exitCode !== undefined, 'it ends');
    return this.exitCode ?? -1;
  }

  /** Waits for a condition on this program; a failure includes the program's last output. */
  async until(condition: () => boolean, what: string): Promise<void> {
    await waitFor(condition, () => {
      const said = this.lines.slice(-5).join('\n').slice(-500);
      return `${this.name}: ${what}; exit code ${this.exitCode ?? 'none'}; ${said}\n${this.errors}`;
    });
  }

  dispose(): void {
    this.process.kill('SIGKILL');
  }

  private collect(text: string): void {
    const lines = (this.rest + text).split(/\r?\n/);
    this.rest = lines.pop() ?? '';
    this.lines.push(...lines);
  }
}
