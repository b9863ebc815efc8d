import { NetError } from '../../protocol/net-error';
import { type Clock, delay } from '../../util/clock';
import { type Engine, Unavailable } from './engine';

export interface PublisherOptions {
  readonly clock: Clock;
  readonly engine: Pick<Engine, 'store' | 'state'>;
  readonly onWritable: (isWritable: boolean) => void;
  /** An entry was stored, under this number. */
  readonly onStored: (seq: number) => void;
  /** The server says that the stream doesn't exist any more. */
  readonly onGone: () => void;
}

interface Appended {
  readonly id: string;
  /** Makes the payload, for each try. */
  readonly seal: () => Buffer;
  readonly resolve: (seq: number) => void;
  readonly reject: (error: NetError) => void;
}

/** How long an entry may wait to be stored before members are told, in ms. */
const slowMs = 2000;

/** How long to wait before the next try: doubles each time. */
const retryMs = { min: 100, max: 1000 } as const;

/**
 * How long the first tries wait for an answer, in ms. A node without a leader gives none: who waits for it longer still
 * waits when the others have elected one, after some 5 s. Later tries are as patient as other questions.
 */
const impatientMs = 1000;

/** How many tries are impatient. */
const impatientTries = 6;

/** After how many tries in a row to check that the stream exists. */
const triesToCheck = 8;

/**
 * Stores entries, one at a time and in order, and tries again until the server has stored each. All tries have the same
 * id, so the server stores it once; each has a payload of its own, so one that is stored twice was repeated by the server.
 */
export class Publisher {
  private readonly queue: Appended[] = [];
  private readonly stop = new AbortController();
  private failure: NetError | undefined;
  private running = false;
  private idle: (() => void)[] = [];

  constructor(private readonly options: PublisherOptions) {}

  add(id: string, seal: () => Buffer): Promise<number> {
    return new Promise((resolve, reject) => {
      if (this.failure) {
        reject(this.failure);
        return;
      }
      this.queue.push({ id, seal, resolve, reject });
      void this.run();
    });
  }

  /** Resolves when nothing waits to be stored. */
  settled(): Promise<void> {
    return new Promise((resolve) => {
      if (this.queue.length === 0) resolve();
      else this.idle.push(resolve);
    });
  }

  /** The connection has ended. */
  end(error: NetError): void {
    this.failure = error;
    this.stop.abort();
    for (const { reject } of this.queue.splice(0)) reject(error);
    this.notifyIdle();
  }

  private async run(): Promise<void> {
    if (this.running) return;
    this.running = true;
    for (let first = this.queue[0]; first; first = this.queue[0]) {
      try {
        const seq = await this.store(first);
        if (this.failure) break;
        this.queue.shift();
        this.options.onStored(seq);
        first.resolve(seq);
      } catch (cause) {
        if (this.failure) break;
        this.queue.shift();
        first.reject(toAppendError(cause));
      }
    }
    this.running = false;
    this.notifyIdle();
  }

  private async store({ id, seal }: Appended): Promise<number> {
    const { clock, engine, onWritable } = this.options;
    const slow = clock.after(slowMs, () => onWritable(false));
    try {
      for (let tries = 1; ; tries += 1) {
        try {
          const patience = tries <= impatientTries ? impatientMs : undefined;
          const seq = await engine.store(id, seal(), patience);
          onWritable(true);
          return seq;
        } catch (error) {
          if (!(error instanceof Unavailable) || this.failure) throw error;
          if (error.said) onWritable(false);
        }
        if (tries % triesToCheck === 0) await this.checkStream();
        const wait = Math.min(retryMs.max, retryMs.min * 2 ** (tries - 1));
        await delay(clock, wait, this.stop.signal);
        if (this.failure) throw this.failure;
      }
    } finally {
      slow.dispose();
    }
  }

  private async checkStream(): Promise<void> {
    const exists = await this.options.engine.state().then(
      (state) => state !== undefined,
      () => true,
    );
    if (!exists) this.options.onGone();
  }

  private notifyIdle(): void {
    for (const resolve of this.idle.splice(0)) resolve();
  }
}

function toAppendError(cause: unknown): NetError {
  if (cause instanceof NetError) return cause;
  return new NetError('failed', `the entry can't be stored: ${cause}`, { cause });
}
