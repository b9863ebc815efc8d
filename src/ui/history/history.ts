import type { Archive, RoomSummary } from '../../room/log/journal';
import type { Session } from '../../room/session/session';
import { type SavedChat, savedChatSteps } from '../../room/session/stored-log';
import type { OpenRooms } from '../../store/open-rooms';
import type { Clock } from '../../util/clock';
import { type Disposable, DisposableStore } from '../../util/disposable';
import { Emitter } from '../../util/event';
import { runInSlices } from '../../util/slices';
import type { Settings } from '../settings';

const dayMs = 24 * 60 * 60_000;

/** The maximum disk space for the logs of all saved rooms together, in bytes. */
const maxLogBytes = 256 * 1024 * 1024;

/** The maximum disk space for their files, in bytes: four times what one room may have. */
const maxFileBytes = 1024 * 1024 * 1024;

export interface HistoryDeps {
  readonly archive: Pick<
    Archive,
    'list' | 'reading' | 'forgetLog' | 'delete' | 'fileBytes' | 'removeFiles'
  >;
  readonly session: Pick<Session, 'invited'>;
  readonly settings: Pick<Settings, 'keepHistory' | 'historyDays' | 'onDidChange'>;
  readonly openRooms: Pick<OpenRooms, 'holder'>;
  readonly clock: Clock;
  /** The id of the room that this window is returning to. */
  returning(): string | undefined;
}

/**
 * The invite rooms that are saved on this computer, for as long as the settings say. A room that a
 * window is in stays at least until the window leaves it.
 */
export class History implements Disposable {
  private readonly store = new DisposableStore();
  private readonly erasures = this.store.add(new Emitter<Pick<RoomSummary, 'id' | 'firstPin'>>());
  /** Fires with a room whose messages were erased. */
  readonly onDidErase = this.erasures.event;

  constructor(private readonly deps: HistoryDeps) {
    this.store.add(deps.settings.onDidChange(() => this.tidy()));
  }

  /** The saved rooms, newest first. */
  get rooms(): readonly RoomSummary[] {
    return this.deps.archive.list();
  }

  find(id: string): RoomSummary | undefined {
    return this.rooms.find((room) => room.id === id);
  }

  /**
   * Reads the messages of a saved room without showing them, a little at a time; undefined when it is no
   * longer saved, or once the signal is aborted.
   */
  read(id: string, signal?: AbortSignal): Promise<SavedChat | undefined> {
    return runInSlices(this.reading(id), signal);
  }

  /** Reads a saved room like {@link read}, a little with each step. */
  reading(id: string): Generator<void, SavedChat | undefined, undefined> {
    const { archive, clock } = this.deps;
    return savedChatSteps(archive, id, clock);
  }

  /** Erases a room, unless a window is in it. */
  delete({ id, pin, firstPin }: Pick<RoomSummary, 'id' | 'pin' | 'firstPin'>): void {
    if (this.isOpen({ id, pin })) return;
    this.deps.archive.delete(id);
    this.erasures.fire({ id, firstPin });
  }

  /**
   * Erases all rooms except those on a disk that isn't connected: without its record, Deskmate couldn't find
   * such a room again to erase it.
   * @returns the rooms that were not erased
   */
  clear(): readonly RoomSummary[] {
    const { rooms } = this;
    for (const room of rooms) if (room.missing === undefined) this.delete(room);
    return rooms.filter(({ missing }) => missing !== undefined);
  }

  /** Call after leaving a room: erases its messages unless the user wants to keep the history. */
  left(id: string): void {
    const room = this.find(id);
    if (room && !this.deps.settings.keepHistory) this.erase(room);
  }

  /**
   * Erases what the user doesn't want to keep, and the oldest rooms whose logs are beyond the limit; of those
   * whose files are, only the files. A guest can still return under the same identity, because that isn't
   * history.
   */
  tidy(): void {
    const { settings, clock } = this.deps;
    const { keepHistory, historyDays } = settings;
    const oldest = historyDays === 0 ? 0 : clock.now() - historyDays * dayMs;
    let total = 0;
    for (const room of this.rooms) {
      const { time, bytes } = room;
      total += bytes;
      if (this.isAwaited(room)) continue;
      if (time < oldest || total > maxLogBytes) this.delete(room);
      else if (!keepHistory) this.erase(room);
    }
    this.tidyFiles();
  }

  dispose(): void {
    this.store.dispose();
  }

  /** Removes the files of the rooms that were not used for longest: their logs and keys take little. */
  private tidyFiles(): void {
    const { archive } = this.deps;
    let total = 0;
    for (const room of this.rooms) {
      total += archive.fileBytes(room.id);
      if (total <= maxFileBytes || this.isAwaited(room) || this.isOpen(room)) continue;
      archive.removeFiles(room.id);
    }
  }

  /** Whether a room must stay as it is: this window returns to it, or its disk isn't connected now. */
  private isAwaited({ id, missing }: RoomSummary): boolean {
    return id === this.deps.returning() || missing !== undefined;
  }

  /** Whether a window is in this room now. */
  private isOpen({ id, pin }: Pick<RoomSummary, 'id' | 'pin'>): boolean {
    const { session, openRooms } = this.deps;
    return id === session.invited?.journalId || openRooms.holder(pin) !== undefined;
  }

  private erase(room: RoomSummary): void {
    const { id, firstPin, role, entries, over } = room;
    if (role === 'host' || over) this.delete(room);
    else if (entries > 0 && !this.isOpen(room)) {
      this.deps.archive.forgetLog(id);
      this.erasures.fire({ id, firstPin });
    }
  }
}
