import type { MessageEntry } from '../../room/log/log-entry';
import { pinnedMessages } from '../../room/log/pins';
import { MessageError } from '../../room/message-error';
import type { Session } from '../../room/session/session';
import { messageErrorText } from '../../strings/input-text';
import { CodedError } from '../../strings/problem';
import type { LinksOf } from '../../text/message-link';
import type { CommandHandlers } from '../commands';
import { isInRoom, type OfferRoomDeps, offerRoom } from '../rooms/room-questions';
import { showInformationMessage, showWarningMessage } from '../window/messages';
import { askMessage, messageIdOf } from './message-pick';

export interface PinCommandDeps extends OfferRoomDeps {
  readonly session: Session;
  /** The display language as a BCP 47 tag. */
  readonly language: string;
  /** What links to messages lead to. */
  readonly linksOf: LinksOf;
}

/** The commands that pin a message for everyone in the room, and unpin it. */
export function pinCommands(deps: PinCommandDeps) {
  return {
    'deskmate.pinMessage': (message) => change(message, true, deps),
    'deskmate.unpinMessage': (message) => change(message, false, deps),
  } satisfies Partial<CommandHandlers>;
}

/**
 * Pins or unpins a message.
 * @param message its id; or an object with a `messageId` from a message's menu; or undefined, which makes
 *   the command ask
 * @throws {CodedError} with a {@link MessageError}'s code, if a program passed the id
 */
async function change(message: unknown, on: boolean, deps: PinCommandDeps): Promise<void> {
  const { session, t } = deps;
  const isAsked = typeof message !== 'string';
  if (!isInRoom(session) && isAsked) return offerRoom(deps);
  try {
    const id = messageIdOf(message) ?? (await ask(on, deps));
    if (id !== undefined) session.messages.pin(id, on);
  } catch (error) {
    if (!(error instanceof MessageError)) throw error;
    const words = messageErrorText(error.code, t);
    if (!isAsked) throw new CodedError(error.code, words);
    void showWarningMessage(words);
  }
}

/** @throws {MessageError} when the user can't pin anything here */
async function ask(
  on: boolean,
  { session, language, linksOf, t }: PinCommandDeps,
): Promise<string | undefined> {
  session.messages.assertMayPin();
  const pinned = pinnedMessages(session.entries);
  const chosen = on ? session.entries.filter(isPinnable).toReversed() : pinned;
  if (chosen.length === 0) {
    void showInformationMessage(
      on ? t('There’s no message to pin yet.') : t('No messages are pinned.'),
    );
    return undefined;
  }
  const title = on ? t('Pin Message') : t('Unpin Message');
  const placeholder = on ? t('Pin which message?') : t('Unpin which message?');
  return askMessage(chosen, { title, placeholder, language, linksOf, t });
}

function isPinnable(entry: { readonly kind: string }): entry is MessageEntry {
  const { kind, deleted, withPin: pinned, seq } = entry as MessageEntry;
  return kind === 'message' && !deleted && !pinned && seq !== undefined;
}
