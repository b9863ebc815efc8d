import { SayError } from '../../room/say-error';
import type { Session } from '../../room/session';
import { fitsEntry, mostJsonBytes } from '../../util/room-text';
import { setStatusBarMessage } from '../window/messages';
import { cardTitle } from '../words/card-title';
import { CodedError } from '../words/coded-error';
import { sayProblemWords } from '../words/input-words';
import { tooLargeWords } from '../words/patch-words';
import type { Translate } from '../words/translate';
import { cardBytes, type PatchFile } from './changed-file';

/** As the protocol has it. */
const mostFiles = 100;
/** How long the status bar says that a patch went out, in milliseconds. */
const statusMs = 4000;

/**
 * Sends files as one patch, with words if there are any, and says so in the status bar.
 * @throws {CodedError} when they were not taken
 */
export function sendFiles(
  files: readonly PatchFile[],
  comment: string,
  { session, t }: { readonly session: Pick<Session, 'say' | 'state'>; readonly t: Translate },
): void {
  const problem = problemOf(files, comment, t);
  if (problem !== undefined) throw new CodedError('too-large', problem);
  const card = { type: 'patch' as const, files: [...files] };
  try {
    session.say(comment, { card });
  } catch (error) {
    if (!(error instanceof SayError)) throw error;
    throw new CodedError(error.code, sayProblemWords(error.code, t));
  }
  const title = cardTitle(card, t);
  setStatusBarMessage(
    session.state.connection.kind === 'reconnecting'
      ? t('Goes to the chat once the room is back: {0}', title)
      : t('Sent to the chat: {0}', title),
    statusMs,
  );
}

/** Why these files cannot go into one message, for people. */
export function problemOf(
  files: readonly PatchFile[],
  comment: string,
  t: Translate,
): string | undefined {
  const paths = files.map(({ path }) => path);
  const twice = paths.find((path, index) => paths.indexOf(path) < index);
  if (twice !== undefined) {
    return t('Two of these files are called “{0}” in their folders. Send them one by one.', twice);
  }
  if (files.length > mostFiles) {
    return t('A patch takes at most {0} files. Choose fewer.', mostFiles);
  }
  // Without words the paths take their place, cut to so many characters.
  const text = comment.trim() === '' ? paths.join(', ').slice(0, 500) : comment;
  return fitsEntry(text, { type: 'patch', files })
    ? undefined
    : tooLargeWords(cardBytes(files), mostJsonBytes, t);
}
