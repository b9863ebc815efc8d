import { NetError, type NetErrorCode } from '../protocol/net-error';

/** How the program ends. docs/COMMAND-LINE.md lists these numbers; scripts rely on them. */
export const ExitCode = {
  done: 0,
  /** Something failed on this computer, or a check found a problem. */
  fault: 1,
  /** The arguments are wrong. */
  usage: 2,
  /** The host or the room doesn't let the user in. */
  refused: 3,
  /** Nothing responds there, or the connection broke. */
  unreachable: 4,
  /** The computer that responds isn't the one that made the invite. */
  wrongPin: 5,
  /** A message or file wasn't delivered as far as the user asked. */
  undelivered: 6,
  /** The user ended the program before it was done. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/** The arguments of a command are wrong; the message says which, in the user's language. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/**
 * A failure whose message is complete and in the user's language. The program prints it and ends with the code.
 */
export class CommandError extends Error {
  override readonly name = 'CommandError';

  constructor(
    message: string,
    readonly exitCode: ExitCode,
  ) {
    super(message);
  }
}

/** The exit code for what a command threw. */
export function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof UsageError) return ExitCode.usage;
  if (error instanceof CommandError) return error.exitCode;
  if (error instanceof NetError) return byCode[error.code];
  return ExitCode.fault;
}

/** The exit code of a guest whose room ended with this code, or that couldn't join. */
export function exitCodeOfNetError(code: NetErrorCode): ExitCode {
  return byCode[code];
}

const { fault, refused, unreachable } = ExitCode;

const byCode: Readonly<Record<NetErrorCode, ExitCode>> = {
  'address-unavailable': unreachable,
  'bad-invite': refused,
  'bad-key': refused,
  cancelled: ExitCode.interrupted,
  'closed-at-once': unreachable,
  'connection-lost': unreachable,
  failed: fault,
  'host-away': unreachable,
  'host-storage': refused,
  'line-full': refused,
  'name-not-found': unreachable,
  'no-encryption': unreachable,
  'no-jetstream': unreachable,
  'no-quorum': unreachable,
  'not-chat': unreachable,
  'not-permitted': refused,
  'other-host': refused,
  'other-version': refused,
  'port-forbidden': unreachable,
  'port-in-use': fault,
  protocol: fault,
  refused: unreachable,
  removed: refused,
  replaced: refused,
  'room-closed': refused,
  'room-full': refused,
  'room-locked': refused,
  'storage-failed': fault,
  'timed-out': unreachable,
  'too-slow': unreachable,
  'turned-away': refused,
  unreachable,
  'wrong-pin': ExitCode.wrongPin,
};
