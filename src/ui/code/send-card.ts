import type { Card } from '../../protocol/card';
import { SayError } from '../../room/room';
import type { MessageActions } from '../../room/session/message-actions';
import type { Session } from '../../room/session/session';
import { cardTitle } from '../../strings/code-words';
import { sayProblemWords } from '../../strings/input-words';
import { isInvited } from '../../strings/invited-room';
import { CodedError } from '../../strings/problem';
import type { Translate } from '../../strings/translate';
import type { Settings } from '../settings';
import { setStatusBarMessage } from '../window/messages';

/** How long the status bar says that a card went out, in milliseconds. */
const statusMs = 4000;

export interface CardSenderParts {
  readonly session: Pick<Session, 'state'> & { readonly messages: Pick<MessageActions, 'say'> };
  readonly settings: Pick<Settings, 'sendAtOnce'>;
  readonly t: Translate;
  /** Lays a card above the message box, and brings the keyboard there. */
  attach(card: Card): void;
}

/** Why a card can't go into one message with these words, for people; undefined when it can. */
type CardProblem<C extends Card> = (card: C, words: string, t: Translate) => string | undefined;

/**
 * Does with a card what the person wants: it waits above the message box for words and for Enter, or goes
 * out at once.
 * @throws {CodedError} when it is too large for a message, or was not taken
 */
export function offerCard<C extends Card>(
  card: C,
  problem: CardProblem<C>,
  parts: CardSenderParts,
): void {
  if (parts.settings.sendAtOnce) {
    sendCard(card, '', problem, parts);
    return;
  }
  check(problem(card, '', parts.t));
  parts.attach(card);
}

/**
 * Sends a card, with words if there are any, and says so in the status bar.
 * @throws {CodedError} when it was not taken
 */
export function sendCard<C extends Card>(
  card: C,
  words: string,
  problem: CardProblem<C>,
  { session, t }: Pick<CardSenderParts, 'session' | 't'>,
): void {
  const { connection, room } = session.state;
  // Elsewhere there is a better reason not to take it.
  if (connection.kind !== 'offline' && isInvited(room)) check(problem(card, words, t));
  try {
    session.messages.say(words, { card });
  } catch (error) {
    if (!(error instanceof SayError)) throw error;
    throw new CodedError(error.code, sayProblemWords(error.code, t));
  }
  const title = cardTitle(card, t);
  setStatusBarMessage(
    session.state.connection.kind === 'reconnecting'
      ? t('Will be sent when the room is back: {0}', title)
      : t('Sent to chat: {0}', title),
    statusMs,
  );
}

function check(problem: string | undefined): void {
  if (problem !== undefined) throw new CodedError('too-large', problem);
}
