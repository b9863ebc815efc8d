import type * as vscode from 'vscode';
import { readCard } from '../../protocol/card';
import type { Clock } from '../../util/clock';
import { type Disposable, DisposableStore } from '../../util/disposable';
import { SaveTimer } from '../../util/save-timer';
import type { Settings } from '../settings';
import type { PanelAdapter } from './panel-adapter';

const key = 'deskmate.draft';
const cardKey = 'deskmate.draftCard';

/** Between two saves, ms: storage writes all of the extension's values at once. */
const saveMs = 1000;

type Panel = Pick<
  PanelAdapter,
  'draft' | 'restoreDraft' | 'onDidChangeDraft' | 'attached' | 'attach' | 'onDidChangeAttachment'
>;

/** Keeps what is typed or attached but not sent across a window reload, as the chat is kept. */
export class DraftStore implements Disposable {
  private readonly store = new DisposableStore();
  private readonly saving: SaveTimer;

  constructor(
    private readonly panel: Panel,
    private readonly memento: vscode.Memento,
    private readonly settings: Pick<Settings, 'keepTranscript' | 'onDidChange'>,
    clock: Clock,
  ) {
    this.saving = this.store.add(new SaveTimer(clock, saveMs, () => this.save()));
    const kept: unknown = memento.get(key);
    if (!settings.keepTranscript) this.saving.changed();
    else {
      if (typeof kept === 'string') panel.restoreDraft(kept);
      const card = readCard(memento.get(cardKey));
      if (card) panel.attach(card);
    }
    this.store.add(panel.onDidChangeDraft(() => this.saving.changed()));
    this.store.add(panel.onDidChangeAttachment(() => this.saving.changed()));
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
    const { draft, attached } = this.panel;
    const { keepTranscript } = this.settings;
    await this.keep(key, keepTranscript && draft !== '' ? draft : undefined);
    await this.keep(cardKey, keepTranscript ? attached : undefined);
  }

  private async keep(name: string, value: unknown): Promise<void> {
    if (value !== this.memento.get(name)) await this.memento.update(name, value);
  }
}
