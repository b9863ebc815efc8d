import { randomBytes } from 'node:crypto';
import { dirname, join, resolve } from 'node:path';
import { defaultFileLimits } from '../protocol/file-limits';
import { toInviteKind } from '../protocol/room-kinds';
import type { FileStore } from '../room/file-store';
import { withoutLog } from '../room/guest/restored-guest';
import type {
  Archive,
  GuestHeader,
  HostHeader,
  Journal,
  JournalRecord,
  RoomSummary,
} from '../room/log/journal';
import type { Clock } from '../util/clock';
import { listFiles, nodeAsyncFileSystem } from './async-file-system';
import { copyFiles, DiskFileStore } from './disk-file-store';
import { FileFolders } from './file-folders';
import { type FileSystem, nodeFileSystem } from './file-system';
import { JournalFile, type JournalFileOptions } from './journal-file';
import type { JournalMeter } from './journal-meter';
import { journalSteps, type ReadJournal, readJournal } from './journal-reader';
import { writeJournal } from './journal-rewrite';
import { type MovedRoom, MovedRooms } from './moved-rooms';
import { summarize } from './room-summary';

export interface RoomArchiveOptions {
  /** Created when the first room is stored. */
  readonly folder: string;
  readonly clock: Clock;
  /** Called with disk errors, once per affected room. */
  readonly onFailure: (error: Error) => void;
  readonly fs?: FileSystem;
}

const extension = '.ndjson';

/** A room's id on this computer: 128 random bits in hex. Nothing else becomes part of a path. */
export const roomIdPattern = /^[0-9a-f]{32}$/;

/** Matches a file that is being written, or was when its process died. */
const unfinished = /^([0-9a-f]{32})\.(ndjson|moved)\.\d+\.tmp$/;
/** An unfinished file that hasn't changed for this long is removed, in ms. */
const unfinishedMs = 60_000;

/** How much a reopened journal may grow beyond twice its content before it is rewritten, in bytes. */
const slackBytes = 64 * 1024;

/**
 * Stores rooms as files `ID.ndjson` in one folder, which only its owner can access. (Windows ignores such
 * modes: there the parent folder's permissions apply, and a user's own folders are private.) A room whose
 * disk was full may be in another folder that the user chose.
 *
 * It doesn't lock a room against a second process: a host's port, and the hub's `replaced` for guests,
 * allow only one window in it.
 */
export class RoomArchive implements Archive {
  /** Open journals: they commit waiting records before their file is read. */
  private readonly inUse = new Map<string, JournalFile>();
  /** Stores of files that were opened last, by room. */
  private readonly stores = new Map<string, DiskFileStore>();
  private readonly summaries = new Map<string, RoomSummary>();
  private readonly fs: FileSystem;
  private readonly moved: MovedRooms;
  private reported = false;

  constructor(private readonly options: RoomArchiveOptions) {
    this.fs = options.fs ?? nodeFileSystem;
    this.moved = new MovedRooms(this.fs, options.folder, options.clock);
  }

  create(header: HostHeader | GuestHeader): Journal {
    const id = randomBytes(16).toString('hex');
    this.attempt(() => this.fs.makeFolder(this.options.folder));
    const journal = this.use(id);
    journal.append(header);
    journal.commit();
    return journal;
  }

  open(
    id: string,
  ): { readonly records: readonly JournalRecord[]; readonly journal: Journal } | undefined {
    const kept = this.load(id);
    if (!kept) return undefined;
    return { records: kept.records, journal: this.use(id, { read: kept, slackBytes }) };
  }

  read(id: string): readonly JournalRecord[] | undefined {
    return this.load(id)?.records;
  }

  *reading(id: string): Generator<void, readonly JournalRecord[] | undefined, undefined> {
    if (!roomIdPattern.test(id)) return undefined;
    this.inUse.get(id)?.commit();
    try {
      return (yield* journalSteps(this.fs, this.path(id)))?.records;
    } catch (error) {
      this.noteFailure(error);
      return undefined;
    }
  }

  list(): readonly RoomSummary[] {
    const moved = this.movedRooms();
    const rooms = this.roomFiles(moved).flatMap((file) => this.summary(file) ?? []);
    const found = new Set(rooms.map(({ id }) => id));
    const missing = Array.from(moved, ([id, room]) => missingRoom(id, room));
    return [...rooms, ...missing.filter(({ id }) => !found.has(id))].sort(
      (a, b) => b.time - a.time,
    );
  }

  files(id: string): FileStore {
    const folder = this.filesFolder(this.path(id));
    const { clock } = this.options;
    const store = new DiskFileStore({ folder, clock, maxBytes: defaultFileLimits.roomBytes });
    this.stores.set(id, store);
    return store;
  }

  fileBytes(id: string): number {
    if (!roomIdPattern.test(id)) return 0;
    const files = this.filesFolders(id).flatMap(
      (folder) => this.attempt(() => listFiles(nodeAsyncFileSystem, folder, /./)) ?? [],
    );
    return files.reduce((sum, { size }) => sum + size, 0);
  }

  async copyFiles(from: string, to: string): Promise<void> {
    if (!roomIdPattern.test(from) || !roomIdPattern.test(to)) return;
    const folder = this.filesFolder(this.path(to));
    for (const source of this.filesFolders(from)) {
      await copyFiles(nodeAsyncFileSystem, source, folder).catch((error) =>
        this.noteFailure(error),
      );
    }
  }

  removeFiles(id: string): void {
    if (!roomIdPattern.test(id)) return;
    this.stores.get(id)?.clear();
    for (const folder of this.filesFolders(id)) {
      this.attempt(() => nodeAsyncFileSystem.removeNow(folder));
    }
  }

  forgetLog(id: string): void {
    const kept = this.load(id);
    if (kept) this.removeFiles(id);
    if (kept) this.attempt(() => writeJournal(this.fs, this.path(id), withoutLog(kept.records)));
  }

  replace(id: string, records: readonly JournalRecord[]): boolean {
    if (!roomIdPattern.test(id)) return false;
    let isReplaced = false;
    this.attempt(() =>
      writeJournal(this.fs, this.path(id), records, () => {
        isReplaced = true;
      }),
    );
    this.summaries.delete(id);
    return isReplaced;
  }

  delete(id: string): void {
    if (!roomIdPattern.test(id)) return;
    this.inUse.get(id)?.discard();
    this.inUse.delete(id);
    this.summaries.delete(id);
    // First the files: a room whose log is still here is in the list, and can be deleted again.
    this.removeFiles(id);
    this.attempt(() => this.fs.remove(this.path(id)));
    this.moved.forget(id);
  }

  /** Closes the files of open rooms and opens those at their paths: see {@link JournalFile.reopen}. */
  reopenFiles(): void {
    for (const journal of this.inUse.values()) journal.reopen();
  }

  /** What an open room's journal has done; undefined if this process hasn't opened it. */
  meterOf(id: string): JournalMeter | undefined {
    return this.inUse.get(id)?.meter;
  }

  private use(
    id: string,
    options: Pick<JournalFileOptions, 'read' | 'slackBytes'> = {},
  ): JournalFile {
    const { clock, onFailure: report } = this.options;
    const moved = (path: string) => this.noteMove(id, path);
    const parts = { ...options, fs: this.fs, clock, report, moved };
    const journal = new JournalFile(id, this.path(id), parts);
    this.inUse.set(id, journal);
    return journal;
  }

  private path(id: string): string {
    return join(this.moved.find(id)?.folder ?? this.options.folder, id + extension);
  }

  /** The folder of a room's files, beside its log. */
  private filesFolder(path: string): string {
    return `${path.slice(0, -extension.length)}.files`;
  }

  /** Where a room's files are: in several folders while they are taken to another one. */
  private filesFolders(id: string): readonly string[] {
    return new FileFolders(nodeAsyncFileSystem, this.filesFolder(this.path(id))).all;
  }

  /** Records that a journal was written to another path. Returns whether that is on disk. */
  private noteMove(id: string, path: string): boolean {
    const old = this.path(id);
    if (resolve(old) === resolve(path)) return true;
    void this.stores.get(id)?.moveTo(this.filesFolder(path));
    const folder = dirname(path);
    const isHome = resolve(folder) === resolve(this.options.folder);
    const noted = isHome || this.noteFolder(id, folder);
    // The old file is outdated, and removing it makes space for the note on a full disk.
    this.attempt(() => this.fs.remove(old));
    if (isHome) this.moved.forget(id);
    return noted || this.noteFolder(id, folder);
  }

  private noteFolder(id: string, folder: string): boolean {
    const room = this.attempt(() => summarize(this.fs, id, join(folder, id + extension)));
    const { kind = 'group', name = '', pin = '' } = room ?? {};
    return this.moved.note(id, { folder, kind: toInviteKind(kind), name, pin });
  }

  private load(id: string): ReadJournal | undefined {
    if (!roomIdPattern.test(id)) return undefined;
    this.inUse.get(id)?.commit();
    return this.attempt(() => readJournal(this.fs, this.path(id)));
  }

  /** A room's summary, cached until its file changes. */
  private summary({ id, folder, time, size }: RoomFile): RoomSummary | undefined {
    const known = this.summaries.get(id);
    if (known?.time === time && known.bytes === size) return known;
    const made = this.attempt(() => summarize(this.fs, id, join(folder, id + extension)));
    if (made) this.summaries.set(id, made);
    return made;
  }

  /** The rooms kept in other folders, by id. */
  private movedRooms(): ReadonlyMap<string, MovedRoom> {
    const names = this.attempt(() => this.fs.list(this.options.folder)) ?? [];
    const ids = [
      ...names.flatMap((name) => this.moved.idOf(name) ?? []),
      ...this.moved.unwrittenIds,
    ];
    const found = new Map<string, MovedRoom>();
    for (const id of ids) {
      const room = roomIdPattern.test(id) ? this.moved.find(id) : undefined;
      if (room) found.set(id, room);
    }
    return found;
  }

  private roomFiles(moved: ReadonlyMap<string, MovedRoom>): RoomFile[] {
    const { folder: home } = this.options;
    const folders = new Set([home, ...Array.from(moved.values(), ({ folder }) => folder)]);
    return [...folders].flatMap((folder) =>
      this.filesIn(folder, (id) => (moved.get(id)?.folder ?? home) === folder),
    );
  }

  /** The room files in this folder. Removes unfinished files of dead processes. */
  private filesIn(folder: string, isHere: (id: string) => boolean): RoomFile[] {
    const { clock } = this.options;
    const files: RoomFile[] = [];
    for (const name of this.attempt(() => this.fs.list(folder)) ?? []) {
      const id = name.endsWith(extension) ? name.slice(0, -extension.length) : '';
      const isRoom = roomIdPattern.test(id) && isHere(id);
      const half = unfinished.exec(name)?.[1];
      if (!isRoom && !(half !== undefined && isHere(half))) continue;
      const stat = this.attempt(() => this.fs.stat(join(folder, name)));
      if (!stat) continue;
      if (isRoom) files.push({ id, folder, ...stat });
      else if (stat.time < clock.now() - unfinishedMs)
        this.attempt(() => this.fs.remove(join(folder, name)));
    }
    return files;
  }

  /** Runs a disk operation; returns undefined if it fails. A missing file isn't reported. */
  private attempt<T>(work: () => T): T | undefined {
    try {
      return work();
    } catch (error) {
      this.noteFailure(error);
      return undefined;
    }
  }

  private noteFailure(error: unknown): void {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') this.report(error as Error);
  }

  private report(error: Error): void {
    if (this.reported) return;
    this.reported = true;
    this.options.onFailure(error);
  }
}

interface RoomFile {
  readonly id: string;
  readonly folder: string;
  /** Time of the last change, in ms since the Unix epoch. */
  readonly time: number;
  readonly size: number;
}

function missingRoom(id: string, { folder: missing, ...room }: MovedRoom): RoomSummary {
  const { pin: firstPin } = room;
  const none = {
    firstPin,
    pins: [firstPin],
    endpoints: [],
    time: 0,
    entries: 0,
    bytes: 0,
    over: false,
    closed: false,
  };
  return { id, role: 'host', ...room, ...none, missing };
}
