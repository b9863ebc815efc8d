import { SayError } from '../../room/room';
import type { Session } from '../../room/session/session';
import { sayProblemWords } from '../../strings/input-words';
import { isInvited } from '../../strings/invited-room';
import { CodedError } from '../../strings/problem';
import type { Translate } from '../../strings/translate';
import type { PageAction } from '../../webview/messages';
import type { CommandHandlers } from '../commands';
import { isInRoom, type OfferRoomParts, offerRoom } from '../rooms/room-questions';
import { showInformationMessage, showWarningMessage } from '../window/messages';
import { showInputBox } from '../window/quick-input';

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

export interface ChatCommandParts {
  readonly session: Session;
  readonly t: Translate;
  /** Does something in the panel turned to last. */
  request(action: PageAction): void;
}

/** Moving about in the chat. */
export function chatCommands({ session, request, t }: ChatCommandParts) {
  const anywhere = (action: PageAction) => () => request(action);
  /** Does what lab rooms have nothing for: they carry plain text. */
  const byInvite = (action: PageAction) => () => {
    const { room } = session.state;
    if (room && !isInvited(room)) void showInformationMessage(sayProblemWords('plain-text', t));
    else request(action);
  };
  return {
    'deskmate.find': anywhere('find'),
    'deskmate.jumpToUnread': anywhere('jumpToUnread'),
    'deskmate.focusMessages': anywhere('focusMessages'),
    'deskmate.focusComposer': anywhere('focusComposer'),
    'deskmate.nextMention': byInvite('nextMention'),
    'deskmate.previousMention': byInvite('previousMention'),
    'deskmate.nextCard': byInvite('nextCard'),
    'deskmate.previousCard': byInvite('previousCard'),
  } satisfies Partial<CommandHandlers>;
}
