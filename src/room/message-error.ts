/**
 * Why a message or change wasn't accepted.
 *
 * - `leave-word`: in a lab room, `q` alone would end the connection.
 * - `queue-full`: too many messages wait for a host that can't be reached.
 * - `plain-text`: a lab room supports only text.
 * - `not-in-encoding`: the lab room's encoding lacks some of its characters.
 * - `no-such-message`: the message isn't here (any more), has no number yet, or was deleted.
 * - `offline`: messages can't be changed while disconnected.
 * - `not-yours`: only its author can change it.
 * - `may-not-pin`: only the host pins messages in this room.
 * - `too-many-pins`: the room has as many pinned messages as it can have.
 * - `too-large`: text and card together don't fit a line.
 */
export type MessageErrorCode =
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
  | 'may-not-pin'
  | 'too-many-pins'
  | 'too-large';

/** A message or change was rejected before anything was sent; the user still has the text. */
export class MessageError extends Error {
  override readonly name = 'MessageError';

  constructor(readonly code: MessageErrorCode) {
    super(`message rejected: ${code}`);
  }
}
