import { SayError } from '../../room/room';
import type { Session } from '../../room/session/session';
import { CodedError } from '../../strings/coded-error';
import { sayProblemWords } from '../../strings/input-words';
import type { CommandHandlers } from '../commands';
import { isInRoom, type OfferRoomParts, offerRoom } from '../rooms/room-questions';
import { showInputBox } from '../window/input-box';
import { showWarningMessage } from '../window/messages';

export interface MessageCommandParts extends OfferRoomParts {
  readonly session: Session;
}

/** Saying something in the room. */
export function messageCommands(parts: MessageCommandParts) {
  return {
    'deskmate.sendMessage': (text) =>
      text === undefined ? sendFromPrompt(parts) : sendMessage(text, parts),
  } satisfies Partial<CommandHandlers>;
}

function sendMessage(text: unknown, { session, t }: MessageCommandParts): void {
  if (typeof text !== 'string') {
    throw new CodedError('bad-argument', t('Send Message takes the message as a string.'));
  }
  try {
    session.messages.say(text);
  } catch (error) {
    if (!(error instanceof SayError)) throw error;
    throw new CodedError(error.code, sayProblemWords(error.code, t));
  }
}

async function sendFromPrompt(parts: MessageCommandParts): Promise<void> {
  const { session, t } = parts;
  if (!isInRoom(session)) return offerRoom(parts);
  const text = await showInputBox({
    title: t('Send Message'),
    prompt: t('What do you want to say?'),
    ignoreFocusOut: true,
  });
  if (text === undefined) return;
  try {
    sendMessage(text, parts);
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    void showWarningMessage(error.message);
  }
}
