import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { FileErrorCode } from '../../protocol/file-error';
import type { RoomFiles } from '../../room/files';
import { type FailedFile, fileErrorWords } from '../../strings/file-words';
import { sizeWords } from '../../strings/storage-words';
import type { Translate } from '../../strings/translate';
import type { Disposable } from '../../util/disposable';
import { Emitter } from '../../util/event';
import type { FileRequest } from '../../webview/from-panel';
import { maxWaitingFiles, type ToPanel } from '../../webview/messages';
import type { TemporaryFile, TemporaryFiles } from './temporary-files';
import { type FileBytes, type KeptFile, WaitingFile } from './waiting-file';

/** A file on this computer that the person chose in the editor. */
export interface ChosenFile extends FileBytes {
  readonly name: string;
  readonly size: number;
}

export interface WaitingFilesParts {
  /** Why no files can be sent now; undefined when they can. */
  refusal(): string | undefined;
  room(): Pick<RoomFiles, 'limits'> | undefined;
  readonly temporary: Pick<TemporaryFiles, 'create'>;
  /** BCP 47 tag of the display language. */
  readonly language: string;
  readonly t: Translate;
}

type PageRequest = Extract<
  FileRequest,
  { type: 'offerFile' | 'filePiece' | 'fileFailed' | 'thumbnail' }
>;

/** The files above the message box. */
export class WaitingFiles implements Disposable {
  private readonly changes = new Emitter<void>();
  readonly onDidChange = this.changes.event;
  private files: readonly WaitingFile[] = [];
  private readonly pages = new Set<HandOver>();
  /** The page that makes each thumbnail of a file that no page has. */
  private readonly drawing = new WeakMap<WaitingFile, HandOver>();
  private lastId = 0;

  constructor(private readonly parts: WaitingFilesParts) {}

  /** In the order in which they will be sent. */
  get list(): readonly WaitingFile[] {
    return this.files;
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
  prepare(chosen: ChosenFile): WaitingFile {
    const file = this.append(chosen.name, chosen.size);
    this.begin(file, chosen);
    return file;
  }

  /** Shows the files again that were there before the window was reloaded. */
  restore(kept: readonly KeptFile[]): void {
    for (const { name, size, path, isCopy, thumb } of kept.slice(0, maxWaitingFiles)) {
      const file = this.append(name, size);
      this.files = [...this.files, file];
      if (thumb !== undefined) file.take(Buffer.from(thumb, 'base64'));
      this.begin(file, {
        name,
        size,
        open: (start) => createReadStream(path, { start }),
        release: () => {
          if (isCopy) void rm(path, { force: true }).catch(() => undefined);
        },
        place: { path, isCopy },
      });
    }
  }

  /** Connects a page, which hands over files and makes thumbnails. */
  connect(post: (message: ToPanel) => void): HandOver {
    const page = new HandOver(post, {
      ...this.parts,
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
  take(ids: readonly number[]): readonly WaitingFile[] {
    const taken = this.files.filter(({ id, problem }) => ids.includes(id) && problem === undefined);
    this.files = this.files.filter((file) => !taken.includes(file));
    this.changes.fire();
    return taken;
  }

  /** Puts files that were taken, and not sent, back before the others. */
  putBack(files: readonly WaitingFile[]): void {
    this.files = [...files, ...this.files];
    this.changes.fire();
  }

  remove(id: number): void {
    const file = this.files.find((each) => each.id === id);
    if (!file) return;
    this.files = this.files.filter((each) => each !== file);
    this.forget(file);
    this.changes.fire();
  }

  /** A file was sent, or won't be: its bytes aren't needed any more. */
  forget(file: WaitingFile): void {
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

  /** Also those that are being sent: their thumbnails may still come. */
  private readonly all = new Map<number, WaitingFile>();

  private refusal(): string | undefined {
    const refusal = this.parts.refusal();
    if (refusal !== undefined) return refusal;
    return this.files.length < maxWaitingFiles
      ? undefined
      : this.parts.t('Only {0} files go at once. Send these first.', maxWaitingFiles);
  }

  private begin(file: WaitingFile, chosen: ChosenFile): void {
    this.changes.fire();
    if (file.problem !== undefined) chosen.release();
    else void this.arrive(file, chosen);
  }

  private append(name: string, size: number): WaitingFile {
    const { room, language, t } = this.parts;
    this.lastId += 1;
    const file = new WaitingFile(this.lastId, name, size);
    const most = room()?.limits?.fileBytes;
    if (most !== undefined && size > most) {
      file.fail(t('Too large: this room takes files of up to {0}.', sizeWords(most, language)));
    }
    this.all.set(file.id, file);
    return file;
  }

  /** @param key by which the page that handed it over still has the file */
  private async arrive(
    file: WaitingFile,
    bytes: FileBytes,
    page?: HandOver,
    key?: number,
  ): Promise<void> {
    const { t } = this.parts;
    try {
      await file.arrive(bytes);
    } catch {
      file.fail(fileErrorWords('file-unreadable', sentFile(file), t));
    }
    this.changes.fire();
    if (!file.picture) page?.drop(file);
    else if (page && key !== undefined && this.pages.has(page)) page.draw(file, key);
    else await this.draw(file, [...this.pages].at(-1));
  }

  /** Has a page make the thumbnail of a picture; without a page, the next one does. */
  private async draw(file: WaitingFile, page: HandOver | undefined): Promise<void> {
    if (!page || !file.picture || this.drawing.get(file) === page) return;
    this.drawing.set(file, page);
    const bytes = await file.pictureBytes().catch(() => undefined);
    if (bytes) page.draw(file, { bytes, mime: `image/${file.picture.format}` });
    else file.noThumbnail();
  }
}

interface HandOverParts extends Pick<WaitingFilesParts, 'temporary' | 'language' | 't'> {
  refusal(): string | undefined;
  append(name: string, size: number): WaitingFile;
  arrive(file: WaitingFile, bytes: FileBytes, key: number): Promise<void>;
  find(id: number): WaitingFile | undefined;
  changed(): void;
  closed(): void;
}

/** A file of which the page posts the pieces. */
interface Incoming {
  readonly file: WaitingFile;
  readonly temporary: TemporaryFile;
  /** The position after the last piece that came. */
  next: number;
  /** Resolves when all pieces that came are written. */
  written: Promise<void>;
}

/** What one page hands over: the files that were dropped on it, piece by piece, and thumbnails. */
class HandOver implements Disposable {
  private readonly incoming = new Map<number, Incoming>();
  /** The keys by which the page has files. */
  private readonly keys = new Map<WaitingFile, number>();

  constructor(
    private readonly post: (message: ToPanel) => void,
    private readonly parts: HandOverParts,
  ) {}

  handle(request: PageRequest): void {
    switch (request.type) {
      case 'offerFile':
        void this.take(request);
        return;
      case 'filePiece':
        this.store(request);
        return;
      case 'fileFailed':
        this.abandon(request.key, (file) => this.words('file-changed', file));
        return;
      default: {
        const file = this.parts.find(request.id);
        if (!file) return;
        file.take(request.bytes);
        this.drop(file);
        this.parts.changed();
      }
    }
  }

  /** Has the page make a thumbnail. @param from the key by which it has the picture, or the picture */
  draw(file: WaitingFile, from: number | { bytes: Uint8Array; mime: string }): void {
    this.post({
      type: 'makeThumbnail',
      id: file.id,
      ...(typeof from === 'number' ? { key: from } : { picture: from }),
    });
  }

  /** The page needn't keep this file any more. */
  drop(file: WaitingFile): void {
    const key = this.keys.get(file);
    if (key === undefined) return;
    this.keys.delete(file);
    this.incoming.delete(key);
    this.post({ type: 'dropFile', key });
  }

  /** The page is gone, with what it hadn't handed over. */
  dispose(): void {
    const { t } = this.parts;
    this.parts.closed();
    for (const key of this.incoming.keys()) {
      this.abandon(key, () =>
        t('The chat was closed before it had read this file. Attach it again.'),
      );
    }
  }

  private async take({ key, name, size }: Extract<PageRequest, { type: 'offerFile' }>) {
    const { parts } = this;
    const reason = parts.refusal();
    if (reason !== undefined) {
      this.post({ type: 'dropFile', key });
      this.post({ type: 'fileRefusal', reason });
      return;
    }
    const file = parts.append(name, size);
    this.keys.set(file, key);
    if (file.problem !== undefined) {
      this.drop(file);
      return;
    }
    let temporary: TemporaryFile;
    try {
      temporary = await parts.temporary.create();
    } catch (error) {
      this.fail(file, error);
      return;
    }
    // It may have been removed meanwhile, or the page closed.
    if (this.keys.get(file) !== key) {
      void temporary.remove();
      return;
    }
    this.incoming.set(key, { file, temporary, next: 0, written: Promise.resolve() });
    if (size === 0) await this.complete(key);
    else this.post({ type: 'takeFile', key });
  }

  private store({ key, start, bytes }: Extract<PageRequest, { type: 'filePiece' }>): void {
    const incoming = this.incoming.get(key);
    if (!incoming) return;
    const { file, temporary } = incoming;
    if (start !== incoming.next || bytes.length === 0 || start + bytes.length > file.size) {
      this.abandon(key, () => this.words('file-changed', file));
      return;
    }
    incoming.next += bytes.length;
    incoming.written = incoming.written.then(async () => {
      if (this.incoming.get(key) !== incoming) return;
      try {
        await temporary.append(bytes);
      } catch (error) {
        void temporary.remove();
        this.fail(file, error);
        return;
      }
      file.read += bytes.length;
      this.post({ type: 'tookPiece', key, end: file.read });
      this.parts.changed();
      if (file.read === file.size) await this.complete(key);
    });
  }

  private async complete(key: number): Promise<void> {
    const incoming = this.incoming.get(key);
    if (!incoming) return;
    this.incoming.delete(key);
    const { file, temporary } = incoming;
    await temporary.complete();
    await this.parts.arrive(
      file,
      {
        open: (offset) => temporary.open(offset),
        release: () => void temporary.remove(),
        place: { path: temporary.path, isCopy: true },
      },
      key,
    );
  }

  private abandon(key: number, problem: (file: WaitingFile) => string): void {
    const incoming = this.incoming.get(key);
    if (!incoming) return;
    void incoming.temporary.remove();
    incoming.file.fail(problem(incoming.file));
    this.drop(incoming.file);
    this.parts.changed();
  }

  private fail(file: WaitingFile, error: unknown): void {
    const { code } = Object(error) as { code?: unknown };
    file.fail(this.words(code === 'ENOSPC' ? 'own-disk-full' : 'file-unreadable', file));
    this.drop(file);
    this.parts.changed();
  }

  private words(code: FileErrorCode, file: WaitingFile): string {
    return fileErrorWords(code, sentFile(file), this.parts.t);
  }
}

function sentFile({ name }: WaitingFile): FailedFile {
  return { direction: 'send', name };
}

export type { HandOver };
