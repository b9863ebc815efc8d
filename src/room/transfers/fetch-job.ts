import type { FileId } from '../../protocol/card';
import { FileError } from '../../protocol/file-error';
import type { Hasher } from '../../protocol/file-link';
import type { FileStore, PartialFile } from '../file-store';
import type { FileSink } from '../files';
import { Job, type JobDeps } from './job';
import type { FileRoute } from './route';

export interface FetchJobDeps extends JobDeps {
  readonly route: FileRoute;
  readonly hasher: () => Hasher;
  readonly store: () => FileStore | undefined;
}

/** The part of a file that is written, and its hash. */
interface Written {
  readonly sink: FileSink;
  /** Absent for a sink that checks the hash itself. */
  readonly hasher: Hasher | undefined;
  at: number;
}

/** Fetches a file into a sink, from this computer or from the hub, and checks its hash. */
export class FetchJob extends Job {
  /** Stays when an attempt fails, so that the next one resumes where it broke off. */
  private written: Written | undefined;

  /** @param open opens the sink; one that belongs to this computer's store resumes with what it has */
  constructor(
    id: string,
    name: string,
    private readonly file: FileId,
    private readonly open: () => Promise<FileSink | PartialFile>,
    private readonly own: FetchJobDeps,
  ) {
    super(id, { direction: 'fetch', name, size: file.size }, own);
  }

  override dispose(): void {
    const { isStarted } = this;
    super.dispose();
    // A running one drops it when its work has ended.
    if (!isStarted) void this.drop();
  }

  protected override get hash(): string {
    return this.file.hash;
  }

  protected override async work(signal: AbortSignal): Promise<void> {
    try {
      await this.persist(signal, () => this.attempt(signal));
    } catch (error) {
      const isBroken = error instanceof FileError && error.code === 'connection-lost';
      if (!isBroken || signal.aborted) await this.drop();
      throw error;
    }
  }

  private async attempt(signal: AbortSignal): Promise<void> {
    const { route, store } = this.own;
    const written = this.written ?? (await this.begin());
    this.written = written;
    const { hash, size } = this.file;
    const write = async (bytes: Uint8Array) => {
      if (signal.aborted) throw new FileError('cancelled', 'cancelled');
      await intoSink(() => written.sink.write(bytes));
      written.hasher?.update(bytes);
      written.at += bytes.length;
      this.moved(written.at);
    };
    this.moved(written.at);
    const here = store();
    if (here?.find(hash)?.size === size) {
      for await (const bytes of here.read(hash, written.at)) await write(bytes);
    } else if (written.at < size || size === 0) {
      await route.get({ ...this.file, offset: written.at }, write, { signal, moved: () => {} });
    }
    if (written.hasher && written.hasher.digest() !== hash) {
      throw new FileError('wrong-hash', 'its bytes have another hash');
    }
    await intoSink(() => written.sink.finish());
    this.written = undefined;
  }

  private async begin(): Promise<Written> {
    const sink = await intoSink(this.open);
    const isPart = 'offset' in sink;
    return { sink, hasher: isPart ? undefined : this.own.hasher(), at: isPart ? sink.offset : 0 };
  }

  private async drop(): Promise<void> {
    const { written } = this;
    this.written = undefined;
    await written?.sink.abort().catch(() => {});
  }
}

/** What the errors of the operating system mean for a file on this computer. */
const bySystem = new Map<unknown, 'own-disk-full'>([
  ['ENOSPC', 'own-disk-full'],
  ['EDQUOT', 'own-disk-full'],
  ['EFBIG', 'own-disk-full'],
  ['disk-full', 'own-disk-full'],
]);

/** Runs an operation of a sink. @throws {FileError} */
async function intoSink<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { code, message } = error as { readonly code?: unknown; readonly message?: string };
    if (error instanceof FileError && code === 'wrong-hash') throw error;
    throw new FileError(bySystem.get(code) ?? 'file-unwritable', message ?? '', { cause: error });
  }
}
