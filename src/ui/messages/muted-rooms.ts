import type * as vscode from 'vscode';
import type { Session } from '../../room/session/session';
import { type Disposable, DisposableStore } from '../../util/disposable';
import { Emitter } from '../../util/event';
import { roomKey } from '../rooms/room-key';

const mutedKey = 'deskmate.muted';

/** Maximum number of rooms remembered, the latest ones. */
const maxRooms = 100;

/** The rooms that the user has muted: they get no notifications, sounds or nudges. The badge still counts. */
export class MutedRooms implements Disposable {
  private readonly store = new DisposableStore();
  private readonly changes = this.store.add(new Emitter<void>());
  readonly onDidChange = this.changes.event;

  constructor(
    private readonly session: Pick<Session, 'state' | 'firstPin'>,
    private readonly memento: Pick<vscode.Memento, 'get' | 'update'>,
  ) {}

  /** Whether the room that this window is in is muted. */
  get isMuted(): boolean {
    const room = roomKey(this.session);
    return room !== undefined && this.kept.includes(room);
  }

  /** Mutes the room that this window is in, or unmutes it. */
  async set(muted: boolean): Promise<void> {
    const room = roomKey(this.session);
    if (room === undefined || muted === this.isMuted) return;
    const others = this.kept.filter((key) => key !== room);
    await this.memento.update(mutedKey, muted ? [...others, room].slice(-maxRooms) : others);
    this.changes.fire();
  }

  dispose(): void {
    this.store.dispose();
  }

  private get kept(): readonly string[] {
    const stored = this.memento.get<unknown>(mutedKey);
    return Array.isArray(stored) ? stored.filter((key) => typeof key === 'string') : [];
  }
}
