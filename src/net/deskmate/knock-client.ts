import { randomBytes } from 'node:crypto';
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
import { type ExchangeFailure, FrameExchange } from './frame-exchange';
import { codeOf, commitmentOf } from './knock-code';
import type { JoinOptions } from './member-link';
import { secureDial } from './secure-dial';
import { shortSocket } from './short-socket';

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
  const secured = shortSocket(socket, { clock, limits, tap, purpose: 'knock' }, readLimiter);
  const frames = new FrameExchange<KnockFrameToGuest, KnockFrameToHost>(secured, {
    ...{ clock, signal, decode: decodeToKnockGuest, failure },
    refusal: (frame) => (frame.type === 'refused' ? refusal(frame.code) : undefined),
  });
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

/** A later host may refuse for reasons that this version doesn't know. */
function refusal(code: string): KnockError {
  const known = knockRefusals.find((each) => each === code);
  return new KnockError(known ?? 'denied', `the host refused: ${code}`);
}

function failure(why: ExchangeFailure, message: string): KnockError {
  if (why === 'silent') return new KnockError('knock-timeout', message);
  if (why !== 'protocol') return new KnockError(why, message);
  return new KnockError('protocol', `the host violates ${knockAlpn}: ${message}`);
}

/** A host that offers no knocks, now or at all, refuses the protocol in the handshake. */
function toKnockError({ code, message }: NetError): KnockError {
  return new KnockError(code === 'other-version' ? 'no-knocks' : code, message);
}
