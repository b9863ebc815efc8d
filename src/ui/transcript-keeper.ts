import type * as vscode from 'vscode';
import type { Session } from '../room/session';
import type { Clock } from '../util/clock';
import { type Disposable, DisposableStore } from '../util/disposable';
import type { Settings } from './settings';
import { makeTranscript, readTranscript } from './transcript';

const key = 'deskmate.transcript';

/** Time from a change until it is kept, ms; what changes in the meantime is kept with it. */
const saveMs = 2000;

/** Keeps the chat across a window reload, unless the person does not want that. */
export class TranscriptKeeper implements Disposable {
  private readonly store = new DisposableStore();
  private timer: Disposable | undefined;

  constructor(
    private readonly session: Session,
    private readonly memento: vscode.Memento,
    private readonly settings: Pick<Settings, 'keepTranscript' | 'onDidChange'>,
    private readonly clock: Clock,
  ) {
    if (settings.keepTranscript) this.restore();
    else this.saveSoon();
    this.store.add(session.onDidChangeLog(() => this.saveSoon()));
    this.store.add(settings.onDidChange(() => this.saveSoon()));
  }

  /** Keeps what is not kept yet, now. */
  async flush(): Promise<void> {
    if (!this.timer) return;
    this.timer.dispose();
    this.timer = undefined;
    const { entries, state } = this.session;
    await this.memento.update(
      key,
      this.settings.keepTranscript ? makeTranscript(entries, state.room) : undefined,
    );
  }

  dispose(): void {
    this.timer?.dispose();
    this.timer = undefined;
    this.store.dispose();
  }

  private restore(): void {
    const transcript = readTranscript(this.memento.get(key));
    if (transcript) this.session.restore(transcript.entries, transcript.room);
  }

  private saveSoon(): void {
    this.timer ??= this.clock.after(saveMs, () => void this.flush());
  }
}
