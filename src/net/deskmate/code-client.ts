import { timingSafeEqual } from 'node:crypto';
import {
  type CodeFrameToGuest,
  type CodeFrameToHost,
  codeAlpn,
  codeRefusals,
  codeVersion,
  decodeToCodeGuest,
} from '../../protocol/code-frames';
import { cleanName, cleanRoomName } from '../../protocol/names';
import type { NetError } from '../../protocol/net-error';
import { CodeError, type CodeGrant, type CodeTarget } from '../../protocol/room-code';
import { guestData, hostData, loadCPace, runInput } from './code-run';
import { type ExchangeFailure, FrameExchange } from './frame-exchange';
import type { JoinOptions } from './member-link';
import { secureDial } from './secure-dial';
import { shortSocket } from './short-socket';

/**
 * Proves to a room whose pin isn't known that the user has its code, and checks that its host has the same: takes any
 * certificate, and binds the one it saw to the code. Each call lets the other end test one guess at the code.
 * @param code six digits
 * @throws {CodeError}
 */
export async function enterCode(
  { id, endpoints }: CodeTarget,
  code: string,
  signal: AbortSignal,
  { clock, limits, tap, readLimiter }: JoinOptions,
): Promise<CodeGrant> {
  const { CPaceSide } = await loadCPace();
  const target = { addresses: [], port: 0, others: endpoints };
  const dialing = { clock, timeoutMs: limits.connectMs, alpn: codeAlpn };
  const { socket, address, port, pin } = await secureDial(target, dialing, signal).catch(
    (error: NetError) => {
      throw toCodeError(error);
    },
  );
  const secured = shortSocket(socket, { clock, limits, tap, purpose: 'room-code' }, readLimiter);
  const frames = new FrameExchange<CodeFrameToGuest, CodeFrameToHost>(secured, {
    ...{ clock, signal, decode: decodeToCodeGuest, failure },
    refusal: (frame) => (frame.type === 'refused' ? refusal(frame) : undefined),
  });
  const ms = limits.authenticationMs;
  try {
    frames.send({ type: 'start', version: codeVersion });
    const { sid, roomId, room, host } = await frames.next('session', ms);
    if (id !== undefined && roomId !== id) {
      throw new CodeError('other-room', `room ${roomId} instead of ${id}`);
    }
    const side = new CPaceSide(runInput(code, pin, roomId, sid));
    frames.send({ type: 'share', y: Buffer.from(side.share).toString('base64url') });
    const theirs = Buffer.from((await frames.next('share', ms)).y, 'base64url');
    const proofs = side.proofs('initiator', guestData, {
      share: theirs,
      data: hostData({ room, host }),
    });
    if (!proofs) throw failure('protocol', 'a share that is none');
    frames.send({ type: 'proof', mac: proofs.initiator.toString('base64url') });
    const { mac, token } = await frames.next('accepted', ms);
    if (!timingSafeEqual(Buffer.from(mac, 'base64url'), proofs.responder)) {
      throw new CodeError('not-proved', 'the host accepted the code without knowing it');
    }
    return {
      ...{ pin, token, room: cleanRoomName(room), host: cleanName(host) },
      endpoint: { host: address, port },
    };
  } finally {
    frames.close();
  }
}

/** A later host may refuse for reasons that this version doesn't know. */
function refusal({
  code,
  left,
}: Extract<CodeFrameToGuest, { readonly type: 'refused' }>): CodeError {
  const known = codeRefusals.find((each) => each === code);
  return new CodeError(known ?? 'no-code', `the host refused: ${code}`, { left });
}

function failure(why: ExchangeFailure, message: string): CodeError {
  if (why === 'silent') return new CodeError('code-timeout', message);
  if (why !== 'protocol') return new CodeError(why, message);
  return new CodeError('protocol', `the host violates ${codeAlpn}: ${message}`);
}

/** A host that has no code, now or at all, refuses the protocol in the handshake. */
function toCodeError({ code, message }: NetError): CodeError {
  return new CodeError(code === 'other-version' ? 'no-code' : code, message);
}
