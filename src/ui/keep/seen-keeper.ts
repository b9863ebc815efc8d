import type * as vscode from 'vscode';
import type { Session } from '../../room/session';
import type { Clock } from '../../util/clock';
import { type Disposable, DisposableStore } from '../../util/disposable';
import type { PanelAdapter } from '../panel-adapter';
import { SaveTimer } from './save-timer';

const key = 'deskmate.seen';

/** Between two saves, ms: storage writes all of the extension's values at once. */
const saveMs = 1000;

/** How far the log of a room by invite was seen. */
interface Seen {
  readonly room: string;
  /** Number of the last entry seen; 0 for none. */
  readonly seq: number;
}

/** Keeps what was seen of a room by invite, so that after a reload the rest is still unread. */
export class SeenKeeper implements Disposable {
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
    const { kept } = this;
    if (room !== undefined && kept?.room === room) this.panel.restoreUnread(kept.seq);
  }

  private get kept(): Seen | undefined {
    const stored = this.memento.get<Partial<Seen>>(key);
    const { room, seq } = stored ?? {};
    return typeof room === 'string' && Number.isSafeInteger(seq) ? (stored as Seen) : undefined;
  }

  private async save(): Promise<void> {
    const { room, kept } = this;
    if (room === undefined) return;
    const seq = this.panel.lastSeen ?? 0;
    if (kept?.room !== room || kept.seq !== seq) await this.memento.update(key, { room, seq });
  }
}
