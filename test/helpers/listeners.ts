import type { Listener } from '../../src/protocol/frames';

/** Where a member listens whose port is this; nothing does. */
export function listenerAt(port: number): Listener {
  return { pin: `${port}`.padEnd(43, 'p'), addresses: ['127.0.0.1'], port };
}
