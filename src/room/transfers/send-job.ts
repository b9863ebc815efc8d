import type { FileId } from '../../protocol/card';
import { FileError, fileChanged } from '../../protocol/file-error';
import type { Hasher } from '../../protocol/file-link';
import { delay } from '../../util/clock';
import type { Disposable } from '../../util/disposable';
import type { FileSource } from '../files';
import { Job, type JobDeps } from './job';
import type { FileRoute } from './route';

/** Bytes hashed at a time, to keep each turn of the event loop short. */
const sliceBytes = 256 * 1024;

/** How long the note that a file is being sent outlives its message, in ms: until that is on disk. */
const noteMs = 1000;

export interface SendJobDeps extends JobDeps {
  readonly route: FileRoute;
  readonly hasher: () => Hasher;
  /** Notes that this file is being sent, in case the process ends before its message is. */
  readonly note: () => Disposable;
  /** Sends the message, for this job. @throws {FileError} */
  readonly say: (file: FileId, job: SendJob) => void;
}

/** Sends a file: computes its hash, uploads its bytes, then sends its message. */
export class SendJob extends Job {
  protected hash: string | undefined;
  private noted: Disposable | undefined;

  constructor(
    id: string,
    name: string,
    private readonly source: FileSource,
    private readonly own: SendJobDeps,
  ) {
    super(id, { direction: 'send', name, size: source.size }, own);
    this.noted = own.note();
  }

  override cancel(): void {
    super.cancel();
    this.forget();
  }

  override retry(): void {
    super.retry();
    this.noted ??= this.own.note();
  }

  /** The user knows that it wasn't sent, or its message is on disk. */
  forget(): void {
    this.noted?.dispose();
    this.noted = undefined;
  }

  /** The hub refused its message: it can be sent again. */
  refuse(): void {
    if (this.transfer.state === 'done') this.set('failed', 'message-unsent');
  }

  protected override async work(signal: AbortSignal): Promise<void> {
    const { clock, route, say } = this.own;
    const { size } = this.source;
    // Whatever was read before, the file may be another one now.
    const file = { hash: await this.read(signal), size };
    this.hash = file.hash;
    let isSecond = false;
    await this.persist(signal, async () => {
      const transit = { signal, moved: (position: number) => this.moved(position) };
      try {
        await route.put(file, (offset) => this.open(offset), transit);
      } catch (error) {
        if (!(error instanceof FileError) || error.code !== 'wrong-hash') throw error;
        // The hub's disk may have lost part of the upload, so starts over, once.
        if (isSecond) throw new FileError('file-changed', 'the hub got other bytes');
        isSecond = true;
        throw new FileError('connection-lost', error.message);
      }
    });
    if (signal.aborted) return;
    say(file, this);
    clock.after(noteMs, () => this.forget());
  }

  /** Computes its hash. @throws {FileError} */
  private async read(signal: AbortSignal): Promise<string> {
    const { clock, hasher } = this.own;
    const hash = hasher();
    let at = 0;
    this.set('reading');
    for await (const chunk of this.open(0)) {
      for (let start = 0; start < chunk.length; start += sliceBytes) {
        if (signal.aborted) throw new FileError('cancelled', 'cancelled');
        if (start > 0) await delay(clock, 0, signal);
        const slice = chunk.subarray(start, start + sliceBytes);
        hash.update(slice);
        at += slice.length;
        if (at > this.source.size) throw fileChanged();
        this.moved(at);
      }
    }
    if (at < this.source.size) throw fileChanged();
    this.moved(0);
    return hash.digest();
  }

  /** Reads the source; what it throws means that it can't be read. */
  private async *open(offset: number): AsyncIterable<Uint8Array> {
    try {
      yield* this.source.open(offset);
    } catch (error) {
      throw error instanceof FileError
        ? error
        : new FileError('file-unreadable', String(error), { cause: error });
    }
  }
}
