import { FileError, type FileErrorCode } from '../../protocol/file-error';
import type { RetryTimer } from '../../protocol/network';
import type { Clock } from '../../util/clock';
import type { Disposable } from '../../util/disposable';
import type { Logger } from '../../util/logger';
import type { Transfer, TransferState } from '../files';
import { Rate } from './rate';

/** How long a transfer without progress keeps trying, in ms, and how long one that waits for other transfers does. */
const maxTryMs = 5 * 60_000;
const maxBusyMs = 60 * 60_000;

/** How much an attempt must move to count as progress, in bytes: less may be a fault that recurs each time. */
const minProgress = 64 * 1024;

/** Errors that mean waiting for other transfers. */
const busy: ReadonlySet<FileErrorCode> = new Set(['too-many-files', 'too-many-transfers']);

/** Errors that may soon be resolved. */
const temporary: ReadonlySet<FileErrorCode> = new Set([
  'connection-lost',
  'host-storage',
  'not-a-member',
  'timed-out',
  'too-many-files',
  'too-many-transfers',
]);

export interface JobDeps {
  readonly clock: Clock;
  readonly retryTimer: () => RetryTimer;
  readonly logger: Logger;
  /** Called when the state changes. */
  readonly onChange: (job: Job) => void;
  /** Called when bytes have moved. */
  readonly onProgress: () => void;
}

/**
 * One transfer: it runs until it is done, fails or is cancelled, and can be started again. A subclass says
 * what its work is.
 */
export abstract class Job implements Disposable {
  private state: TransferState = 'waiting';
  private error: FileErrorCode | undefined;
  private transferred = 0;
  private readonly rate = new Rate();
  private run: AbortController | undefined;
  private last: Promise<void> = Promise.resolve();
  private snapshot: Transfer | undefined;
  /** Ends the wait for the next attempt. */
  private hurry: (() => void) | undefined;

  constructor(
    readonly id: string,
    private readonly about: Pick<Transfer, 'direction' | 'name' | 'size'>,
    protected readonly deps: JobDeps,
  ) {}

  /** Whether it waits to be started. */
  get isDue(): boolean {
    return this.state === 'waiting' && !this.run;
  }

  get isStarted(): boolean {
    return this.run !== undefined;
  }

  /** Whether it has ended. */
  get isOver(): boolean {
    return this.state === 'done' || this.state === 'failed' || this.state === 'cancelled';
  }

  get direction(): Transfer['direction'] {
    return this.about.direction;
  }

  get transfer(): Transfer {
    this.snapshot ??= this.describe();
    return this.snapshot;
  }

  /** Starts it; ends with `onChange`, whatever happens. */
  start(): void {
    const run = new AbortController();
    this.run = run;
    // A cancelled run may still be closing what this one would open.
    this.last = this.last.then(() => this.perform(run));
  }

  /** Ends it at once; what it is doing ends later, unseen. */
  cancel(): void {
    if (this.state === 'done' || this.state === 'failed') return;
    const { run } = this;
    this.run = undefined;
    this.set('cancelled', 'cancelled');
    run?.abort();
  }

  /** Makes an ended one due again. */
  retry(): void {
    if (this.state === 'failed' || this.state === 'cancelled') this.set('waiting');
  }

  /** The connection is back. */
  wake(): void {
    this.hurry?.();
  }

  dispose(): void {
    const { run } = this;
    this.run = undefined;
    run?.abort();
  }

  /** Does it, once. @throws {FileError} */
  protected abstract work(signal: AbortSignal): Promise<void>;

  /** The hash of what is moved, once it is known. */
  protected abstract get hash(): string | undefined;

  protected set(state: TransferState, error?: FileErrorCode): void {
    this.state = state;
    this.error = error;
    if (state !== 'active' && state !== 'reading') this.rate.reset();
    this.snapshot = undefined;
    this.deps.onChange(this);
  }

  /** Records its progress, in bytes. */
  protected moved(position: number): void {
    this.transferred = position;
    this.rate.add(position, this.deps.clock.now());
    this.snapshot = undefined;
    this.deps.onProgress();
  }

  /**
   * Makes attempts until one succeeds, another one would be pointless, or none has made progress for a while.
   * @throws {FileError}
   */
  protected async persist(signal: AbortSignal, attempt: () => Promise<void>): Promise<void> {
    const { clock } = this.deps;
    const timer = this.deps.retryTimer();
    let since = clock.now();
    for (let best = this.transferred; ; ) {
      this.set('active');
      this.rate.reset();
      try {
        await attempt();
        return;
      } catch (error) {
        if (signal.aborted) throw error;
        const code = codeOf(error);
        if (this.transferred >= best + minProgress) {
          best = this.transferred;
          since = clock.now();
          timer.reset();
        }
        const longest = busy.has(code) ? maxBusyMs : maxTryMs;
        if (!temporary.has(code) || clock.now() - since > longest) throw error;
        this.log(error);
        this.set('waiting', code);
        await this.pause(timer, signal);
        if (signal.aborted) throw error;
      }
    }
  }

  private pause(timer: RetryTimer, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        waiting.dispose();
        signal.removeEventListener('abort', done);
        this.hurry = undefined;
        resolve();
      };
      const waiting = timer.next(done);
      signal.addEventListener('abort', done);
      this.hurry = done;
    });
  }

  private async perform(run: AbortController): Promise<void> {
    if (run.signal.aborted) return;
    try {
      await this.work(run.signal);
      this.end(run, 'done');
    } catch (error) {
      if (!run.signal.aborted) this.log(error);
      this.end(run, 'failed', codeOf(error));
    }
  }

  private log(error: unknown): void {
    const { direction, name } = this.about;
    this.deps.logger.warn(`${direction} ${JSON.stringify(name)}: ${codeOf(error)}: ${error}`);
  }

  private end(run: AbortController, state: 'done' | 'failed', error?: FileErrorCode): void {
    if (this.run !== run) return;
    this.run = undefined;
    if (state === 'done') this.transferred = this.about.size;
    this.set(state, error);
  }

  private describe(): Transfer {
    const { id, state, error, transferred, hash, rate, about } = this;
    const secondsLeft = state === 'active' ? rate.secondsLeft(about.size) : undefined;
    return {
      ...{ id, ...about, transferred, state, bytesPerSecond: rate.bytesPerSecond },
      ...(hash !== undefined && { hash }),
      ...(secondsLeft !== undefined && { secondsLeft }),
      ...(error !== undefined && { error }),
    };
  }
}

/** Why something failed; an error that isn't one of ours is a defect, and shows as a broken protocol. */
function codeOf(error: unknown): FileErrorCode {
  return error instanceof FileError ? error.code : 'protocol';
}
