import { emitKeypressEvents } from 'node:readline';
import type { Disposable } from '../../util/disposable';
import type { TerminalIo } from '../terminal-io';
import type { Key } from './line-editor';

/** Makes terminals mark what is pasted (DEC private mode 2004), so that its line feeds send nothing. */
const marksPastes = '\x1b[?2004h';
const marksNoPastes = '\x1b[?2004l';

/** Reads single keys from the terminal. Its state is restored on {@link release}, and at the end of the process. */
export class Keyboard implements Disposable {
  private isHeld = false;
  private readonly onKey = (typed: string | undefined, key: Key) => this.pressed(typed, key);
  private readonly onExit = () => this.release();

  /** @param pressed called with each key, and the text that it types if there is one */
  constructor(
    private readonly io: Pick<TerminalIo, 'stdin' | 'stdout'>,
    private readonly pressed: (typed: string | undefined, key: Key) => void,
  ) {
    emitKeypressEvents(io.stdin);
    io.stdin.on('keypress', this.onKey);
    // A crash ends the process without anything else that could restore the terminal.
    process.on('exit', this.onExit);
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

  dispose(): void {
    this.release();
    const { stdin } = this.io;
    stdin.off('keypress', this.onKey);
    process.off('exit', this.onExit);
    stdin.pause();
  }
}
