import { NetError } from '../../protocol/net-error';
import type { ChainPoint, StreamEntry, WideStream } from '../../protocol/wide';
import type { Clock } from '../../util/clock';
import { DisposableStore } from '../../util/disposable';

/** How long to work before other work gets its turn, in ms. */
const sliceMs = 8;

/** Calls `handle` for each of these, in slices of so much time: what one takes depends on what it is, and on the computer. */
export async function inSlices<T>(
  items: readonly T[],
  clock: Clock,
  handle: (item: T) => void,
): Promise<void> {
  let start = clock.now();
  for (const item of items) {
    // Someone may set the clock back.
    if (Math.abs(clock.now() - start) >= sliceMs) {
      await new Promise<void>((resolve) => clock.after(0, resolve));
      start = clock.now();
    }
    handle(item);
  }
}

/** Reads what a stream has. What comes after that waits until someone takes it. */
export class StreamReader {
  /** What was read and nobody took. */
  private read: StreamEntry[] = [];
  private sink: ((entries: readonly StreamEntry[]) => void) | undefined;
  private readonly store = new DisposableStore();
  private last: number;
  private ended: NetError | undefined;
  private changed: (() => void) | undefined;
  /** Number of the oldest entry that the stream had. */
  readonly first: number;

  constructor(
    readonly stream: WideStream,
    after: number,
    chain?: ChainPoint,
  ) {
    this.first = Math.max(stream.first, after + 1);
    this.last = this.first - 1;
    this.store.add(
      stream.onEntries((entries) => {
        this.last = entries.at(-1)?.seq ?? this.last;
        if (this.sink) this.sink(entries);
        else for (const entry of entries) this.read.push(entry);
        this.changed?.();
      }),
    );
    this.store.add(
      stream.onEnd((end) => {
        this.ended =
          end.reason === 'lost' ? end.error : new NetError('connection-lost', 'the stream ended');
        this.changed?.();
      }),
    );
    stream.start(after, chain);
  }

  /**
   * Resolves to the entries that the stream had when it was opened, and those that came meanwhile.
   * @throws {NetError} when the stream ends before, or the signal is aborted
   */
  async untilLast(signal: AbortSignal): Promise<readonly StreamEntry[]> {
    const aborted = () => this.changed?.();
    signal.addEventListener('abort', aborted);
    try {
      while (this.last < this.stream.last && !this.ended && !signal.aborted) {
        await new Promise<void>((resolve) => {
          this.changed = resolve;
        });
      }
    } finally {
      this.changed = undefined;
      signal.removeEventListener('abort', aborted);
    }
    if (signal.aborted) throw new NetError('cancelled', 'cancelled while reading the stream');
    if (this.ended && this.last < this.stream.last) throw this.ended;
    const { read } = this;
    this.read = [];
    return read;
  }

  /** Passes on what waits, and what comes, from now on. */
  take(sink: (entries: readonly StreamEntry[]) => void): void {
    const { read } = this;
    this.read = [];
    this.sink = sink;
    if (read.length > 0) sink(read);
  }

  /** Takes nothing more from the stream. */
  dispose(): void {
    this.store.dispose();
  }
}
