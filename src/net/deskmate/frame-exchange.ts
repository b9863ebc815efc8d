import { encodeFrame } from '../../protocol/codec';
import type { Clock } from '../../util/clock';
import type { FrameSocket } from './frame-socket';

interface Frame {
  readonly type: string;
}

/** Why an exchange ended without the frame that was waited for. */
export type ExchangeFailure = 'cancelled' | 'connection-lost' | 'protocol' | 'silent';

export interface ExchangeOptions<In extends Frame> {
  readonly clock: Clock;
  /** Ends the exchange when it is aborted. */
  readonly signal: AbortSignal;
  decode(line: string): In | undefined;
  /** The error that a frame means; undefined if it means none. */
  refusal(frame: In): Error | undefined;
  /** The error for a failure; `message` is for the log. */
  failure(why: ExchangeFailure, message: string): Error;
}

/** Something that waits for a frame. */
interface Waiter<In> {
  readonly type: string;
  resolve(frame: In): void;
  reject(error: Error): void;
}

/**
 * A guest's side of a connection on which each frame answers the one before. Any other frame than the one that is
 * waited for ends it.
 */
export class FrameExchange<In extends Frame, Out extends Frame> {
  private waiter: Waiter<In> | undefined;
  private error: Error | undefined;

  constructor(
    private readonly socket: FrameSocket,
    private readonly options: ExchangeOptions<In>,
  ) {
    const { failure, signal } = options;
    socket.onLine((line) => this.receive(line));
    socket.onProblem(({ code }) => this.fail(failure('protocol', code)));
    socket.onEnd((end) => {
      const why = end.reason === 'lost' ? end.error.message : 'closed';
      this.fail(failure('connection-lost', why));
    });
    signal.addEventListener('abort', this.cancel);
    if (signal.aborted) this.cancel();
    else socket.start();
  }

  send(frame: Out): void {
    this.socket.write(encodeFrame(frame));
  }

  /** Waits for the next frame, which must be of this type. @throws what `refusal` or `failure` makes */
  next<T extends In['type']>(type: T, ms: number): Promise<Extract<In, { readonly type: T }>> {
    const { clock, failure } = this.options;
    return new Promise((resolve, reject) => {
      if (this.error) return reject(this.error);
      const timer = clock.after(ms, () => this.fail(failure('silent', 'the host is silent')));
      const settle = () => {
        timer.dispose();
        this.waiter = undefined;
      };
      this.waiter = {
        type,
        resolve: (frame) => {
          settle();
          resolve(frame as Extract<In, { readonly type: T }>);
        },
        reject: (error) => {
          settle();
          reject(error);
        },
      };
    });
  }

  /** Closes the connection without sending anything. */
  close(): void {
    this.options.signal.removeEventListener('abort', this.cancel);
    this.socket.finish({ reason: 'local' });
  }

  private readonly cancel = () => {
    this.fail(this.options.failure('cancelled', 'cancelled by the user'));
    this.close();
  };

  private receive(line: string): void {
    const { decode, failure, refusal } = this.options;
    const frame = decode(line);
    const refused = frame && refusal(frame);
    if (refused) this.fail(refused);
    else if (frame && frame.type === this.waiter?.type) this.waiter.resolve(frame);
    else this.fail(failure('protocol', frame?.type ?? 'no frame'));
  }

  private fail(error: Error): void {
    this.error ??= error;
    this.waiter?.reject(this.error);
  }
}
