import { SayError } from '../../room/say-error';
import { CodedError } from '../../strings/coded-error';
import { sayProblemWords } from '../../strings/input-words';
import type { CommandHandlers, CommandParts } from '../commands';
import { isInRoom, offerRoom } from '../rooms/offer-room';
import { showInputBox } from '../window/input-box';
import { showWarningMessage } from '../window/messages';

/** Saying something in the room. */
export function messageCommands(parts: CommandParts): CommandHandlers {
  return {
    'deskmate.sendMessage': (text) =>
      text === undefined ? sendByHand(parts) : sendMessage(text, parts),
  };
}

function sendMessage(text: unknown, { session, t }: CommandParts): void {
  if (typeof text !== 'string') {
    throw new CodedError('bad-argument', t('Send Message takes the message as a string.'));
  }
  try {
    session.say(text);
  } catch (error) {
    if (!(error instanceof SayError)) throw error;
    throw new CodedError(error.code, sayProblemWords(error.code, t));
  }
}

async function sendByHand(parts: CommandParts): Promise<void> {
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
