import { hasFiles } from '../protocol/room-kinds';
import type { Transfer } from '../room/files';
import type { SessionState } from '../room/room';
import { exhaustive } from '../util/exhaustive';
import { fileErrorText } from './file-text';
import { formatSize } from './storage-text';
import type { Translate } from './translate';

/** The separator of facts on one line. */
const dot = ' · ';

/**
 * How far a file is: "3.1 MB of 12 MB · 2.4 MB/s · 4 s left", what it waits for, or why it stopped.
 * @param language BCP 47 tag of the display language
 * @param isCutOff whether the room's connection is broken
 * @param limit the room's longest file, in bytes, if known
 */
export function transferText(
  transfer: Transfer,
  isCutOff: boolean,
  limit: number | undefined,
  language: string,
  t: Translate,
): string {
  const { state, transferred, size, error, direction, name } = transfer;
  const amount = () =>
    t('{0} of {1}', formatSize(transferred, language), formatSize(size, language));
  switch (state) {
    case 'waiting':
      // The last attempt failed for this reason, and the transfer continues by itself.
      return isCutOff || error !== undefined
        ? [t('Waiting for the connection'), ...(transferred > 0 ? [amount()] : [])].join(dot)
        : t('Waiting for other files');
    case 'reading':
      return t('Preparing…');
    case 'active':
      return [amount(), ...paceText(transfer, language, t)].join(dot);
    case 'done':
      return t('Done');
    case 'failed':
      return fileErrorText(error ?? 'protocol', { direction, name, limit }, t);
    case 'cancelled':
      return t('Canceled');
    default:
      return exhaustive(state);
  }
}

/** The part of a file that has been transferred, from 0 to 1; undefined while nothing moves. */
export function transferredPart({ state, transferred, size }: Transfer): number | undefined {
  if (state !== 'active' && state !== 'reading' && transferred === 0) return undefined;
  // Reading is quick beside sending, and would fill the bar twice.
  if (state === 'reading') return undefined;
  return size === 0 ? 1 : Math.min(1, transferred / size);
}

function paceText(
  { bytesPerSecond, secondsLeft }: Transfer,
  language: string,
  t: Translate,
): string[] {
  return [
    ...(bytesPerSecond > 0 ? [t('{0}/s', formatSize(bytesPerSecond, language))] : []),
    ...(secondsLeft === undefined ? [] : [leftText(secondsLeft, t)]),
  ];
}

function leftText(seconds: number, t: Translate): string {
  if (seconds < 1) return t('almost done');
  if (seconds < 90) return t('{0} s left', Math.ceil(seconds));
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? t('{0} min left', minutes) : t('{0} h left', Math.round(minutes / 60));
}

/**
 * Why files can't be sent now, and what to do; undefined when they can.
 * @param isOld whether the host's version is too old for files
 */
export function noFilesText(
  { connection, room }: SessionState,
  isOld: boolean,
  t: Translate,
): string | undefined {
  if (!room || connection.kind === 'offline' || connection.kind === 'connecting') {
    return t('Host or join a room to send files.');
  }
  if (!hasFiles(room.kind)) {
    return t('Lab rooms carry plain text only, so pictures and files can’t be sent here.');
  }
  if (connection.kind === 'waiting') return t('You can send files once you’re let in.');
  return isOld
    ? t('The host’s version of Deskmate doesn’t support files. Ask the host to update it.')
    : undefined;
}

/** Asks whether to leave the room although files are on their way. */
export function leaveTransfersQuestion(
  running: number,
  t: Translate,
): { readonly message: string; readonly detail: string } {
  return {
    message:
      running === 1
        ? t('A file is still on its way. Leave anyway?')
        : t('{0} files are still on their way. Leave anyway?', running),
    detail: t('Unfinished transfers stop, and no one receives those files.'),
  };
}
