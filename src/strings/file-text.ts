import type { FileErrorCode } from '../protocol/file-error';
import { exhaustive } from '../util/exhaustive';
import { nameInText, shortName } from './inline-text';
import type { Translate } from './translate';

/** The longest file name in a sentence, in graphemes. */
const maxNameLength = 64;

/** A file that couldn't be sent or fetched, as far as a sentence about it needs it. */
export interface FailedFile {
  readonly direction: 'send' | 'fetch';
  readonly name: string;
  /** The host's limit, in bytes, if known. */
  readonly limit?: number | undefined;
}

/** Says why a file couldn't be sent or fetched, and what to do. */
export function fileErrorText(code: FileErrorCode, file: FailedFile, t: Translate): string {
  const name = fileName(file.name);
  const isSending = file.direction === 'send';
  switch (code) {
    case 'file-too-large':
      return tooLargeText(name, file.limit, t);
    case 'old-host':
      return t('The host’s version of Deskmate doesn’t support files. Ask the host to update it.');
    case 'no-room':
      return t('To send or save “{0}”, host or join a pair or group room first.', name);
    case 'not-a-member':
      return t('You’re not in the room, so the host won’t accept files from you.');
    case 'no-such-file':
      return t('“{0}” is no longer in this room: its message was deleted.', name);
    case 'file-gone':
      return t(
        '“{0}” was deleted to make room for newer files. Ask its sender to send it again.',
        name,
      );
    case 'file-changed':
      return t('“{0}” changed while it was being sent. Send it again.', name);
    case 'file-unreadable':
      return t('Can’t read “{0}”. Check that it’s still there, then send it again.', name);
    case 'file-unwritable':
      return t('Can’t write “{0}” there. Save it in another folder.', name);
    case 'own-disk-full':
      return t('This computer’s disk has no space for “{0}”. Free up some, then try again.', name);
    case 'disk-full':
      return t('The host’s disk has no space for “{0}”. Ask the host to free up some.', name);
    case 'host-storage':
      return t(
        'The host’s disk is failing, so files can’t be sent or downloaded. Try again later.',
      );
    case 'too-many-files':
      return t('Too many files are being sent. Wait until some are done, then try again.');
    case 'too-many-transfers':
      return t('You have too many transfers with this host. Wait until one is done.');
    case 'wrong-hash':
      return isSending
        ? t('“{0}” changed while it was being sent. Send it again.', name)
        : t('“{0}” arrived damaged and wasn’t saved. Try again.', name);
    case 'message-unsent':
      return t('“{0}” was uploaded, but its message couldn’t be sent. Try again.', name);
    case 'connection-lost':
      return isSending
        ? t('The connection dropped before “{0}” was sent. Try again to resume.', name)
        : t('The connection dropped before “{0}” fully arrived. Try again to resume.', name);
    case 'timed-out':
      return t(
        'The transfer of “{0}” stopped because no data moved for too long. Try again.',
        name,
      );
    case 'cancelled':
      return isSending ? t('“{0}” wasn’t sent.', name) : t('“{0}” wasn’t saved.', name);
    case 'not-a-picture':
      return t('“{0}” isn’t a picture that can be shown here. Save it to open it elsewhere.', name);
    case 'picture-too-large':
      return t('“{0}” has too many pixels to be shown here. Save it to open it elsewhere.', name);
    case 'not-text':
      return t('“{0}” isn’t text, so it can’t be shown here. Save it to open it elsewhere.', name);
    case 'text-too-large':
      return t('“{0}” is too large to be shown here. Save it to open it elsewhere.', name);
    case 'bad-frame':
    case 'bad-offset':
    case 'protocol':
      return t('The transfer of “{0}” failed. Try again, or see the log for details.', name);
    default:
      return exhaustive(code);
  }
}

/** Says that a window ended while it sent a file. */
export function fileUnsentText(name: string, t: Translate): string {
  return t(
    '“{0}” wasn’t sent: this window was closed or reloaded meanwhile. Send it again.',
    fileName(name),
  );
}

function tooLargeText(name: string, limit: number | undefined, t: Translate): string {
  if (limit === undefined) return t('“{0}” is too large for this room.', name);
  // In the unit of the setting that the host would change.
  const most = Math.floor(limit / 1024 / 1024);
  return t('“{0}” is too large: files in this room can be up to {1} MiB.', name, most);
}

function fileName(name: string): string {
  return nameInText(shortName(name, maxNameLength));
}
