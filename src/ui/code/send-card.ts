import type { Card } from '../../protocol/card';
import { MessageError } from '../../room/message-error';
import type { MessageActions } from '../../room/session/message-actions';
import type { Session } from '../../room/session/session';
import { messageErrorText } from '../../strings/input-text';
import { isInvited } from '../../strings/invited-room';
import { CodedError } from '../../strings/problem';
import type { Translate } from '../../strings/translate';
import type { Settings } from '../settings';
import { setStatusBarMessage } from '../window/messages';

export interface CardSenderDeps {
  readonly session: Pick<Session, 'state'> & { readonly messages: Pick<MessageActions, 'say'> };
  readonly settings: Pick<Settings, 'sendAtOnce'>;
  readonly t: Translate;
  readonly cards: CardTexts;
  /** Whether what is in the message box goes to one person or a few, and not to everyone. */
  writesPrivately(): boolean;
  /** Attaches a card to the draft, and focuses the message box. */
  attach(card: Card): void;
}

/** The texts about a card, for any card type. */
export interface CardTexts {
  title(card: Card, t: Translate): string;
  /** Why a card can't go into one message with this text; undefined when it can. */
  problem(card: Card, text: string, t: Translate): string | undefined;
}

/**
 * Attaches a card to the draft, or sends it at once if that is the user's setting.
 * @throws {CodedError} when it is too large for a message, or the room rejected it
 */
export function offerCard(card: Card, deps: CardSenderDeps): void {
  const { cards, settings, t } = deps;
  // A card sent at once goes to everyone; beside a private text, the user may mean it for the same few.
  if (settings.sendAtOnce && !deps.writesPrivately()) {
    sendCard(card, '', deps);
    return;
  }
  check(cards.problem(card, '', t));
  deps.attach(card);
}

/**
 * Sends a card with an optional comment, and reports it in the status bar.
 * @throws {CodedError} when it was rejected
 */
export function sendCard(
  card: Card,
  text: string,
  { session, cards, t }: Pick<CardSenderDeps, 'session' | 'cards' | 't'>,
): void {
  const { connection, room } = session.state;
  // In other rooms, the session's own error gives a better reason.
  if (connection.kind !== 'offline' && isInvited(room)) check(cards.problem(card, text, t));
  try {
    session.messages.say(text, { card });
  } catch (error) {
    if (!(error instanceof MessageError)) throw error;
    throw new CodedError(error.code, messageErrorText(error.code, t));
  }
  const title = cards.title(card, t);
  setStatusBarMessage(
    session.state.connection.kind === 'reconnecting'
      ? t('Will be sent when the room is back: {0}', title)
      : t('Sent to chat: {0}', title),
  );
}

function check(problem: string | undefined): void {
  if (problem !== undefined) throw new CodedError('too-large', problem);
}
