import type * as vscode from 'vscode';
import type { Clock } from '../../util/clock';
import { type Disposable, DisposableStore } from '../../util/disposable';
import type { PanelAdapter } from '../panel/panel-adapter';
import type { Settings } from '../settings';
import { SaveTimer } from './save-timer';

const key = 'deskmate.draft';

/** Between two saves, ms: storage writes all of the extension's values at once. */
const saveMs = 1000;

/** Keeps a message that is typed but not sent across a window reload, as the chat is kept. */
export class DraftKeeper implements Disposable {
  private readonly store = new DisposableStore();
  private readonly saving: SaveTimer;

  constructor(
    private readonly panel: Pick<PanelAdapter, 'draft' | 'restoreDraft' | 'onDidChangeDraft'>,
    private readonly memento: vscode.Memento,
    private readonly settings: Pick<Settings, 'keepTranscript' | 'onDidChange'>,
    clock: Clock,
  ) {
    this.saving = this.store.add(new SaveTimer(clock, saveMs, () => this.save()));
    const kept: unknown = memento.get(key);
    if (!settings.keepTranscript) this.saving.changed();
    else if (typeof kept === 'string') panel.restoreDraft(kept);
    this.store.add(panel.onDidChangeDraft(() => this.saving.changed()));
    this.store.add(settings.onDidChange(() => this.saving.changed()));
  }

  /** Keeps what is not kept yet, now. */
  flush(): Promise<void> {
    return this.saving.flush();
  }

  dispose(): void {
    this.store.dispose();
  }

  private async save(): Promise<void> {
    const { draft } = this.panel;
    const kept = this.settings.keepTranscript && draft !== '' ? draft : undefined;
    if (kept !== this.memento.get(key)) await this.memento.update(key, kept);
  }
}
