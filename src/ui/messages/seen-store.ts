import type * as vscode from 'vscode';
import type { Session } from '../../room/session/session';
import type { Clock } from '../../util/clock';
import { type Disposable, DisposableStore } from '../../util/disposable';
import { SaveTimer } from '../../util/save-timer';
import type { PanelAdapter } from './panel-adapter';

const key = 'deskmate.seen';

/** Between two saves, ms: storage writes all of the extension's values at once. */
const saveMs = 1000;

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
    const stored = this.memento.get<unknown>(key);
    return Array.isArray(stored) ? stored.filter(isSeen) : [];
  }

  private async save(): Promise<void> {
    const { room, kept } = this;
    if (room === undefined) return;
    const seq = this.panel.lastSeen ?? 0;
    const last = kept.at(-1);
    if (last?.room === room && last.seq === seq) return;
    const others = kept.filter((seen) => seen.room !== room);
    await this.memento.update(key, [...others, { room, seq }].slice(-maxRooms));
  }
}

function isSeen(stored: Partial<Seen> | null): stored is Seen {
  return typeof stored?.room === 'string' && Number.isSafeInteger(stored.seq);
}
