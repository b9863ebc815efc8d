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
import type { MutedRooms } from './muted-rooms';

export interface MessageCommandParts extends OfferRoomParts {
  readonly session: Session;
}

/** The command that sends a message; without an argument it asks for the text. */
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
  readonly muted: Pick<MutedRooms, 'set'>;
  /** Runs an action in the panel that was visible or focused last. */
  request(action: PageAction): void;
}

/** The commands that move through the chat. */
export function chatCommands({ session, muted, request, t }: ChatCommandParts) {
  const inAnyRoom = (action: PageAction) => () => request(action);
  /** For what lab rooms don't have, because they carry plain text only. */
  const byInvite = (action: PageAction) => () => {
    const { room } = session.state;
    if (room && !isInvited(room)) void showInformationMessage(sayProblemWords('plain-text', t));
    else request(action);
  };
  return {
    'deskmate.muteRoom': () => muted.set(true),
    'deskmate.unmuteRoom': () => muted.set(false),
    'deskmate.find': inAnyRoom('find'),
    'deskmate.jumpToUnread': inAnyRoom('jumpToUnread'),
    'deskmate.focusMessages': inAnyRoom('focusMessages'),
    'deskmate.focusComposer': inAnyRoom('focusComposer'),
    'deskmate.nextMention': byInvite('nextMention'),
    'deskmate.previousMention': byInvite('previousMention'),
    'deskmate.nextCard': byInvite('nextCard'),
    'deskmate.previousCard': byInvite('previousCard'),
  } satisfies Partial<CommandHandlers>;
}
