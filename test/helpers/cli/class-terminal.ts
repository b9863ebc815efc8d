import { PassThrough, Writable } from 'node:stream';
import { runTerminal } from '../../../src/cli/terminal/chat-terminal';
import type { StopReason, TerminalIo } from '../../../src/cli/terminal-io';
import { english } from '../../../src/strings/translate';
import { systemClock } from '../../../src/util/clock';
import type { ClassMember } from '../class-scene';
import { TerminalEmulator } from '../terminal-emulator';
import { waitFor } from '../wait-for';

/** A member of a class, at a terminal. */
export class ClassTerminal {
  private readonly screen = new TerminalEmulator(100, 40);
  private readonly stdin = new PassThrough();
  private readonly stops = new Set<(reason: StopReason) => void>();
  private readonly ended: Promise<unknown>;
  /** Everything written to the terminal. */
  output = '';

  constructor({ session }: Pick<ClassMember, 'session'>) {
    const stdout = new Writable({
      decodeStrings: false,
      write: (text: string, _encoding, done) => {
        this.output += text;
        this.screen.write(text);
        done();
      },
    });
    Object.assign(stdout, { columns: 100, rows: 40, isTTY: true });
    const stdin = Object.assign(this.stdin, { isTTY: true, setRawMode: () => {} });
    const io: TerminalIo = {
      ...{ stdin, stdout, stderr: new PassThrough(), env: {}, platform: 'linux' },
      ...{ cwd: process.cwd(), t: english, language: 'en' },
      onStop: (callback) => {
        this.stops.add(callback);
        return { dispose: () => this.stops.delete(callback) };
      },
    };
    this.ended = runTerminal({ session, io, clock: systemClock, isColored: false });
  }

  /** All lines, without times. */
  get text(): string {
    return this.screen.history.map((row) => row.replace(/^\d\d:\d\d /, '')).join('\n');
  }

  /** Types a line in place of one that was given back, and waits until the terminal shows this text. */
  async enter(line: string, text?: string | RegExp): Promise<void> {
    this.stdin.write(`\x15${line}\r`);
    if (text !== undefined) await this.shows(text);
  }

  shows(text: string | RegExp): Promise<unknown> {
    const isThere = () =>
      typeof text === 'string' ? this.text.includes(text) : text.test(this.text);
    return waitFor(isThere, () => `the terminal shows ${text}:\n${this.text}`);
  }

  /** Ends the talk without leaving the room. */
  async close(): Promise<void> {
    for (const stop of this.stops) stop('SIGHUP');
    await this.ended;
  }
}
