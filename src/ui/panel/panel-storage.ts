import type * as vscode from 'vscode';
import { readCard } from '../../protocol/card';
import type { Session } from '../../room/session/session';
import { type Clock, SaveTimer } from '../../util/clock';
import { type Disposable, DisposableStore } from '../../util/disposable';
import type { RestorableFile } from '../files/attached-file';
import type { OutgoingFiles } from '../files/outgoing-files';
import type { Settings } from '../settings';
import { cardView } from './card-types';
import type { PanelDraft, RoomDraft } from './draft';
import type { PanelAdapter } from './panel-adapter';

const draftsKey = 'deskmate.drafts';
const filesKey = 'deskmate.draftFiles';

/** Interval between two saves, ms: VS Code writes all of the extension's values at once. */
const saveMs = 1000;

/** Keeps each room's unsent text and card, and the files that wait, across a window reload, under the same setting as the chat. */
export class DraftStore implements Disposable {
  private readonly store = new DisposableStore();
  private readonly saving: SaveTimer;

  constructor(
    private readonly draft: Pick<PanelDraft, 'all' | 'restore' | 'onDidChangeAll'>,
    private readonly files: Pick<
      OutgoingFiles,
      'kept' | 'restore' | 'discard' | 'retainCopies' | 'clear' | 'onDidChange'
    >,
    private readonly memento: vscode.Memento,
    private readonly settings: Pick<Settings, 'keepTranscript' | 'onDidChange'>,
    clock: Clock,
  ) {
    this.saving = this.store.add(new SaveTimer(clock, saveMs, () => this.save()));
    void files.retainCopies(settings.keepTranscript);
    const kept = keptFiles(memento.get(filesKey));
    if (settings.keepTranscript) {
      draft.restore(storedDrafts(memento.get(draftsKey)));
      files.restore(kept);
    } else {
      void files.discard(kept);
      this.saving.changed();
    }
    this.store.add(draft.onDidChangeAll(() => this.saving.changed()));
    this.store.add(files.onDidChange(() => this.saving.changed()));
    this.store.add(settings.onDidChange(() => this.saving.changed()));
  }

  /** Saves pending changes now. */
  flush(): Promise<void> {
    return this.saving.flush();
  }

  /** The window closes: removes the copies of files, unless they may stay. Resolves when they are gone. */
  async close(): Promise<void> {
    if (!this.settings.keepTranscript) await this.files.clear();
  }

  dispose(): void {
    this.store.dispose();
  }

  private async save(): Promise<void> {
    const keeps = this.settings.keepTranscript;
    await this.files.retainCopies(keeps);
    await this.write(draftsKey, keeps ? this.draft.all.map(withoutSecrets) : []);
    await this.write(filesKey, keeps ? this.files.kept : []);
  }

  /** Writes only what has changed: the progress of a file changes nothing that is kept. */
  private async write(key: string, values: readonly unknown[]): Promise<void> {
    const before = this.memento.get<unknown>(key) ?? [];
    if (JSON.stringify(values) === JSON.stringify(before)) return;
    await this.memento.update(key, values.length > 0 ? values : undefined);
  }
}

/** Without a card that may hold a secret: that isn't written to disk before the user has decided about it. */
function withoutSecrets({ room, text, card, to }: RoomDraft): RoomDraft {
  const isSafe = card && !cardView(card).review?.(card).suspicious;
  return { room, text, ...(isSafe && { card }), ...(to !== undefined && { to }) };
}

/** The stored drafts that can be used: texts, and cards that a message can carry. */
function storedDrafts(stored: unknown): readonly RoomDraft[] {
  if (!Array.isArray(stored)) return [];
  return stored.flatMap((each: Partial<RoomDraft> | null) => {
    const { room, text, card: kept, to } = each ?? {};
    if (typeof room !== 'string' || typeof text !== 'string') return [];
    if (to !== undefined && typeof to !== 'string') return [];
    const card = readCard(kept);
    const fields = { room, text, ...(card && { card }), ...(to !== undefined && { to }) };
    return text === '' && !card ? [] : [fields];
  });
}

function keptFiles(stored: unknown): readonly RestorableFile[] {
  return Array.isArray(stored) ? stored.filter(isKeptFile) : [];
}

function isKeptFile(stored: Partial<RestorableFile> | null): stored is RestorableFile {
  return (
    typeof stored?.room === 'string' &&
    typeof stored.name === 'string' &&
    Number.isSafeInteger(stored.size) &&
    typeof stored.path === 'string' &&
    typeof stored.isCopy === 'boolean'
  );
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
    return Array.isArray(stored) ? stored.filter(hasViewer) : [];
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

function hasViewer(stored: Partial<Seen> | null): stored is Seen {
  return typeof stored?.room === 'string' && Number.isSafeInteger(stored.seq);
}
