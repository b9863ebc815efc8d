import type { TargetProblem } from '../protocol/join-target';
import { NetError, type NetErrorCode } from '../protocol/net-error';
import type { RenameResult, SayErrorCode } from '../room/room';

/** Why a name was not taken. */
type RenameProblem = Exclude<RenameResult, { ok: true }>['problem'];

/** The stable code of everything a command can fail with. */
export type ProblemCode =
  | NetErrorCode
  | SayErrorCode
  | TargetProblem
  | RenameProblem
  | 'bad-argument'
  | 'no-member'
  | 'not-host'
  | 'not-kept'
  | 'not-sendable'
  | 'nothing-changed'
  | 'open-elsewhere';

/** What a command called with arguments rejects with: a message for people and a code for programs. */
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
