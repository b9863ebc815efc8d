import { decodeToHub, type FrameProblem, withCleanText } from '../../protocol/codec';
import { lineLimits, type ToHub } from '../../protocol/frames';
import type { GuestRequest } from '../../protocol/guest-link';
import { fitsEntry, normalizeMessageText } from '../../protocol/message-text';
import type { ByeCode, RefusalCode } from '../../protocol/net-error';
import type { Disposable } from '../../util/disposable';
import { TokenBucket } from '../socket/read-limiter';
import type { FrameSocket, FrameSocketOptions } from './frame-socket';

/** What a reader reports to. */
export interface RequestSink {
  /** `bytes`: length of its line in bytes. */
  request(request: GuestRequest, bytes: number): void;
  /** Something is wrong with one frame; the connection stays open. */
  refuse(code: RefusalCode, id?: string): void;
  /** The guest sent `leave`. */
  left(): void;
  /** The connection can't continue. */
  broken(code: ByeCode): void;
}

/** Wrong frames allowed before the connection is closed. */
const maxMistakes = 20;

/**
 * Reads an authenticated guest's frames and cleans their texts. It accepts only as many requests as the limits allow:
 * the rest waits in the guest's operating system, and nothing is lost. (The socket's read limiter limits the bytes, and
 * frames that aren't requests.)
 */
export class RequestReader {
  private readonly requests: TokenBucket;
  private mistakes = 0;
  /** Runs until there is a token again. */
  private waiting: Disposable | undefined;
  private held = false;
  /** The guest has left, or made an error that can't be undone: nothing is read any more. */
  private ended = false;

  constructor(
    private readonly socket: FrameSocket,
    private readonly options: FrameSocketOptions,
    private readonly sink: RequestSink,
  ) {
    const { clock, limits } = options;
    this.requests = new TokenBucket(clock, limits.messagesPerSecond, limits.messageBurst);
    socket.onLine((line) => this.read(line));
    socket.onProblem(({ code }) => this.end(() => sink.broken(code)));
    socket.onEnd(() => this.dispose());
  }

  /** Pauses or resumes reading. If the guest goes while paused, what it sent is discarded. */
  hold(held: boolean): void {
    this.held = held;
    this.pauseOrResume();
  }

  /** Counts a wrong frame; public for errors that only the caller can find. */
  mistake(code: RefusalCode, id?: string): void {
    this.mistakes += 1;
    if (this.mistakes > maxMistakes) this.end(() => this.sink.broken('too-many-errors'));
    else this.sink.refuse(code, id);
  }

  private read(line: string): void {
    if (this.ended) return;
    const { limits } = this.options;
    const { lineBytes } = this.socket;
    const decoded = decodeToHub(line, limits.jsonDepth);
    if (!decoded.ok) {
      this.pace();
      this.report(decoded);
      return;
    }
    const { frame } = decoded;
    if (!isFree(frame)) this.pace();
    // `<`: the limit includes the newline. Every frame may be as long as a short line.
    if (lineBytes < limits.shortLineBytes || lineBytes < limits[lineLimits[frame.type]])
      this.take(frame, lineBytes);
    else this.mistake('bad-frame', 'id' in frame ? frame.id : undefined);
  }

  private take(frame: ToHub, bytes: number): void {
    switch (frame.type) {
      case 'ping':
        break;
      case 'leave':
        this.end(() => this.sink.left());
        break;
      case 'join':
      case 'resume':
      case 'check':
        // It is already authenticated.
        this.mistake('bad-frame');
        break;
      case 'say':
      case 'edit': {
        const clean = withCleanText(frame);
        if (this.isTooLong(clean.text)) this.sink.refuse('text-too-long', clean.id);
        else this.sink.request(clean, bytes);
        break;
      }
      case 'react':
        this.sink.request({ ...frame, emoji: normalizeMessageText(frame.emoji) }, bytes);
        break;
      default:
        this.sink.request(frame, bytes);
    }
  }

  private report(problem: FrameProblem): void {
    switch (problem.code) {
      case 'bad-json':
      case 'too-deep':
        this.end(() => this.sink.broken(problem.code));
        break;
      case 'text-too-long':
        this.sink.refuse(problem.code, problem.id);
        break;
      default:
        this.mistake(problem.code, problem.id);
    }
  }

  /** Checks again after cleaning: replacements for control characters are longer. */
  private isTooLong(text: string): boolean {
    const { messageBytes } = this.options.limits;
    // A UTF-16 unit takes at most three bytes.
    const mayExceed = 3 * text.length > messageBytes;
    return (mayExceed && Buffer.byteLength(text) > messageBytes) || !fitsEntry(text);
  }

  private pace(): void {
    const waitMs = this.requests.take(1, this.socket.deliveryTime);
    if (waitMs === 0 || this.waiting) return;
    this.waiting = this.options.clock.after(waitMs, () => {
      this.waiting = undefined;
      this.pauseOrResume();
    });
    this.pauseOrResume();
  }

  private pauseOrResume(): void {
    if (this.held || this.waiting) this.socket.pause(this.held);
    else this.socket.resume();
  }

  private dispose(): void {
    this.ended = true;
    this.waiting?.dispose();
  }

  private end(callback: () => void): void {
    if (this.ended) return;
    this.dispose();
    callback();
  }
}

/** Whether a frame asks nothing of the room and doesn't count as a request. */
function isFree({ type }: ToHub): boolean {
  return type === 'ping' || type === 'received' || type === 'held';
}
