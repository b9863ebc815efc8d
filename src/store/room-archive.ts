import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type {
  Archive,
  GuestHeader,
  HostHeader,
  Journal,
  JournalRecord,
  RoomSummary,
} from '../room/journal';
import { withoutLog } from '../room/without-secrets';
import type { Clock } from '../util/clock';
import { type FileSystem, nodeFileSystem } from './file-system';
import { JournalFile, type JournalFileOptions } from './journal-file';
import { type ReadJournal, readJournal } from './journal-reader';
import { writeJournal } from './journal-rewrite';
import { summarize } from './room-summary';

export interface RoomArchiveOptions {
  /** Made when the first room is kept. */
  readonly folder: string;
  readonly clock: Clock;
  /** Is told of a disk that fails, once for each room that suffers from it. */
  readonly onFailure: (error: Error) => void;
  readonly fs?: FileSystem;
}

const extension = '.ndjson';

/** 128 random bits. Nothing else becomes part of a path. */
const idPattern = /^[0-9a-f]{32}$/;

/** A file of this extension is being written, or was when its process died. */
const unfinished = /^[0-9a-f]{32}\.ndjson\.\d+\.tmp$/;
const unfinishedMs = 60_000;

/** What a journal that is opened again may waste, in bytes, besides as much as it holds. */
const slackBytes = 64 * 1024;

/**
 * Keeps rooms as files `ID.ndjson` in one folder, which only its owner can enter. (Windows ignores such
 * modes: there the rights of the folder above count, and a user's own folders are private.)
 *
 * A room is not locked against a second process: a host's port, and the hub's `replaced` for guests, let
 * one window only be in it.
 */
export class RoomArchive implements Archive {
  /** Journals given out: what they hold back is in the file before it is read. */
  private readonly inUse = new Map<string, JournalFile>();
  private readonly summaries = new Map<string, RoomSummary>();
  private readonly fs: FileSystem;
  private reported = false;

  constructor(private readonly options: RoomArchiveOptions) {
    this.fs = options.fs ?? nodeFileSystem;
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

  list(): readonly RoomSummary[] {
    const rooms = this.files().flatMap((file) => this.summary(file) ?? []);
    return rooms.sort((a, b) => b.time - a.time);
  }

  forgetLog(id: string): void {
    const kept = this.load(id);
    if (kept) this.attempt(() => writeJournal(this.fs, this.path(id), withoutLog(kept.records)));
  }

  delete(id: string): void {
    if (!idPattern.test(id)) return;
    this.inUse.get(id)?.discard();
    this.inUse.delete(id);
    this.remove(id);
  }

  private use(
    id: string,
    options: Pick<JournalFileOptions, 'read' | 'slackBytes'> = {},
  ): JournalFile {
    const { clock, onFailure: report } = this.options;
    const journal = new JournalFile(id, this.path(id), { ...options, fs: this.fs, clock, report });
    this.inUse.set(id, journal);
    return journal;
  }

  private path(id: string): string {
    return join(this.options.folder, id + extension);
  }

  private load(id: string): ReadJournal | undefined {
    if (!idPattern.test(id)) return undefined;
    this.inUse.get(id)?.commit();
    return this.attempt(() => readJournal(this.fs, this.path(id)));
  }

  /** What is known of a room is read anew only when its file has changed. */
  private summary({ id, time, size }: RoomFile): RoomSummary | undefined {
    const known = this.summaries.get(id);
    if (known?.time === time && known.bytes === size) return known;
    const made = this.attempt(() => summarize(this.fs, id, this.path(id)));
    if (made) this.summaries.set(id, made);
    return made;
  }

  private files(): RoomFile[] {
    const { folder, clock } = this.options;
    const files: RoomFile[] = [];
    for (const name of this.attempt(() => this.fs.list(folder)) ?? []) {
      const isRoom = name.endsWith(extension) && idPattern.test(name.slice(0, -extension.length));
      if (!isRoom && !unfinished.test(name)) continue;
      const stat = this.attempt(() => this.fs.stat(join(folder, name)));
      if (!stat) continue;
      if (isRoom) files.push({ id: name.slice(0, -extension.length), ...stat });
      else if (stat.time < clock.now() - unfinishedMs)
        this.attempt(() => this.fs.remove(join(folder, name)));
    }
    return files;
  }

  private remove(id: string): void {
    this.summaries.delete(id);
    this.attempt(() => this.fs.remove(this.path(id)));
  }

  /** What is not there is no failure. */
  private attempt<T>(work: () => T): T | undefined {
    try {
      return work();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') this.report(error as Error);
      return undefined;
    }
  }

  private report(error: Error): void {
    if (this.reported) return;
    this.reported = true;
    this.options.onFailure(error);
  }
}

interface RoomFile {
  readonly id: string;
  /** Of the last change, ms since the Unix epoch. */
  readonly time: number;
  readonly size: number;
}
