import type { TLSSocket } from 'node:tls';
import { maxShortLine } from '../../protocol/short-line';
import type { ReadLimiter } from '../socket/read-limiter';
import { FrameSocket, type FrameSocketOptions } from './frame-socket';

/**
 * One end of a connection for a few short lines, after its handshake. Both ends have timers of their own, so there
 * are no pings.
 */
export function shortSocket(
  secure: TLSSocket,
  { limits, ...options }: FrameSocketOptions,
  readLimiter: ReadLimiter,
): FrameSocket {
  const neverMs = 10 * (limits.authenticationMs + limits.knockMs);
  const own = { ...limits, lineBytes: maxShortLine, heartbeatMs: neverMs, deadMs: neverMs };
  return new FrameSocket(secure, { ...options, limits: own }, readLimiter);
}
