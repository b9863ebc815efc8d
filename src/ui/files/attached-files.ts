import { createReadStream } from 'node:fs';
import type { RoomFiles } from '../../room/files';
import { fileErrorText } from '../../strings/file-text';
import type { Translate } from '../../strings/translate';
import type { Disposable } from '../../util/disposable';
import { Emitter } from '../../util/event';
import { maxAttachedFiles } from '../../webview/file-messages';
import type { ToPanel } from '../../webview/messages';
import { AttachedFile, type FileBytes, type RestorableFile } from './attached-file';
import { PageUpload } from './page-upload';
import type { TemporaryFiles } from './temporary-files';

/** A file on this computer that the user chose in the editor. */
export interface ChosenFile extends FileBytes {
  readonly name: string;
  readonly size: number;
}

export interface AttachedFilesDeps {
  /** Why no files can be sent now; undefined when they can. */
  refusal(): string | undefined;
  room(): Pick<RoomFiles, 'limits'> | undefined;
  readonly temporary: Pick<TemporaryFiles, 'create' | 'find'>;
  readonly t: Translate;
}

/** The files above the message box, each for the room in which the user attached it. */
export class AttachedFiles implements Disposable {
  private readonly changes = new Emitter<void>();
  readonly onDidChange = this.changes.event;
  /** The attached files of all rooms. */
  private files: readonly AttachedFile[] = [];
  /** All files by id, also those being sent: their thumbnails may still come. */
  private readonly all = new Map<number, AttachedFile>();
  /** The room whose files are shown; empty before the first one. */
  private shownRoom = '';
  private readonly pages = new Set<PageUpload>();
  /** The page that makes each thumbnail of a file that no page has. */
  private readonly drawing = new WeakMap<AttachedFile, PageUpload>();
  private lastId = 0;

  constructor(private readonly deps: AttachedFilesDeps) {}

  /** The files of the room that is shown, in the order in which they will be sent. */
  get list(): readonly AttachedFile[] {
    return this.files.filter(({ room }) => room === this.shownRoom);
  }

  /** What a reloaded window needs to show the files of every room again. */
  get kept(): readonly RestorableFile[] {
    return this.files.flatMap(({ kept }) => kept ?? []);
  }

  /**
   * Shows the files of the room that this window is in now. After a room, they stay in sight until another one
   * is entered, as its draft does.
   * @param room as `roomKey` names it; undefined outside a room
   */
  enter(room: string | undefined): void {
    if (room === undefined || room === this.shownRoom) return;
    this.shownRoom = room;
    this.changes.fire();
  }

  /** Adds a file of this computer. Returns why not; undefined when it is there. */
  add(chosen: ChosenFile): string | undefined {
    const refusal = this.refusal();
    if (refusal !== undefined) return refusal;
    const file = this.append(chosen.name, chosen.size);
    this.files = [...this.files, file];
    this.begin(file, chosen);
    return undefined;
  }

  /** Prepares a file of this computer that is sent at once, without waiting above the message box. */
  prepare(chosen: ChosenFile): AttachedFile {
    const file = this.append(chosen.name, chosen.size);
    this.begin(file, chosen);
    return file;
  }

  /** Shows the files again that were there before the window was reloaded. */
  restore(kept: readonly RestorableFile[]): void {
    const { temporary } = this.deps;
    for (const { name, size, room, path, isCopy, thumb } of kept) {
      // From now on it is this window's.
      if (isCopy) temporary.find(path);
      const file = this.append(name, size, room);
      this.files = [...this.files, file];
      if (thumb !== undefined) file.take(Buffer.from(thumb, 'base64'));
      this.begin(file, {
        name,
        size,
        open: (start) => createReadStream(path, { start }),
        release: () => void (isCopy && temporary.find(path)?.remove()),
        place: { path, isCopy },
      });
    }
  }

  /** Connects a page, which hands over files and makes thumbnails. */
  connect(post: (message: ToPanel) => void): PageUpload {
    const page = new PageUpload(post, {
      ...this.deps,
      refusal: () => this.refusal(),
      append: (name, size) => {
        const file = this.append(name, size);
        this.files = [...this.files, file];
        this.changes.fire();
        return file;
      },
      arrive: (file, bytes, key) => this.arrive(file, bytes, page, key),
      find: (id) => this.all.get(id),
      changed: () => this.changes.fire(),
      closed: () => this.pages.delete(page),
    });
    this.pages.add(page);
    // Those that the page before didn't get to.
    for (const file of this.files) if (file.picture && !file.thumbnail) void this.draw(file, page);
    return page;
  }

  /** Removes those with these ids, to send them; leaves out what can't be sent. */
  take(ids: readonly number[]): readonly AttachedFile[] {
    const taken = this.list.filter(({ id, problem }) => ids.includes(id) && problem === undefined);
    this.files = this.files.filter((file) => !taken.includes(file));
    this.changes.fire();
    return taken;
  }

  /** Puts files that were taken, and not sent, back before the others; there can be more than can be attached then. */
  putBack(files: readonly AttachedFile[]): void {
    this.files = [...files, ...this.files];
    this.changes.fire();
  }

  /** Removes the files of rooms other than the one that this window is in. @param room as for {@link enter} */
  removeOf(isGone: (room: string) => boolean, room: string | undefined): void {
    const gone = this.files.filter((file) => file.room !== room && isGone(file.room));
    for (const { id } of gone) this.remove(id);
  }

  remove(id: number): void {
    const file = this.files.find((each) => each.id === id);
    if (!file) return;
    this.files = this.files.filter((each) => each !== file);
    this.forget(file);
    this.changes.fire();
  }

  /** A file was sent, or won't be: its bytes aren't needed any more. */
  forget(file: AttachedFile): void {
    this.all.delete(file.id);
    for (const page of this.pages) page.drop(file);
    file.release();
  }

  /** Removes all of them. */
  clear(): void {
    for (const file of [...this.all.values()]) this.forget(file);
    this.files = [];
  }

  dispose(): void {
    this.changes.dispose();
  }

  private refusal(): string | undefined {
    const refusal = this.deps.refusal();
    if (refusal !== undefined) return refusal;
    return this.list.length < maxAttachedFiles
      ? undefined
      : this.deps.t('You can attach up to {0} files. Send these first.', maxAttachedFiles);
  }

  private begin(file: AttachedFile, chosen: ChosenFile): void {
    this.changes.fire();
    if (file.problem !== undefined) chosen.release();
    else void this.arrive(file, chosen);
  }

  private append(name: string, size: number, of = this.shownRoom): AttachedFile {
    const { room, t } = this.deps;
    this.lastId += 1;
    const file = new AttachedFile(this.lastId, name, size, of);
    // Nothing is known about the room of a restored file.
    const most = of === this.shownRoom ? room()?.limits?.fileBytes : undefined;
    if (most !== undefined && size > most) {
      const failed = { direction: 'send', name: file.name, limit: most } as const;
      file.fail(fileErrorText('file-too-large', failed, t));
    }
    this.all.set(file.id, file);
    return file;
  }

  /** @param key the key under which the page that handed it over still has the file */
  private async arrive(
    file: AttachedFile,
    bytes: FileBytes,
    page?: PageUpload,
    key?: number,
  ): Promise<void> {
    const { t } = this.deps;
    try {
      await file.arrive(bytes);
    } catch {
      file.fail(fileErrorText('file-unreadable', { direction: 'send', name: file.name }, t));
    }
    this.changes.fire();
    if (!file.picture) page?.drop(file);
    else if (page && key !== undefined && this.pages.has(page)) page.draw(file, key);
    else await this.draw(file, [...this.pages].at(-1));
  }

  /** Has a page make the thumbnail of a picture; without a page, the next one does. */
  private async draw(file: AttachedFile, page: PageUpload | undefined): Promise<void> {
    if (!page || !file.picture || this.drawing.get(file) === page) return;
    this.drawing.set(file, page);
    const bytes = await file.pictureBytes().catch(() => undefined);
    if (bytes) page.draw(file, { bytes, mime: `image/${file.picture.format}` });
    else file.noThumbnail();
  }
}
