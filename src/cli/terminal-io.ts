import { closeSync } from 'node:fs';
import type { Readable, Writable } from 'node:stream';
import { isatty } from 'node:tty';
import type { Translate } from '../strings/translate';
import { type Disposable, toDisposable } from '../util/disposable';
import { ExitCode } from './exit-codes';
import { cliLanguage } from './language';
import { onNpmStopped } from './npm-parent';
import { safeLine } from './safe-text';

/** Standard input. */
export type TerminalInput = Readable & {
  readonly isTTY?: boolean;
  /** Only of a terminal. */
  setRawMode?(isRaw: boolean): unknown;
};

/** Standard output or standard error; a terminal also fires `resize`. */
export type TerminalOutput = Writable & {
  readonly isTTY?: boolean;
  /** Only of a terminal. */
  readonly columns?: number;
  readonly rows?: number;
};

/**
 * A request to end. `output-closed`: nobody reads standard output any more, as after `| head`. `SIGHUP` also stands for a
 * terminal that turns out to be gone.
 */
export type StopReason = 'SIGINT' | 'SIGTERM' | 'SIGHUP' | 'output-closed';

/** What a command may touch of its process; tests pass streams of their own. */
export interface TerminalIo {
  readonly stdin: TerminalInput;
  readonly stdout: TerminalOutput;
  readonly stderr: TerminalOutput;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  /** The folder that relative paths start from. */
  readonly cwd: string;
  readonly t: Translate;
  /** The language of `t`, as a BCP 47 tag. */
  readonly language: string;
  /** Calls back when the program is asked to end. Without a callback, it ends at once. */
  onStop(callback: (reason: StopReason) => void): Disposable;
}

/** Writes a line for people to standard error, which is for notes and problems. */
export function note(io: Pick<TerminalIo, 'stderr'>, text: string): void {
  io.stderr.write(`${text}\n`);
}

/** Writes a line to standard output, which is for what the user asked for. */
export function printLine(io: Pick<TerminalIo, 'stdout'>, text: string): void {
  io.stdout.write(`${text}\n`);
}

/**
 * Passes on what the program writes to standard error, if that is a terminal, instead of writing it there.
 * @param print gets each text without the line feed at its end
 */
export function captureErrors(
  { stderr }: Pick<TerminalIo, 'stderr'>,
  print: (text: string) => void,
): Disposable {
  if (stderr.isTTY !== true) return toDisposable(() => {});
  const { write } = stderr;
  stderr.write = (chunk: string | Uint8Array) => {
    print(chunk.toString().trimEnd());
    return true;
  };
  return toDisposable(() => {
    stderr.write = write;
  });
}

/** Errors of an output that nobody reads any more. */
const closedCodes: ReadonlySet<string> = new Set([
  ...['EPIPE', 'ECONNRESET', 'EIO', 'ENOTCONN', 'EBADF'],
]);

/** Whether an output or input was a terminal that is closed now: the system then takes its file for none any more. */
function isHungUp({ isTTY }: { readonly isTTY?: boolean }, fd: number): boolean {
  return isTTY === true && !isatty(fd);
}

/** This process. */
export function systemTerminal(): TerminalIo {
  const { stdin, stdout, stderr, env, platform } = process;
  const callbacks = new Set<(reason: StopReason) => void>();
  const stop = (reason: StopReason) => {
    if (callbacks.size === 0) process.exit(ExitCode.done);
    for (const callback of callbacks) callback(reason);
  };
  let isHangingUp = false;
  // The signal, and the failure of outputs and the input, come in any order, and the signal may come twice: from the system and
  // from the shell. None of them must cut short what the first one began.
  const beginHangUp = () => {
    if (isHangingUp) return false;
    isHangingUp = true;
    process.on('SIGHUP', () => {});
    return true;
  };
  const hangUp = () => {
    if (beginHangUp()) stop('SIGHUP');
  };
  stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
    if (isHungUp(stdout, 1)) hangUp();
    else if (closedCodes.has(code ?? '')) stop('output-closed');
    else {
      // Such as a full disk. A room is left as it is, so that it can be opened again.
      stderr.write(`${safeLine(message)}\n`);
      process.exit(ExitCode.fault);
    }
  });
  // Nobody is left to be told.
  stderr.on('error', () => {});
  // Also the input, which fails and ends then, must not look like somebody who leaves.
  for (const event of ['error', 'end']) {
    stdin.on(event, () => {
      if (isHungUp(stdin, 0) && isHungUp(stdout, 1)) hangUp();
    });
  }
  process.on('exit', () => {
    // Node restores terminals at its end, and aborts if one of them is gone. A closed file isn't a terminal.
    for (const [fd, stream] of [stdin, stdout, stderr].entries())
      if (isHungUp(stream, fd)) closeSync(fd);
  });
  return {
    ...{ stdin, stdout, stderr, env, platform, cwd: process.cwd() },
    ...cliLanguage(env),
    onStop(callback) {
      callbacks.add(callback);
      const listeners = (['SIGINT', 'SIGTERM', 'SIGHUP'] as const).map((name) => {
        const listener = () => {
          if (name === 'SIGHUP') beginHangUp();
          callback(name);
        };
        process.on(name, listener);
        return () => process.off(name, listener);
      });
      const npm = onNpmStopped(() => callback('SIGTERM'));
      return {
        dispose() {
          callbacks.delete(callback);
          for (const remove of listeners) remove();
          npm.dispose();
        },
      };
    },
  };
}

/** Ends this process with the code, after all that was written has left it. */
export async function endProgram(
  code: ExitCode,
  { stdout, stderr }: Pick<TerminalIo, 'stdout' | 'stderr'>,
): Promise<void> {
  await Promise.all(
    [stdout, stderr].map(
      (stream) => new Promise<void>((resolve) => stream.write('', () => resolve())),
    ),
  );
  // What a command leaves open, such as a program that a closed check started, ends with it.
  process.exit(code);
}
