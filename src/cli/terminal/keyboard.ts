import { emitKeypressEvents } from 'node:readline';
import type { Disposable } from '../../util/disposable';
import type { TerminalIo } from '../terminal-io';
import type { Key } from './line-editor';

/** Makes terminals mark what is pasted (DEC private mode 2004), so that its line feeds send nothing. */
const marksPastes = '\x1b[?2004h';
const marksNoPastes = '\x1b[?2004l';

export interface KeyboardHandlers {
  /** A key was pressed. @param typed the text that it types; undefined for a key without one */
  pressed(typed: string | undefined, key: Key): void;
  /**
   * The process goes on after a stop.
   * @param isSuspended whether {@link Keyboard.suspend} stopped it; else the cursor may be anywhere
   */
  continued(isSuspended: boolean): void;
}

/** Reads single keys from the terminal. Its state is restored on {@link release}, and at the end of the process. */
export class Keyboard implements Disposable {
  private isHeld = false;
  private isSuspending = false;
  private isDisposed = false;
  private readonly onKey = (typed: string | undefined, key: Key) =>
    this.handlers.pressed(typed, key);
  private readonly onExit = () => this.release();
  private readonly onContinue = () => {
    const { isSuspending } = this;
    this.isSuspending = false;
    this.takeBack(isSuspending);
  };

  constructor(
    private readonly io: Pick<TerminalIo, 'stdin' | 'stdout'>,
    private readonly handlers: KeyboardHandlers,
  ) {
    emitKeypressEvents(io.stdin);
    io.stdin.on('keypress', this.onKey);
    // A crash ends the process without anything else that could restore the terminal.
    process.on('exit', this.onExit);
    process.on('SIGCONT', this.onContinue);
  }

  /** Takes the keys from the terminal, one by one and without echo. */
  hold(): void {
    const { stdin, stdout } = this.io;
    this.isHeld = true;
    stdin.setRawMode?.(true);
    stdin.resume();
    stdout.write(marksPastes);
  }

  /** Gives the terminal back as it was. */
  release(): void {
    if (!this.isHeld) return;
    this.isHeld = false;
    this.io.stdout.write(marksNoPastes);
    this.io.stdin.setRawMode?.(false);
  }

  /** Stops the whole job, also a program that has started this one, so that the shell sees it; not on Windows. */
  suspend(): void {
    this.release();
    this.isSuspending = true;
    process.kill(0, 'SIGTSTP');
    // Nothing has stopped it if there is no shell to continue it, as in a container.
    setImmediate(() => this.takeBack(true));
  }

  dispose(): void {
    this.isDisposed = true;
    this.release();
    const { stdin } = this.io;
    stdin.off('keypress', this.onKey);
    process.off('exit', this.onExit);
    process.off('SIGCONT', this.onContinue);
    stdin.pause();
  }

  private takeBack(isSuspended: boolean): void {
    if (this.isDisposed) return;
    this.hold();
    this.handlers.continued(isSuspended);
  }
}
