/**
 * Why a message was not taken. `leave-word`: in a lab room `q` alone would end the connection.
 * `queue-full`: too many messages wait for a host that cannot be reached.
 */
export type SayErrorCode = 'no-room' | 'empty' | 'too-long' | 'leave-word' | 'queue-full';

/** A message that was refused before anything was sent; the person still has the text. */
export class SayError extends Error {
  override readonly name = 'SayError';

  constructor(readonly code: SayErrorCode) {
    super(`message refused: ${code}`);
  }
}
