import type { Event } from '../util/event';
import type { Listener } from './frames';
import type { VoterFrame } from './voter-frames';

/**
 * Talks to the servers of the other voters, before the room is open and while it is hosted. Any frame may be lost; those
 * that arrive over one connection arrive in order, and once.
 */
export interface VoterPort {
  /** Fires for each frame; `pin` is that of the certificate that the sender has proven. */
  readonly onFrame: Event<{ readonly pin: string; readonly frame: VoterFrame }>;
  /**
   * Sends to the server with this pin: over an open connection in either direction, or a new one. Fails silently.
   * @param to without addresses, sends only over an open connection
   */
  send(to: Listener, frame: VoterFrame): void;
}
