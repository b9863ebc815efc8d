import type { Archive, RoomSummary } from '../../room/log/journal';
import type { LogEntry } from '../../room/log/log-entry';
import { RoomLog } from '../../room/log/room-log';
import type { RoomInfo } from '../../room/room';
import { showKept } from '../../room/session/kept-log';
import type { Session } from '../../room/session/session';
import type { OpenRooms } from '../../store/open-rooms';
import type { Clock } from '../../util/clock';
import { type Disposable, DisposableStore } from '../../util/disposable';
import type { Settings } from '../settings';

const dayMs = 24 * 60 * 60_000;

/** What all kept rooms together may take on the disk, in bytes. */
const maxBytes = 256 * 1024 * 1024;

export interface HistoryParts {
  readonly archive: Pick<Archive, 'list' | 'read' | 'forgetLog' | 'delete'>;
  readonly session: Pick<Session, 'invited'>;
  readonly settings: Pick<Settings, 'keepHistory' | 'historyDays' | 'onDidChange'>;
  readonly openRooms: Pick<OpenRooms, 'holder'>;
  readonly clock: Clock;
  /** The room this window is on its way back into. */
  returning(): string | undefined;
}

/**
 * The rooms by invite that are kept on this computer, for as long as the settings say. A room that a
 * window is in stays until it is left.
 */
export class History implements Disposable {
  private readonly store = new DisposableStore();

  constructor(private readonly parts: HistoryParts) {
    this.store.add(parts.settings.onDidChange(() => this.tidy()));
  }

  /** Newest first. */
  get rooms(): readonly RoomSummary[] {
    return this.parts.archive.list();
  }

  find(id: string): RoomSummary | undefined {
    return this.rooms.find((room) => room.id === id);
  }

  /** What was said in a kept room, without showing it; undefined when it is not kept any more. */
  read(id: string): { readonly room: RoomInfo; readonly entries: readonly LogEntry[] } | undefined {
    const { archive, clock } = this.parts;
    const records = archive.read(id);
    const log = new RoomLog();
    const room = records && showKept(records, log, clock);
    return room && { room, entries: log.entries };
  }

  /** Whether a window is in this room now. */
  isOpen(id: string): boolean {
    const { session, openRooms } = this.parts;
    if (id === session.invited?.journalId) return true;
    return openRooms.holder(this.find(id)?.pin ?? '') !== undefined;
  }

  delete(id: string): void {
    if (!this.isOpen(id)) this.parts.archive.delete(id);
  }

  /** Erases all but what is on a disk that is not connected: it would not be found again. Gives those rooms. */
  clear(): readonly RoomSummary[] {
    const { rooms } = this;
    for (const { id, missing } of rooms) if (missing === undefined) this.delete(id);
    return rooms.filter(({ missing }) => missing !== undefined);
  }

  /** A room was left: what was said stays only if the person wants that. */
  left(id: string): void {
    const room = this.find(id);
    if (room && !this.parts.settings.keepHistory) this.erase(room);
  }

  /**
   * Erases what the person does not want to keep, and the oldest of what is too much. A guest stays able
   * to come back as who they are: that is no history.
   */
  tidy(): void {
    const { settings, clock, returning } = this.parts;
    const { keepHistory, historyDays } = settings;
    const oldest = historyDays === 0 ? 0 : clock.now() - historyDays * dayMs;
    let total = 0;
    for (const room of this.rooms) {
      const { id, time, bytes } = room;
      total += bytes;
      // What is on a disk that is not connected cannot be erased, and would not be found again.
      if (id === returning() || room.missing !== undefined) continue;
      if (time < oldest || total > maxBytes) this.delete(id);
      else if (!keepHistory) this.erase(room);
    }
  }

  dispose(): void {
    this.store.dispose();
  }

  private erase({ id, role, entries, over }: RoomSummary): void {
    if (role === 'host' || over) this.delete(id);
    else if (entries > 0 && !this.isOpen(id)) this.parts.archive.forgetLog(id);
  }
}
