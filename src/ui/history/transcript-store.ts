import type * as vscode from 'vscode';
import type { Session } from '../../room/session/session';
import { isInvited } from '../../strings/invited-room';
import type { Clock } from '../../util/clock';
import { type Disposable, DisposableStore } from '../../util/disposable';
import { SaveTimer } from '../../util/save-timer';
import type { Settings } from '../settings';
import { makeTranscript, readTranscript } from './transcript';

const key = 'deskmate.transcript';

/** Between two saves, ms: what a window in a browser may lose, for it is gone before it can flush. */
const saveMs = 1000;

/**
 * Keeps the chat of a lab room across a window reload, unless the person does not want that. A room
 * by invite has a journal of its own.
 */
export class TranscriptStore implements Disposable {
  private readonly store = new DisposableStore();
  private readonly saving: SaveTimer;

  constructor(
    private readonly session: Session,
    private readonly memento: vscode.Memento,
    private readonly settings: Pick<Settings, 'keepTranscript' | 'onDidChange'>,
    clock: Clock,
  ) {
    this.saving = this.store.add(new SaveTimer(clock, saveMs, () => this.save()));
    if (settings.keepTranscript) this.restore();
    else this.saving.changed();
    this.store.add(session.onDidChangeLog(() => this.saving.changed()));
    this.store.add(settings.onDidChange(() => this.saving.changed()));
  }

  /** Keeps what is not kept yet, now. */
  flush(): Promise<void> {
    return this.saving.flush();
  }

  /** Erases what is kept, until the chat goes on. */
  async forget(): Promise<void> {
    await this.memento.update(key, undefined);
  }

  dispose(): void {
    this.store.dispose();
  }

  private restore(): void {
    const transcript = readTranscript(this.memento.get(key));
    if (transcript) this.session.restore(transcript.entries, transcript.room);
  }

  private save(): PromiseLike<void> {
    const { entries, state } = this.session;
    const wanted = this.settings.keepTranscript && !isInvited(state.room);
    return this.memento.update(key, wanted ? makeTranscript(entries, state.room) : undefined);
  }
}
