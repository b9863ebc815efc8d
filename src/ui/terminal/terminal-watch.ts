import * as vscode from 'vscode';
import type { Session } from '../../room/session/session';
import type { Clock } from '../../util/clock';
import { type Disposable, DisposableStore } from '../../util/disposable';
import { CapturedOutput } from './captured-output';

/** Maximum number of terminals whose last command is kept. */
const maxTerminals = 16;

/** A command that ran, or still runs, in a terminal. */
export interface RunCommand {
  readonly commandLine: string;
  readonly cwd: vscode.Uri | undefined;
  readonly output: CapturedOutput;
  /** In milliseconds; absent while it runs. */
  readonly duration?: number;
  /** Absent while it runs, and where the shell doesn't report it. */
  readonly exit?: number;
}

interface Watched extends RunCommand {
  readonly execution: vscode.TerminalShellExecution;
  readonly startedAt: number;
}

export interface TerminalWatchDeps {
  readonly session: Pick<Session, 'invited' | 'onDidChangeState'>;
  readonly clock: Pick<Clock, 'now'>;
}

/**
 * Keeps the last command of each terminal and what it writes, so that the user can send it. Only in memory, and
 * only while this window is in a room that carries cards.
 */
export class TerminalWatch implements Disposable {
  private readonly store = new DisposableStore();
  private readonly commands = new Map<vscode.Terminal, Watched>();

  constructor(private readonly deps: TerminalWatchDeps) {
    const { store } = this;
    store.add(vscode.window.onDidStartTerminalShellExecution((event) => this.started(event)));
    store.add(vscode.window.onDidEndTerminalShellExecution((event) => this.ended(event)));
    store.add(vscode.window.onDidCloseTerminal((terminal) => this.commands.delete(terminal)));
    store.add(
      deps.session.onDidChangeState(() => {
        if (!deps.session.invited) this.commands.clear();
      }),
    );
  }

  last(terminal: vscode.Terminal): RunCommand | undefined {
    return this.commands.get(terminal);
  }

  dispose(): void {
    this.commands.clear();
    this.store.dispose();
  }

  private started({ terminal, execution }: vscode.TerminalShellExecutionStartEvent): void {
    const { session, clock } = this.deps;
    if (!session.invited) return;
    // The newest is last, so the first one is the one to forget.
    this.commands.delete(terminal);
    const [oldest] = this.commands.keys();
    if (oldest && this.commands.size >= maxTerminals) this.commands.delete(oldest);
    const command: Watched = {
      execution,
      startedAt: clock.now(),
      commandLine: execution.commandLine.value,
      cwd: execution.cwd,
      output: new CapturedOutput(),
    };
    this.commands.set(terminal, command);
    this.capture(terminal, command).catch(() => {
      // The terminal is gone; what came until then is kept.
    });
  }

  private async capture(terminal: vscode.Terminal, { execution, output }: Watched): Promise<void> {
    for await (const data of execution.read()) {
      if (this.commands.get(terminal)?.execution !== execution) return;
      output.push(data);
    }
  }

  private ended({ terminal, execution, exitCode }: vscode.TerminalShellExecutionEndEvent): void {
    const command = this.commands.get(terminal);
    if (command?.execution !== execution) return;
    this.commands.set(terminal, {
      ...command,
      // The shell may have reported more about it meanwhile.
      commandLine: execution.commandLine.value,
      duration: Math.max(this.deps.clock.now() - command.startedAt, 0),
      ...(exitCode !== undefined && { exit: exitCode }),
    });
  }
}
