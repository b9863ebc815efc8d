import type { Socket } from 'node:net';

/**
 * Idle time in ms after which the operating system asks whether the peer is still there. With
 * libuv's ten probes a second apart, one whose cable was pulled is found within 14 seconds.
 */
const keepAliveMs = 4000;

/** What every chat connection wants: small messages at once, and a vanished peer noticed. */
export function tuneSocket(socket: Socket): void {
  socket.setNoDelay(true);
  socket.setKeepAlive(true, keepAliveMs);
}
