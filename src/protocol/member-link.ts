import type { Event } from '../util/event';
import type { Endpoint } from './endpoint';
import type { ToHub, ToMember } from './frames';
import type { LogPosition } from './log-feed';
import type { LinkEnd } from './net-error';
import type { WideControl, WideRoute } from './wide';

/** What a guest needs to get into an invite room. */
export interface Ticket {
  /** Addresses of the host, the likeliest first; all are tried. */
  readonly addresses: readonly string[];
  readonly port: number;
  /** Other addresses and ports where the host may be; tried last. */
  readonly others?: readonly Endpoint[];
  /** See {@link AccessControl.pin}. */
  readonly pin: string;
  /** Only to a wide room, which is on a server and has no hub. */
  readonly wide?: WideRoute;
  readonly claim:
    | { readonly token: string; readonly name: string }
    /**
     * `keys`: others under which the hub may know the member. `name`: the member's name, for a hub that has lost it.
     */
    | ({
        readonly member: string;
        readonly key: string;
        readonly keys?: readonly string[];
        readonly name?: string;
      } & LogPosition);
}

/** The frames that a guest's connection passes on. */
export type HubFrame = Exclude<ToMember, { readonly type: 'ping' | 'bye' | 'checked' }>;

/**
 * The guest's end of a deskmate/1 connection, after it has verified the pin and sent its claim. Reads
 * nothing before `start()`. A `bye` from the hub ends it: `onEnd` has the code.
 */
export interface MemberLink {
  /** The address that the connection uses. */
  readonly address: string;
  /** This computer's address on the connection. */
  readonly localAddress: string;
  /** When something last came from the hub, in ms since the Unix epoch: also a ping. */
  readonly heardAt: number;
  /** Only of the owner and moderators of a wide room. */
  readonly control?: WideControl | undefined;
  /** Names and texts are clean: see `cleanFrame`. */
  readonly onFrame: Event<HubFrame>;
  readonly onEnd: Event<LinkEnd>;
  start(): void;
  send(frame: Exclude<ToHub, { type: 'join' | 'resume' | 'check' | 'leave' | 'ping' }>): void;
  /** Sends `leave` and closes; resolves when the connection is closed. */
  leave(): Promise<void>;
  /** Closes without `leave`, like a broken network: the member may come back. */
  drop(): void;
}
