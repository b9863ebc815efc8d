/**
 * Why a message was not taken. `leave-word`: in a lab room `q` alone would end the connection.
 * `queue-full`: too many messages wait for a host that cannot be reached. `plain-text`: a lab room
 * carries text alone. `not-in-encoding`: the lab room's encoding lacks characters of it. `no-such-message`: it is not here (any more), has no number yet, or was deleted.
 * `offline`: no message can be changed while the
 * room does not answer. `not-yours`: only its author can change it. `too-large`: text and card together do not fit a line.
 */
export type SayErrorCode =
  | 'no-room'
  | 'empty'
  | 'too-long'
  | 'leave-word'
  | 'queue-full'
  | 'plain-text'
  | 'not-in-encoding'
  | 'no-such-message'
  | 'offline'
  | 'not-yours'
  | 'too-large';

/** A message that was refused before anything was sent; the person still has the text. */
export class SayError extends Error {
  override readonly name = 'SayError';

  constructor(readonly code: SayErrorCode) {
    super(`message refused: ${code}`);
  }
}
