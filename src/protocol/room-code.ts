import type { Event } from '../util/event';
import type { CodeRefusal } from './code-frames';
import type { Endpoint } from './endpoint';
import type { NetErrorCode } from './net-error';

/** How many wrong codes an address may enter, until there is a new code. */
export const maxWrongPerAddress = 3;

/** How many wrong codes pause a room code. */
export const maxWrongCodes = 20;

/** Why a room code lets no one in until the host makes a new one. */
export type CodePause =
  /** So many wrong codes were entered that someone may be guessing. */
  | 'guesses'
  /** Earlier invites stopped working, so that the people who have seen the code can't join either. */
  | 'reset';

/** The room code of an invite room. */
export interface RoomCodeState {
  /** Six digits. */
  readonly code: string;
  /** How many wrong codes were entered, and by whom the last one. */
  readonly wrong: number;
  readonly lastWrong?: string;
  readonly paused?: CodePause;
}

/** What a host tells whoever enters the room code. */
export interface CodeIdentity {
  /** The id of the room's announcement; empty if it isn't announced. */
  readonly roomId: string;
  /** The room's name; empty if it has none. */
  readonly room: string;
  /** The host's name. */
  readonly host: string;
}

/** Lets people who know a code into an invite room. */
export interface CodeListener {
  /** Undefined while there is no code. */
  readonly state: RoomCodeState | undefined;
  readonly onDidChange: Event<void>;
  /** Makes a new code, in place of any other. @param identity asked for each guest */
  open(identity: () => CodeIdentity): Promise<void>;
  /** Lets no one in until there is a new code. Does nothing without a code. */
  pause(why: CodePause): void;
  /** There is no code any more. */
  stop(): void;
}

/** Where a guest enters a code. */
export interface CodeTarget {
  /** The id of the room's announcement: another room that listens there now isn't meant. Absent: any room. */
  readonly id?: string;
  /** The likeliest first; all are tried. */
  readonly endpoints: readonly Endpoint[];
}

/** What a guest gets who has proved that it knows the code, from a host that has proved the same. */
export interface CodeGrant {
  /** The pin of the room's certificate. */
  readonly pin: string;
  /** The invite's token. */
  readonly token: string;
  /** As the host calls them; clean. The room's name may be empty. */
  readonly room: string;
  readonly host: string;
  /** Where the host is. */
  readonly endpoint: Endpoint;
}

/** Why a room code didn't lead into a room, as stable codes; docs/ERRORS.md lists them. */
export type CodeErrorCode =
  | CodeRefusal
  | NetErrorCode
  /** Another room listens there now. */
  | 'other-room'
  /** The other end accepted the code, and doesn't know it. */
  | 'not-proved';

/** A code that didn't lead into a room; `message` is for the log, in English. */
export class CodeError extends Error {
  override readonly name = 'CodeError';
  /** After `wrong-code`: how many tries the host still allows. */
  readonly left: number | undefined;

  constructor(
    readonly code: CodeErrorCode,
    message: string,
    { left, ...options }: ErrorOptions & { readonly left?: number | undefined } = {},
  ) {
    super(message, options);
    this.left = left;
  }
}

/**
 * The six digits that someone typed, however an input method writes them and with whatever gaps; undefined if
 * there are more, fewer or other characters.
 */
export function readDigits(typed: string): string | undefined {
  const digits = typed.normalize('NFKC').replace(/[\s-]/g, '');
  return /^\d{6}$/.test(digits) ? digits : undefined;
}
