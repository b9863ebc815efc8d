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

/** Between two saves, ms: storage writes all of the extension's values at once. */
const saveMs = 1000;

/** Keeps what is typed or attached but not sent across a window reload, as the chat is kept. */
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
    const kept: unknown = memento.get(draftKey);
    if (!settings.keepTranscript) this.saving.changed();
    else {
      if (typeof kept === 'string') draft.set(kept);
      const card = readCard(memento.get(cardKey));
      if (card) draft.attach(card);
    }
    this.store.add(draft.onDidChange(() => this.saving.changed()));
    this.store.add(draft.onDidChangeAttachment(() => this.saving.changed()));
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

/** Rooms whose reading is remembered, the latest ones. */
const maxRooms = 20;

/** How far the log of a room by invite was seen. */
interface Seen {
  readonly room: string;
  /** Number of the last entry seen; 0 for none. */
  readonly seq: number;
}

/** Keeps what was seen of rooms by invite, so that whoever comes back finds the rest unread. */
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
    this.store.add(session.onDidChangeState(() => this.follow()));
    this.store.add(session.onDidChangeLog(() => this.saving.changed()));
    this.store.add(panel.onDidChangeBadge(() => this.saving.changed()));
  }

  /** Keeps what is not kept yet, now. */
  flush(): Promise<void> {
    return this.saving.flush();
  }

  dispose(): void {
    this.store.dispose();
  }

  /** The room is there, and its log with it. */
  private follow(): void {
    const room = this.session.invited?.journalId;
    if (room === this.room) return;
    this.room = room;
    const before = this.kept.find((seen) => seen.room === room);
    if (before) this.panel.restoreUnread(before.seq);
  }

  /** The room seen last stands at the end. */
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
