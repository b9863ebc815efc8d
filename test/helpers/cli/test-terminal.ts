import { PassThrough } from 'node:stream';
import type { StopReason, TerminalIo } from '../../../src/cli/terminal-io';
import { english } from '../../../src/strings/translate';

/** A terminal for a command under test: its input is typed, its output read, and it can be asked to end. */
export interface TestTerminal {
  readonly io: TerminalIo;
  /** What the command has written so far. */
  readonly output: string;
  readonly errors: string;
  /** Types into standard input. */
  type(text: string): void;
  /** Ends standard input. */
  endInput(): void;
  /** Asks the command to end, as a signal does. */
  stop(reason: StopReason): void;
}

export interface TestTerminalOptions
  extends Partial<Pick<TerminalIo, 'env' | 'cwd' | 't' | 'language'>> {
  /** Whether standard input and both outputs are a terminal, of 80 columns and 24 rows. */
  readonly isTTY?: boolean;
}

export function testTerminal({
  isTTY = false,
  ...options
}: TestTerminalOptions = {}): TestTerminal {
  const stdin = Object.assign(new PassThrough(), { isTTY, setRawMode() {} });
  const screen = { isTTY, columns: 80, rows: 24 };
  const stdout = Object.assign(new PassThrough(), screen);
  const stderr = Object.assign(new PassThrough(), screen);
  const written = { output: '', errors: '' };
  stdout.setEncoding('utf8').on('data', (text: string) => {
    written.output += text;
  });
  stderr.setEncoding('utf8').on('data', (text: string) => {
    written.errors += text;
  });
  const callbacks = new Set<(reason: StopReason) => void>();
  const io: TerminalIo = {
    ...{ stdin, stdout, stderr, env: {}, platform: process.platform, cwd: process.cwd() },
    ...{ t: english, language: 'en' },
    ...options,
    onStop(callback) {
      callbacks.add(callback);
      return { dispose: () => callbacks.delete(callback) };
    },
  };
  return {
    io,
    get output() {
      return written.output;
    },
    get errors() {
      return written.errors;
    },
    type: (text) => void stdin.write(text),
    endInput: () => void stdin.end(),
    stop: (reason) => {
      for (const callback of [...callbacks]) callback(reason);
    },
  };
}
