import { SayError } from '../../room/say-error';
import type { Session } from '../../room/session';
import { fitsEntry } from '../../util/room-text';
import { setStatusBarMessage } from '../window/messages';
import { linesWords } from '../words/card-title';
import { tooLargeWords } from '../words/code-words';
import { CodedError } from '../words/coded-error';
import { sayProblemWords } from '../words/input-words';
import type { Translate } from '../words/translate';
import type { ExcerptCard } from './code-cards';
import type { FolderFiles } from './workspace-files';

/** How long the status bar says that a card went out, in milliseconds. */
const statusMs = 4000;

export interface CardSenderParts {
  readonly session: Pick<Session, 'say' | 'state'>;
  readonly files: Pick<FolderFiles, 'pathOf'>;
  readonly t: Translate;
}

/**
 * Sends lines of a file, with words if there are any, and says so in the status bar.
 * @throws {CodedError} when they were not taken
 */
export function sendCard(card: ExcerptCard, comment: string, parts: CardSenderParts): void {
  const { session, t } = parts;
  try {
    session.say(comment, { card });
  } catch (error) {
    if (!(error instanceof SayError)) throw error;
    const words =
      error.code === 'too-large'
        ? tooLargeWords(card, fittingLines(card, comment), t)
        : sayProblemWords(error.code, t);
    throw new CodedError(error.code, words);
  }
  const { line, endLine } = card.type === 'error' ? card.at : card;
  const place = `${card.path.split('/').at(-1)}, ${linesWords(line, endLine, t)}`;
  setStatusBarMessage(
    session.state.connection.kind === 'reconnecting'
      ? t('Goes to the chat once the room is back: {0}', place)
      : t('Sent to the chat: {0}', place),
    statusMs,
  );
}

/** How many of a card's lines, from the first one on, fit a message. */
function fittingLines(card: ExcerptCard, comment: string): number {
  const lines = card.text.split('\n');
  let fits = 0;
  let tooMany = lines.length;
  while (tooMany - fits > 1) {
    const half = Math.floor((fits + tooMany) / 2);
    const text = lines.slice(0, half).join('\n');
    if (fitsEntry(comment, { ...card, text })) fits = half;
    else tooMany = half;
  }
  return fits;
}
