import type { Epoch } from '../../protocol/frames';
import type { LogEntry } from '../../room/log/log-entry';
import { MessageError } from '../../room/message-error';
import type { ShownLog } from '../../room/session/session';
import type { Bookmark, BookmarkFiles } from '../../store/bookmark-files';
import type { Clock } from '../../util/clock';
import type { Disposable } from '../../util/disposable';
import { Emitter } from '../../util/event';

export interface BookmarksDeps {
  readonly files: Pick<BookmarkFiles, 'read' | 'write' | 'rooms'>;
  readonly session: {
    readonly shownLog: ShownLog | undefined;
    entry(id: string): LogEntry | undefined;
  };
  readonly clock: Clock;
}

/**
 * The user's own bookmarks on messages of invite rooms, on this computer only. A message is known by its
 * number and that number's epoch, so a bookmark survives a reload of the window and a new opening of the
 * room, and never moves to another message.
 */
export class Bookmarks implements Disposable {
  /** The bookmarks of one room as keys, read once while its log is shown. */
  private known: { readonly room: string; readonly keys: ReadonlySet<string> } | undefined;
  private readonly changes = new Emitter<string>();
  /** Fires with the id of a message of the shown log whose bookmark was set or removed. */
  readonly onDidChange = this.changes.event;

  constructor(private readonly deps: BookmarksDeps) {}

  /** Whether messages of the shown log can have bookmarks: lab rooms keep nothing. */
  get isPossible(): boolean {
    return this.deps.session.shownLog !== undefined;
  }

  /** Whether a message of the shown log has a bookmark. */
  has(entry: LogEntry): boolean {
    const { shownLog } = this.deps.session;
    if (!shownLog || entry.seq === undefined) return false;
    const { journalId: room } = shownLog;
    if (this.known?.room !== room) {
      this.known = { room, keys: new Set(this.deps.files.read(room).map(bookmarkKey)) };
    }
    if (this.known.keys.size === 0) return false;
    return this.known.keys.has(bookmarkKey({ ...shownLog.epochAt(entry.seq), seq: entry.seq }));
  }

  /**
   * Sets or removes the bookmark of a message of the shown log.
   * @throws {MessageError} `plain-text` in a lab room, `no-such-message`; or what the file system throws
   */
  set(messageId: string, on: boolean): void {
    const { session, clock } = this.deps;
    const { shownLog } = session;
    if (!shownLog) throw new MessageError('plain-text');
    const entry = session.entry(messageId);
    if (entry?.kind !== 'message' || entry.seq === undefined)
      throw new MessageError('no-such-message');
    const { term, opening } = shownLog.epochAt(entry.seq);
    const bookmark = { term, opening, seq: entry.seq, added: clock.now() };
    this.replace(shownLog.journalId, (others) => {
      const rest = others.filter((other) => bookmarkKey(other) !== bookmarkKey(bookmark));
      return on ? [...rest, bookmark] : rest;
    });
    this.changes.fire(messageId);
  }

  /** A room's bookmarks, the newest first. */
  of(room: string): readonly Bookmark[] {
    return this.deps.files.read(room).toReversed();
  }

  /** The rooms that have bookmarks, by their ids. */
  get rooms(): readonly string[] {
    return this.deps.files.rooms();
  }

  /** Removes a bookmark, wherever its room is. @throws what the file system throws */
  remove(room: string, bookmark: Bookmark): void {
    this.replace(room, (all) => all.filter((one) => bookmarkKey(one) !== bookmarkKey(bookmark)));
    const { session } = this.deps;
    if (session.shownLog?.journalId !== room) return;
    this.changes.fire('');
  }

  /** Removes all bookmarks of a room, whose messages are being erased. */
  forget(room: string): void {
    try {
      this.deps.files.write(room, []);
    } catch {
      // The room itself couldn't be erased either, or it has an id of an archive in memory.
    }
    if (this.known?.room === room) this.known = undefined;
  }

  dispose(): void {
    this.changes.dispose();
  }

  private replace(
    room: string,
    change: (bookmarks: readonly Bookmark[]) => readonly Bookmark[],
  ): void {
    const { files } = this.deps;
    // Another window may have changed the file.
    files.write(room, change(files.read(room)));
    this.known = undefined;
  }
}

/** Names a message in its room: its number, and that number's epoch. */
export function bookmarkKey({ term, opening, seq }: Epoch & { readonly seq: number }): string {
  return `${term} ${opening} ${seq}`;
}
