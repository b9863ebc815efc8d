import { randomBytes } from 'node:crypto';
import { encodeFrame } from '../../protocol/codec';
import { KnockError, type KnockTarget, type SentKnock } from '../../protocol/knock';
import {
  decodeToKnockGuest,
  type KnockFrameToGuest,
  type KnockFrameToHost,
  knockAlpn,
  knockRefusals,
  knockVersion,
} from '../../protocol/knock-frames';
import { cleanName, cleanRoomName } from '../../protocol/names';
import type { NetError } from '../../protocol/net-error';
import type { Clock } from '../../util/clock';
import type { FrameSocket } from './frame-socket';
import { codeOf, commitmentOf } from './knock-code';
import { knockSocket } from './knock-socket';
import type { JoinOptions } from './member-link';
import { secureDial } from './secure-dial';

/** How much longer than the host this side waits, in ms: the host's answer says more than silence. */
const graceMs = 5000;

/**
 * Knocks at a room whose pin isn't known: takes any certificate, and binds the one it saw to the code.
 * Resolves when the host has been shown the knock. After `open`, it sends nothing more.
 * @param name what the user wants to be called; at most 128 UTF-16 units
 * @throws {KnockError}
 */
export async function knock(
  { id, endpoints }: KnockTarget,
  name: string,
  signal: AbortSignal,
  { clock, limits, tap, readLimiter }: JoinOptions,
): Promise<SentKnock> {
  const target = { addresses: [], port: 0, others: endpoints };
  const dialing = { clock, timeoutMs: limits.connectMs, alpn: knockAlpn };
  const { socket, address, port, pin } = await secureDial(target, dialing, signal).catch(
    (error: NetError) => {
      throw toKnockError(error);
    },
  );
  const secured = knockSocket(socket, { clock, limits, tap }, readLimiter);
  const frames = new KnockFrames(secured, clock, signal);
  try {
    const g = randomBytes(32).toString('base64url');
    const commit = commitmentOf(name, g);
    frames.send({ type: 'knock', version: knockVersion, name, commit });
    const nonce = await frames.next('nonce', limits.authenticationMs);
    const { h, roomId, room, host } = nonce;
    if (roomId !== id) throw new KnockError('other-room', `room ${roomId} instead of ${id}`);
    frames.send({ type: 'open', g });
    const waitMs = limits.knockMs + graceMs;
    const token = frames.next('accepted', waitMs).then((accepted) => accepted.token);
    // The caller may look at it later.
    token.catch(() => {}).finally(() => frames.close());
    return {
      code: codeOf({ pin, roomId, room, host, name, commit, h, g }),
      ...{ pin, room: cleanRoomName(room), host: cleanName(host) },
      endpoint: { host: address, port },
      expires: clock.now() + limits.knockMs,
      token,
    };
  } catch (error) {
    frames.close();
    throw error;
  }
}

/** Something that waits for a frame. */
interface Waiter {
  readonly type: KnockFrameToGuest['type'];
  resolve(frame: KnockFrameToGuest): void;
  reject(error: KnockError): void;
}

/** The frames of a knock, one after another; ends when the signal is aborted. */
class KnockFrames {
  private waiter: Waiter | undefined;
  private failure: KnockError | undefined;

  constructor(
    private readonly socket: FrameSocket,
    private readonly clock: Clock,
    private readonly signal: AbortSignal,
  ) {
    socket.onLine((line) => this.receive(line));
    socket.onProblem(({ code }) => this.fail(violation(code)));
    socket.onEnd((end) => {
      const why = end.reason === 'lost' ? end.error.message : 'closed';
      this.fail(new KnockError('connection-lost', why));
    });
    signal.addEventListener('abort', this.cancel);
    if (signal.aborted) this.cancel();
    else socket.start();
  }

  send(frame: KnockFrameToHost): void {
    this.socket.write(encodeFrame(frame));
  }

  /** Waits for the next frame, which must be of this type. @throws {KnockError} */
  next<T extends 'nonce' | 'accepted'>(
    type: T,
    ms: number,
  ): Promise<Extract<KnockFrameToGuest, { type: T }>> {
    return new Promise((resolve, reject) => {
      if (this.failure) return reject(this.failure);
      const late = () => this.fail(new KnockError('knock-timeout', 'the host is silent'));
      const timer = this.clock.after(ms, late);
      const settle = () => {
        timer.dispose();
        this.waiter = undefined;
      };
      this.waiter = {
        type,
        resolve: (frame) => {
          settle();
          resolve(frame as Extract<KnockFrameToGuest, { type: T }>);
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
    this.signal.removeEventListener('abort', this.cancel);
    this.socket.finish({ reason: 'local' });
  }

  private readonly cancel = () => {
    this.fail(new KnockError('cancelled', 'cancelled by the user'));
    this.close();
  };

  private receive(line: string): void {
    const frame = decodeToKnockGuest(line);
    if (frame?.type === 'refused') this.fail(refusal(frame.code));
    else if (frame && frame.type === this.waiter?.type) this.waiter.resolve(frame);
    else this.fail(violation(frame?.type ?? 'no frame'));
  }

  private fail(error: KnockError): void {
    this.failure ??= error;
    this.waiter?.reject(this.failure);
  }
}

/** A later host may refuse for reasons that this version doesn't know. */
function refusal(code: string): KnockError {
  const known = knockRefusals.find((each) => each === code);
  return new KnockError(known ?? 'denied', `the host refused: ${code}`);
}

function violation(what: string): KnockError {
  return new KnockError('protocol', `the host violates ${knockAlpn}: ${what}`);
}

/** A host that offers no knocks, now or at all, refuses the protocol in the handshake. */
function toKnockError({ code, message }: NetError): KnockError {
  return new KnockError(code === 'other-version' ? 'no-knocks' : code, message);
}
