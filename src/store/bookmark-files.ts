import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { roomIdPattern } from './room-archive';

/** A bookmark on a message of a stored room. Its number alone could mean another message one day. */
export interface Bookmark {
  /** The epoch of the message's number. */
  readonly term: number;
  readonly opening: number;
  readonly seq: number;
  /** When it was set, in ms since the Unix epoch. */
  readonly added: number;
}

/** Maximum number of bookmarks in a room; the oldest are dropped first. */
const maxBookmarks = 1000;

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const content = v.object({
  version: v.literal(1),
  bookmarks: v.pipe(
    v.array(v.object({ term: count, opening: count, seq: count, added: count })),
    v.maxLength(maxBookmarks),
  ),
});

const extension = '.json';

/**
 * Stores the bookmarks of each room in a file of its own, for all windows of a person. A file that is
 * damaged or unreadable counts as empty.
 */
export class BookmarkFiles {
  /** @param folder created with the first bookmark; only its owner can access it */
  constructor(private readonly folder: string) {}

  read(room: string): readonly Bookmark[] {
    try {
      const stored: unknown = JSON.parse(readFileSync(this.path(room), 'utf8'));
      const result = v.safeParse(content, stored);
      return result.success ? result.output.bookmarks : [];
    } catch {
      return [];
    }
  }

  /**
   * Replaces a room's bookmarks; without any, removes its file.
   * @throws what the file system throws
   */
  write(room: string, bookmarks: readonly Bookmark[]): void {
    const path = this.path(room);
    if (bookmarks.length === 0) {
      rmSync(path, { force: true });
      return;
    }
    const text = JSON.stringify({ version: 1, bookmarks: bookmarks.slice(-maxBookmarks) });
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    // Windows of the same person may write at once: each file is replaced as a whole.
    const unfinished = `${path}.${process.pid}.tmp`;
    writeFileSync(unfinished, text, { mode: 0o600 });
    renameSync(unfinished, path);
  }

  /** The ids of the rooms that have bookmarks. */
  rooms(): readonly string[] {
    try {
      return readdirSync(this.folder)
        .filter((name) => name.endsWith(extension))
        .map((name) => name.slice(0, -extension.length))
        .filter((id) => roomIdPattern.test(id));
    } catch {
      return [];
    }
  }

  /** @throws {RangeError} for what isn't a room's id */
  private path(room: string): string {
    if (!roomIdPattern.test(room)) throw new RangeError(`not a room's id: ${room}`);
    return join(this.folder, room + extension);
  }
}
