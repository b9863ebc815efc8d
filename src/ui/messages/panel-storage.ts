import type * as vscode from 'vscode';
import { readCard } from '../../protocol/card';
import type { Session } from '../../room/session/session';
import { type Clock, SaveTimer } from '../../util/clock';
import { type Disposable, DisposableStore } from '../../util/disposable';
import type { Settings } from '../settings';
import type { PanelDraft } from './draft';
import type { PanelAdapter } from './panel-adapter';

const draftKey = 'deskmate.draft';
const cardKey = 'deskmate.draftCard';

/** Interval between two saves, ms: VS Code writes all of the extension's values at once. */
const saveMs = 1000;

/** Keeps the unsent text and card across a window reload, under the same setting as the chat. */
export class DraftStore implements Disposable {
  private readonly store = new DisposableStore();
  private readonly saving: SaveTimer;

  constructor(
    private readonly draft: Pick<
      PanelDraft,
      'text' | 'set' | 'onDidChange' | 'attached' | 'attach' | 'onDidChangeAttachment'
    >,
    private readonly memento: vscode.Memento,
    private readonly settings: Pick<Settings, 'keepTranscript' | 'onDidChange'>,
    clock: Clock,
  ) {
    this.saving = this.store.add(new SaveTimer(clock, saveMs, () => this.save()));
    const stored: unknown = memento.get(draftKey);
    if (!settings.keepTranscript) this.saving.changed();
    else {
      if (typeof stored === 'string') draft.set(stored);
      const card = readCard(memento.get(cardKey));
      if (card) draft.attach(card);
    }
    this.store.add(draft.onDidChange(() => this.saving.changed()));
    this.store.add(draft.onDidChangeAttachment(() => this.saving.changed()));
    this.store.add(settings.onDidChange(() => this.saving.changed()));
  }

  /** Saves pending changes now. */
  flush(): Promise<void> {
    return this.saving.flush();
  }

  dispose(): void {
    this.store.dispose();
  }

  private async save(): Promise<void> {
    const { text, attached } = this.draft;
    const { keepTranscript } = this.settings;
    await this.keep(draftKey, keepTranscript && text !== '' ? text : undefined);
    await this.keep(cardKey, keepTranscript ? attached?.card : undefined);
  }

  private async keep(name: string, value: unknown): Promise<void> {
    if (value !== this.memento.get(name)) await this.memento.update(name, value);
  }
}

const seenKey = 'deskmate.seen';

/** Maximum number of rooms remembered, the most recent ones. */
const maxRooms = 20;

/** How far the user has seen the log of an invite room. */
interface Seen {
  readonly room: string;
  /** Number of the last entry seen; 0 for none. */
  readonly seq: number;
}

/** Remembers what the user has seen of invite rooms, so that the rest is unread when they come back. */
export class SeenStore implements Disposable {
  private readonly store = new DisposableStore();
  private readonly saving: SaveTimer;
  /** Id of the room that this window is in. */
  private room: string | undefined;

  constructor(
    private readonly panel: Pick<PanelAdapter, 'lastSeen' | 'restoreUnread' | 'onDidChangeBadge'>,
    private readonly session: Pick<Session, 'invited' | 'onDidChangeState' | 'onDidChangeLog'>,
    private readonly memento: vscode.Memento,
    clock: Clock,
  ) {
    this.saving = this.store.add(new SaveTimer(clock, saveMs, () => this.save()));
    this.store.add(session.onDidChangeState(() => this.restoreSeen()));
    this.store.add(session.onDidChangeLog(() => this.saving.changed()));
    this.store.add(panel.onDidChangeBadge(() => this.saving.changed()));
  }

  /** Saves pending changes now. */
  flush(): Promise<void> {
    return this.saving.flush();
  }

  dispose(): void {
    this.store.dispose();
  }

  /** Restores what was unseen when this window enters a room, whose log is loaded by then. */
  private restoreSeen(): void {
    const room = this.session.invited?.journalId;
    if (room === this.room) return;
    this.room = room;
    const before = this.kept.find((seen) => seen.room === room);
    if (before) this.panel.restoreUnread(before.seq);
  }

  /** The most recent room is last. */
  private get kept(): readonly Seen[] {
    const stored = this.memento.get<unknown>(seenKey);
    return Array.isArray(stored) ? stored.filter(isSeen) : [];
  }

  private async save(): Promise<void> {
    const { room, kept } = this;
    if (room === undefined) return;
    const seq = this.panel.lastSeen ?? 0;
    const last = kept.at(-1);
    if (last?.room === room && last.seq === seq) return;
    const others = kept.filter((seen) => seen.room !== room);
    await this.memento.update(seenKey, [...others, { room, seq }].slice(-maxRooms));
  }
}

function isSeen(stored: Partial<Seen> | null): stored is Seen {
  return typeof stored?.room === 'string' && Number.isSafeInteger(stored.seq);
}
