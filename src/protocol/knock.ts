import type { Event } from '../util/event';
import type { Endpoint } from './endpoint';
import type { KnockRefusal } from './knock-frames';
import type { NetErrorCode } from './net-error';

/** What a host tells whoever knocks at its room. */
export interface KnockIdentity {
  /** The id of the room's announcement. */
  readonly roomId: string;
  /** The room's name; empty if it has none. */
  readonly room: string;
  /** The host's name. */
  readonly host: string;
}

/**
 * How a knock ended at the host: accepted, refused, or `gone` if the guest canceled, broke the protocol or
 * lost the connection.
 */
export type KnockEnd = 'accepted' | 'gone' | KnockRefusal;

/** A knock at the host, once its commitment was opened. It is refused by itself when its time is over. */
export interface KnockLink {
  /** Clean: see `cleanName`. */
  readonly name: string;
  /** IPv4 or IPv6; an IPv4 address isn't mapped to IPv6. */
  readonly address: string;
  /** The digits on the guest's screen. The host MUST type them; nothing may show them to it. */
  readonly code: string;
  /** When its time is over, in ms since the Unix epoch. */
  readonly expires: number;
  /** Fires once. */
  readonly onEnd: Event<KnockEnd>;
  /** Sends the invite's token, and closes. */
  accept(): void;
  /** Sends the reason and closes. */
  refuse(code: KnockRefusal): void;
}

/** The knocks at an invite room. */
export interface KnockListener {
  readonly onKnock: Event<KnockLink>;
  /** Takes knocks from now on, or none any more. @param identity asked for each knock */
  take(identity: (() => KnockIdentity) | undefined): void;
}

/** Where someone knocks. */
export interface KnockTarget {
  /** The id of the room's announcement: another room that listens there now isn't meant. */
  readonly id: string;
  /** The likeliest first; all are tried. */
  readonly endpoints: readonly Endpoint[];
}

/** A guest's knock that the host has been shown. */
export interface SentKnock {
  /** The digits that the guest shows its user. */
  readonly code: string;
  /** The pin of the certificate at the other end. It is the room's only if the host types the code. */
  readonly pin: string;
  /** As the other end calls them; clean. The room's name may be empty. */
  readonly room: string;
  readonly host: string;
  /** Where the other end is. */
  readonly endpoint: Endpoint;
  /** When the host's time is over, in ms since the Unix epoch. */
  readonly expires: number;
  /** Resolves to the invite's token when the host has accepted. Nothing is sent after it. @throws {KnockError} */
  readonly token: Promise<string>;
}

/** Why a knock didn't lead into a room, as stable codes; docs/ERRORS.md lists them. */
export type KnockCode =
  | KnockRefusal
  | NetErrorCode
  /** Another room listens there now. */
  | 'other-room';

/** A knock that failed; `message` is for the log, in English. */
export class KnockError extends Error {
  override readonly name = 'KnockError';

  constructor(
    readonly code: KnockCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
