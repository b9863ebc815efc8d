import { decodeToHub, type FrameProblem } from '../../protocol/codec';
import { lineLimits, type ToHub } from '../../protocol/frames';
import type { ByeCode, RefusalCode } from '../../protocol/net-error';
import { fitsEntry, roomText } from '../../protocol/room-text';
import type { GuestRequest } from '../../protocol/transport';
import { type Disposable, DisposableStore } from '../../util/disposable';
import { RateBucket } from '../socket/intake';
import type { FrameSocket, FrameSocketOptions } from './frame-socket';

/** Whom a reader tells. */
export interface RequestSink {
  /** `bytes`: length of its line. */
  request(request: GuestRequest, bytes: number): void;
  /** Something is wrong with one frame. */
  refuse(code: RefusalCode, id?: string): void;
  /** Said goodbye. */
  left(): void;
  /** Nothing can be read any more, or there is no point in it. */
  broken(code: ByeCode): void;
}

/** Frames that may be wrong before the connection is not worth keeping. */
const maxMistakes = 20;

/**
 * What an authenticated guest sends, frame by frame, with texts clean. It takes no more requests than the
 * limits allow: the rest stays with the guest's own operating system, and nothing is lost. (What frames
 * cost that are no requests, and how large they are, the socket's intake bounds.)
 */
export class RequestReader {
  private readonly store = new DisposableStore();
  private readonly requests: RateBucket;
  private mistakes = 0;
  /** Until there is a token again. */
  private rest: Disposable | undefined;
  private held = false;

  constructor(
    private readonly socket: FrameSocket,
    private readonly options: FrameSocketOptions,
    private readonly sink: RequestSink,
  ) {
    const { clock, limits } = options;
    this.requests = new RateBucket(clock, limits.messagesPerSecond, limits.messageBurst);
    this.store.add(socket.onLine((line) => this.read(line)));
    this.store.add(socket.onProblem(({ code }) => this.end(() => sink.broken(code))));
    this.store.add(socket.onEnd(() => this.dispose()));
  }

  /** Reads no further until told otherwise; when the guest goes meanwhile, nobody wants what it sent. */
  hold(held: boolean): void {
    this.held = held;
    this.steer();
  }

  /** A frame was wrong, in a way that only shows later. */
  mistake(code: RefusalCode, id?: string): void {
    this.mistakes += 1;
    if (this.mistakes > maxMistakes) this.end(() => this.sink.broken('too-many-errors'));
    else this.sink.refuse(code, id);
  }

  private read(line: string): void {
    const { limits } = this.options;
    const { lineBytes } = this.socket;
    const decoded = decodeToHub(line, limits.jsonDepth);
    if (!decoded.ok) {
      this.pace();
      this.complain(decoded);
      return;
    }
    const { frame } = decoded;
    if (!isLight(frame)) this.pace();
    // The newline belongs to the line.
    if (lineBytes < limits[lineLimits[frame.type]]) this.take(frame, lineBytes);
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
        // It has proved who it is; that does not change.
        this.mistake('bad-frame');
        break;
      case 'say':
      case 'edit': {
        const text = roomText(frame.text);
        if (this.isTooLong(text)) this.sink.refuse('text-too-long', frame.id);
        else this.sink.request({ ...frame, text }, bytes);
        break;
      }
      case 'react':
        this.sink.request({ ...frame, emoji: roomText(frame.emoji) }, bytes);
        break;
      default:
        this.sink.request(frame, bytes);
    }
  }

  private complain(problem: FrameProblem): void {
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

  /** What takes the place of a control character is longer than it was. */
  private isTooLong(text: string): boolean {
    return Buffer.byteLength(text) > this.options.limits.messageBytes || !fitsEntry(text);
  }

  private pace(): void {
    const waitMs = this.requests.take();
    if (waitMs === 0 || this.rest) return;
    this.rest = this.options.clock.after(waitMs, () => {
      this.rest = undefined;
      this.steer();
    });
    this.steer();
  }

  private steer(): void {
    if (this.held || this.rest) this.socket.pause(this.held);
    else this.socket.resume();
  }

  private dispose(): void {
    this.store.dispose();
    this.rest?.dispose();
  }

  private end(tell: () => void): void {
    this.dispose();
    tell();
  }
}

/** Whether a frame asks nothing of the room. */
function isLight({ type }: ToHub): boolean {
  return type === 'ping' || type === 'received';
}
