import { FileError, type FileErrorCode } from '../../protocol/file-error';
import type { FileTransit } from '../../protocol/file-link';
import type { Limits } from '../../protocol/limits';
import { type LinkEnd, NetError } from '../../protocol/net-error';
import { type Clock, delay } from '../../util/clock';
import {
  type ConnectEngine,
  type Engine,
  type EngineListener,
  type EngineTarget,
  type StoredMessage,
  Unavailable,
} from './engine';

export interface FileConnectionOptions {
  readonly clock: Clock;
  readonly limits: Pick<Limits, 'fileStallMs'>;
  readonly connect: ConnectEngine;
}

/** How many messages may be on their way at once. */
const maxAhead = 8;

/** How long to wait before the next try, in ms: doubles each time. */
const retryMs = { min: 100, max: 2000 } as const;

/** A member's connection to a stream for files: it repeats what the server can't do now, and does less at once then. */
export class FileConnection {
  /** How many messages to have on their way at once. */
  ahead = maxAhead;

  private constructor(
    private readonly options: FileConnectionOptions,
    private readonly engine: Engine,
    private readonly transit: FileTransit,
    /** Rejects when the connection has ended. */
    private readonly ended: Promise<never>,
  ) {}

  /**
   * Runs `work` on a new connection, and closes it afterwards, or at once when the transit's signal is aborted.
   * @throws {FileError} or what `work` throws
   */
  static async use<T>(
    options: FileConnectionOptions,
    target: EngineTarget,
    transit: FileTransit,
    work: (connection: FileConnection) => Promise<T>,
  ): Promise<T> {
    const { signal } = transit;
    let end = (_: LinkEnd) => {};
    const ended = new Promise<never>((_, reject) => {
      end = () => reject(new FileError('connection-lost', 'the connection to the server ended'));
    });
    ended.catch(() => {});
    const listener: EngineListener = { onStored() {}, onTold() {}, onEnd: (why) => end(why) };
    const engine = await options.connect(target, listener, signal).catch((error) => {
      throw toFileError(error);
    });
    const abort = () => engine.drop();
    signal.addEventListener('abort', abort);
    try {
      if (signal.aborted) throw new FileError('cancelled', 'cancelled');
      return await work(new FileConnection(options, engine, transit, ended));
    } catch (error) {
      throw signal.aborted ? new FileError('cancelled', 'cancelled') : error;
    } finally {
      signal.removeEventListener('abort', abort);
      engine.drop();
    }
  }

  /** Number of the oldest message. @throws {FileError} */
  async first(): Promise<number> {
    const state = await this.persist(() => this.engine.state());
    if (!state) throw new FileError('file-gone', 'there is no such stream');
    return state.first;
  }

  /** Stores a message; resolves to its number. @throws {FileError} */
  store(id: string, payload: Uint8Array): Promise<number> {
    return this.persist(() => this.engine.store(id, payload));
  }

  /** Reads a message. @throws {FileError} `file-gone` if the stream no longer has it */
  read(seq: number): Promise<StoredMessage> {
    return this.persist(async () => {
      let found: StoredMessage | undefined;
      await this.engine.read(seq, 1, (message) => {
        if (message.seq === seq) found = message;
      });
      if (found) return found;
      const state = await this.engine.state();
      if (!state || seq < state.first || seq > state.last) {
        throw new FileError('file-gone', `the stream no longer has ${seq}`);
      }
      throw new Unavailable(`this node doesn't have ${seq} yet`, false);
    });
  }

  /** Tries until the server does it. @throws {FileError} */
  private async persist<T>(attempt: () => Promise<T>): Promise<T> {
    const { clock, limits } = this.options;
    const since = clock.now();
    for (let wait: number = retryMs.min; ; wait = Math.min(retryMs.max, 2 * wait)) {
      try {
        return await Promise.race([attempt(), this.ended]);
      } catch (error) {
        const isOver = !(error instanceof Unavailable) || clock.now() - since > limits.fileStallMs;
        if (isOver) throw toFileError(error);
      }
      this.ahead = Math.max(1, this.ahead >> 1);
      await Promise.race([delay(clock, wait, this.transit.signal), this.ended]);
      if (this.transit.signal.aborted) throw new FileError('cancelled', 'cancelled');
    }
  }
}

/** Errors of the network that don't just mean that the server can't be reached now. */
const netErrors = new Map<string, FileErrorCode>([
  ['cancelled', 'cancelled'],
  ['failed', 'protocol'],
  ['bad-invite', 'protocol'],
  ['not-permitted', 'protocol'],
  ['wrong-pin', 'protocol'],
]);

function toFileError(error: unknown): FileError {
  if (error instanceof FileError) return error;
  const { message } = error as Error;
  if (error instanceof Unavailable) return new FileError('timed-out', message, { cause: error });
  const code =
    error instanceof NetError ? (netErrors.get(error.code) ?? 'connection-lost') : undefined;
  return new FileError(code ?? 'protocol', message, { cause: error });
}
