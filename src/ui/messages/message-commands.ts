import { MessageError } from '../../room/message-error';
import type { Session } from '../../room/session/session';
import { messageErrorText } from '../../strings/input-text';
import { isInvited } from '../../strings/invited-room';
import { CodedError } from '../../strings/problem';
import type { Translate } from '../../strings/translate';
import type { PageAction } from '../../webview/messages';
import type { CommandHandlers } from '../commands';
import { isInRoom, type OfferRoomDeps, offerRoom } from '../rooms/room-questions';
import { showInformationMessage, showWarningMessage } from '../window/messages';
import { showInputBox } from '../window/quick-input';
import type { MutedRooms } from './muted-rooms';

export interface MessageCommandDeps extends OfferRoomDeps {
  readonly session: Session;
}

/** The command that sends a message; without an argument it asks for the text. */
export function messageCommands(deps: MessageCommandDeps) {
  return {
    'deskmate.sendMessage': (text) =>
      text === undefined ? sendFromPrompt(deps) : sendMessage(text, deps),
  } satisfies Partial<CommandHandlers>;
}

function sendMessage(text: unknown, { session, t }: MessageCommandDeps): void {
  if (typeof text !== 'string') {
    throw new CodedError('bad-argument', t('Send Message expects the message as a string.'));
  }
  try {
    session.messages.say(text);
  } catch (error) {
    if (!(error instanceof MessageError)) throw error;
    throw new CodedError(error.code, messageErrorText(error.code, t));
  }
}

async function sendFromPrompt(deps: MessageCommandDeps): Promise<void> {
  const { session, t } = deps;
  if (!isInRoom(session)) return offerRoom(deps);
  const text = await showInputBox({
    title: t('Send Message'),
    prompt: t('What do you want to say?'),
    ignoreFocusOut: true,
  });
  if (text === undefined) return;
  try {
    sendMessage(text, deps);
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    void showWarningMessage(error.message);
  }
}

export interface ChatCommandDeps {
  readonly session: Session;
  readonly t: Translate;
  readonly muted: Pick<MutedRooms, 'set'>;
  /** Runs an action in the panel that was visible or focused last. */
  request(action: PageAction): void;
}

/** The commands that move through the chat. */
export function chatCommands({ session, muted, request, t }: ChatCommandDeps) {
  const inAnyRoom = (action: PageAction) => () => request(action);
  /** For what lab rooms don't have, because they carry plain text only. */
  const byInvite = (action: PageAction) => () => {
    const { room } = session.state;
    if (room && !isInvited(room)) void showInformationMessage(messageErrorText('plain-text', t));
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
