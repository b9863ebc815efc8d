import type { TLSSocket } from 'node:tls';
import { maxKnockLine } from '../../protocol/knock-frames';
import type { ReadLimiter } from '../socket/read-limiter';
import { FrameSocket, type FrameSocketOptions } from './frame-socket';

/** One end of a knock after its handshake. Both ends have timers of their own, so there are no pings. */
export function knockSocket(
  secure: TLSSocket,
  { limits, ...options }: FrameSocketOptions,
  readLimiter: ReadLimiter,
): FrameSocket {
  const neverMs = 10 * (limits.authenticationMs + limits.knockMs);
  const own = { ...limits, lineBytes: maxKnockLine, heartbeatMs: neverMs, deadMs: neverMs };
  return new FrameSocket(secure, { ...options, limits: own, purpose: 'knock' }, readLimiter);
}
