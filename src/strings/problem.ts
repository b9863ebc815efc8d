import type { FileErrorCode } from '../protocol/file-error';
import type { TargetProblem } from '../protocol/join-target';
import { NetError, type NetErrorCode } from '../protocol/net-error';
import { isByInvite, isOnServer, type RoomKind } from '../protocol/room-kinds';
import type { MessageErrorCode } from '../room/message-error';
import type { RenameResult } from '../room/room';

/** The attempt that failed. */
export interface FailedAttempt {
  /**
   * `host-again`: reopen a hosted room; `join-lab`: join a lab room by its address;
   * `join-by-invite`: join an invite room, for the first time or again; `host-wide` and `join-wide`: open a wide room,
   * or join one.
   */
  readonly doing: 'host' | 'host-again' | 'host-wide' | 'join-lab' | 'join-by-invite' | 'join-wide';
  /** The place as the interface shows it: `192.168.1.5:9000`. */
  readonly address: string;
  readonly port: number;
  /** The room's name. */
  readonly room: string;
}

/** What one does to get into someone's room of this kind. */
export function joiningOf(kind: RoomKind): FailedAttempt['doing'] {
  if (isOnServer(kind)) return 'join-wide';
  return isByInvite(kind) ? 'join-by-invite' : 'join-lab';
}

/** What a user can do about a failure with one click. */
export type RecoveryAction =
  | 'use-free-port'
  | 'check-connection'
  | 'change-port'
  | 'change-address'
  | 'change-target'
  | 'use-invite'
  | 'enter-code'
  | 'join-other'
  | 'try-again'
  | 'keep-trying'
  | 'join-again'
  | 'come-back'
  | 'show-log';

/** A failure as people read it: what happened and what to do next. */
export interface Problem {
  readonly message: string;
  readonly actions: readonly RecoveryAction[];
}

/** Why a name was rejected. */
type RenameProblem = Exclude<RenameResult, { ok: true }>['problem'];

/** The stable code of every problem that a command can report. */
export type ProblemCode =
  | NetErrorCode
  | MessageErrorCode
  | FileErrorCode
  | TargetProblem
  | RenameProblem
  | 'bad-argument'
  | 'no-class'
  | 'no-member'
  | 'not-a-group'
  | 'not-done'
  | 'not-handed-over'
  | 'not-host'
  | 'not-kept'
  | 'not-sendable'
  | 'not-without-host'
  | 'nothing-changed'
  | 'open-elsewhere'
  | 'too-many-checks';

/**
 * The error that a command called with arguments rejects with: a message for people and a code for
 * programs.
 */
export class CodedError extends Error {
  override readonly name = 'CodedError';

  constructor(
    readonly code: ProblemCode,
    message: string,
  ) {
    super(message);
  }
}

/** The stable code of what the network or the room threw; `failed` for anything unforeseen. */
export function netErrorCode(error: unknown): NetErrorCode {
  return error instanceof NetError ? error.code : 'failed';
}
