import { join } from 'node:path';
import * as v from 'valibot';
import type { InviteKind } from '../protocol/room-kinds';
import { inviteKindNames } from '../protocol/room-kinds';
import type { Clock } from '../util/clock';
import type { Disposable } from '../util/disposable';
import { type FileSystem, replaceFile, writeAll } from './file-system';

const extension = '.moved';

/** Time between attempts to write failed notes, in ms. */
const retryMs = 30_000;

/** Longest note, in bytes. */
const maxBytes = 64 * 1024;

const noteSchema = v.object({
  folder: v.pipe(v.string(), v.minLength(1)),
  kind: v.picklist(inviteKindNames),
  name: v.string(),
  pin: v.string(),
});

/** Where a room is kept, and how to show it if that folder is missing. */
export interface MovedRoom {
  readonly folder: string;
  readonly kind: InviteKind;
  readonly name: string;
  readonly pin: string;
}

/**
 * Records which rooms are kept outside the default folder: each has a file `ID.moved` in it. If even that
 * doesn't fit on a full disk, the note stays in memory and is written as soon as possible.
 */
export class MovedRooms {
  private readonly unwritten = new Map<string, MovedRoom>();
  private timer: Disposable | undefined;

  constructor(
    private readonly fs: FileSystem,
    private readonly folder: string,
    private readonly clock: Clock,
  ) {}

  find(id: string): MovedRoom | undefined {
    return this.unwritten.get(id) ?? this.read(id);
  }

  /** The id of the room whose note has this file name; undefined if it isn't a note. */
  idOf(fileName: string): string | undefined {
    return fileName.endsWith(extension) ? fileName.slice(0, -extension.length) : undefined;
  }

  /** Ids of rooms whose notes are only in memory. */
  get unwrittenIds(): readonly string[] {
    return [...this.unwritten.keys()];
  }

  /** Notes where a room is kept. Returns whether the note is on disk. */
  note(id: string, room: MovedRoom): boolean {
    this.unwritten.set(id, room);
    const written = this.write(id, room);
    this.retryLater();
    return written;
  }

  forget(id: string): void {
    this.unwritten.delete(id);
    this.retryLater();
    try {
      this.fs.remove(this.path(id));
    } catch {}
  }

  private retryLater(): void {
    this.timer?.dispose();
    this.timer = undefined;
    if (this.unwritten.size === 0) return;
    this.timer = this.clock.after(retryMs, () => {
      for (const [id, room] of this.unwritten) this.write(id, room);
      this.retryLater();
    });
  }

  private write(id: string, room: MovedRoom): boolean {
    const { fs, folder } = this;
    try {
      fs.makeFolder(folder);
      const bytes = Buffer.from(JSON.stringify(room));
      replaceFile(fs, this.path(id), (file) => writeAll(fs, file, bytes, 0));
    } catch {
      return false;
    }
    this.unwritten.delete(id);
    return true;
  }

  private read(id: string): MovedRoom | undefined {
    try {
      const file = this.fs.open(this.path(id), 'read');
      try {
        const bytes = Buffer.alloc(Math.min(this.fs.size(file), maxBytes));
        const count = this.fs.read(file, bytes, 0);
        return v.parse(noteSchema, JSON.parse(bytes.toString('utf8', 0, count)));
      } finally {
        this.fs.close(file);
      }
    } catch {
      return undefined;
    }
  }

  private path(id: string): string {
    return join(this.folder, id + extension);
  }
}
