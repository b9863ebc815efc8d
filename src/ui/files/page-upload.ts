import type { FileErrorCode } from '../../protocol/file-error';
import { fileErrorText } from '../../strings/file-text';
import type { Translate } from '../../strings/translate';
import type { Disposable } from '../../util/disposable';
import type { FileRequest } from '../../webview/from-panel';
import type { ToPanel } from '../../webview/messages';
import type { AttachedFile, FileBytes } from './attached-file';
import type { TemporaryFile, TemporaryFiles } from './temporary-files';

type PageRequest = Extract<
  FileRequest,
  { type: 'offerFile' | 'filePiece' | 'fileFailed' | 'thumbnail' }
>;

export interface PageUploadDeps {
  readonly temporary: Pick<TemporaryFiles, 'create'>;
  readonly t: Translate;
  refusal(): string | undefined;
  append(name: string, size: number): AttachedFile;
  arrive(file: AttachedFile, bytes: FileBytes, key: number): Promise<void>;
  find(id: number): AttachedFile | undefined;
  changed(): void;
  closed(): void;
}

/** A file whose pieces the page posts. */
interface Incoming {
  readonly file: AttachedFile;
  readonly temporary: TemporaryFile;
  /** The position after the last piece that came. */
  next: number;
  /** Resolves when all pieces that came are written. */
  written: Promise<void>;
}

/** What one page hands over: the files that were dropped on it, piece by piece, and thumbnails. */
export class PageUpload implements Disposable {
  private readonly incoming = new Map<number, Incoming>();
  /** The keys by which the page has files. */
  private readonly keys = new Map<AttachedFile, number>();

  constructor(
    private readonly post: (message: ToPanel) => void,
    private readonly deps: PageUploadDeps,
  ) {}

  handle(request: PageRequest): void {
    switch (request.type) {
      case 'offerFile':
        void this.accept(request);
        return;
      case 'filePiece':
        this.store(request);
        return;
      case 'fileFailed':
        this.cancel(request.key, (file) => this.words('file-changed', file));
        return;
      default: {
        const file = this.deps.find(request.id);
        if (!file) return;
        file.take(request.bytes);
        this.drop(file);
        this.deps.changed();
      }
    }
  }

  /** Has the page make a thumbnail. @param from the key by which it has the picture, or the picture */
  draw(file: AttachedFile, from: number | { bytes: Uint8Array; mime: string }): void {
    this.post({
      type: 'makeThumbnail',
      id: file.id,
      ...(typeof from === 'number' ? { key: from } : { picture: from }),
    });
  }

  /** The page needn't keep this file any more. */
  drop(file: AttachedFile): void {
    const key = this.keys.get(file);
    if (key === undefined) return;
    this.keys.delete(file);
    this.discard(key);
    this.post({ type: 'dropFile', key });
  }

  /** The page is gone, with what it hadn't handed over. */
  dispose(): void {
    this.deps.closed();
    for (const key of this.incoming.keys()) this.cancel(key, () => this.closedText);
    // Nothing is posted to it any more; `take` handles the files that it is about to begin.
    this.keys.clear();
  }

  private get closedText(): string {
    return this.deps.t('The chat was closed before it had read this file. Attach it again.');
  }

  /** Removes what has come of a file that isn't complete. */
  private discard(key: number): void {
    const incoming = this.incoming.get(key);
    this.incoming.delete(key);
    void incoming?.written.then(() => incoming.temporary.remove());
  }

  private async accept({ key, name, size }: Extract<PageRequest, { type: 'offerFile' }>) {
    const { deps } = this;
    const reason = deps.refusal();
    if (reason !== undefined) {
      this.post({ type: 'dropFile', key });
      this.post({ type: 'fileRefusal', reason });
      return;
    }
    const file = deps.append(name, size);
    this.keys.set(file, key);
    if (file.problem !== undefined) {
      this.drop(file);
      return;
    }
    let temporary: TemporaryFile;
    try {
      temporary = await deps.temporary.create();
    } catch (error) {
      this.fail(file, error);
      return;
    }
    // It may have been removed meanwhile, or the page closed.
    if (this.keys.get(file) !== key) {
      void temporary.remove();
      file.fail(this.closedText);
      deps.changed();
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
      this.cancel(key, () => this.words('file-changed', file));
      return;
    }
    incoming.next += bytes.length;
    incoming.written = incoming.written.then(async () => {
      if (this.incoming.get(key) !== incoming) return;
      try {
        await temporary.append(bytes);
      } catch (error) {
        this.fail(file, error);
        return;
      }
      file.read += bytes.length;
      this.post({ type: 'tookPiece', key, end: file.read });
      this.deps.changed();
      if (file.read === file.size) await this.complete(key);
    });
  }

  private async complete(key: number): Promise<void> {
    const incoming = this.incoming.get(key);
    if (!incoming) return;
    this.incoming.delete(key);
    const { file, temporary } = incoming;
    await temporary.complete();
    await this.deps.arrive(
      file,
      {
        open: (offset) => temporary.open(offset),
        release: () => void temporary.remove(),
        place: { path: temporary.path, isCopy: true },
      },
      key,
    );
  }

  private cancel(key: number, problem: (file: AttachedFile) => string): void {
    const incoming = this.incoming.get(key);
    if (!incoming) return;
    incoming.file.fail(problem(incoming.file));
    this.drop(incoming.file);
    this.deps.changed();
  }

  private fail(file: AttachedFile, error: unknown): void {
    const { code } = Object(error) as { code?: unknown };
    file.fail(this.words(code === 'ENOSPC' ? 'own-disk-full' : 'file-unreadable', file));
    this.drop(file);
    this.deps.changed();
  }

  private words(code: FileErrorCode, file: AttachedFile): string {
    return fileErrorText(code, { direction: 'send', name: file.name }, this.deps.t);
  }
}
