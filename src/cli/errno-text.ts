import type { Translate } from '../strings/translate';

type Sentence = (t: Translate) => string;

const sentences: Readonly<Record<string, Sentence>> = {
  ENOENT: (t) => t('there’s no such file or folder'),
  EACCES: notAllowed,
  EPERM: notAllowed,
  EISDIR: (t) => t('it’s a folder'),
  ENOTDIR: (t) => t('a part of the path is a file, not a folder'),
  EROFS: (t) => t('the disk is read-only'),
  'file-unreadable': (t) => t('it isn’t a file'),
  ENOSPC: (t) => t('the disk is full'),
  EIO: (t) => t('the system failed to read or write it'),
  EADDRINUSE: (t) => t('another program is already using it'),
};

/**
 * Why the system refused a file or a port, as the end of a sentence; what the system said if that isn't known.
 * @param error the system's, or one that has it as its cause
 */
export function errnoText(error: unknown, t: Translate): string {
  const { code = '', message } = ((error as Error).cause ?? error) as NodeJS.ErrnoException;
  return Object.hasOwn(sentences, code) ? (sentences[code]?.(t) ?? message) : message;
}

function notAllowed(t: Translate): string {
  return t('you don’t have the permission');
}
