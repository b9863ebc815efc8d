import type { Invite } from '../protocol/invite';
import type { KnockCode, KnockEnd } from '../protocol/knock';
import type { Event } from '../util/event';

/** The knocks at a room, for its host. */
export interface HostKnocks {
  /** Those that wait for an answer, oldest first. */
  readonly open: readonly OpenKnock[];
  /** Fires when {@link open}, `triesLeft` of one of them, or {@link muted} changes. */
  readonly onDidChange: Event<void>;
  /** Fires when someone knocks. */
  readonly onKnock: Event<OpenKnock>;
  readonly onDidEnd: Event<{ readonly knock: OpenKnock; readonly result: KnockResult }>;
  /** Whether no further knocks are shown; until the room closes at most. Those who knock are denied. */
  readonly muted: boolean;
  /** Also denies the open knocks, when it mutes. */
  mute(on: boolean): void;
  /** Takes knocks for the announcement with this id; for undefined, takes none. */
  announce(id: string | undefined): void;
}

/** Someone who knocks, and waits for an answer. */
export interface OpenKnock {
  /** Different for each knock at a room. */
  readonly id: number;
  /** What the guest calls itself; clean, and not proved. */
  readonly name: string;
  /** IPv4 or IPv6. */
  readonly address: string;
  /** When the host's time to answer is over, in ms since the Unix epoch. */
  readonly expires: number;
  /** Wrong codes until it is refused. */
  readonly triesLeft: number;
  /** Compares what the host typed with the digits on the guest's screen; accepts the guest if they match. */
  answer(typed: string): KnockReply;
  /** Refuses the guest. */
  deny(): void;
}

/**
 * What became of a typed code. `refused`: it was the last wrong one. `malformed`: it isn't six digits, and
 * doesn't count. `gone`: the knock has ended meanwhile.
 */
export type KnockReply = 'accepted' | 'wrong' | 'refused' | 'malformed' | 'gone';

/** How a knock ended. */
export type KnockResult = KnockEnd;

/** Where a guest's knock stands. */
export type KnockState =
  | { readonly kind: 'connecting' }
  /** The guest tells the host the six digits of the code. Names are clean, and not proved. */
  | {
      readonly kind: 'waiting';
      readonly code: string;
      /** Empty if the room has no name. */
      readonly room: string;
      readonly host: string;
      readonly address: string;
      /** When the host's time to answer is over, in ms since the Unix epoch. */
      readonly expires: number;
    }
  /**
   * The other end has accepted, and nothing was sent since. Anyone can accept: only a user who says that the
   * host has asked for the code may join with the invite.
   */
  | {
      readonly kind: 'accepted';
      readonly invite: Invite;
      readonly room: string;
      readonly host: string;
    }
  | { readonly kind: 'ended'; readonly code: KnockCode };
