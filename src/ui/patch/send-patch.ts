import { maxPatchFiles } from '../../protocol/card';
import { fitsEntry, maxJsonBytes } from '../../protocol/room-text';
import type { Translate } from '../../strings/translate';
import { cardBytes, type PatchFile } from './changed-file';
import { patchTooLargeWords } from './patch-words';

/** Why these files cannot go into one message, for people. */
export function patchProblem(
  { files }: { readonly files: readonly PatchFile[] },
  comment: string,
  t: Translate,
): string | undefined {
  const paths = files.map(({ path }) => path);
  const twice = paths.find((path, index) => paths.indexOf(path) < index);
  if (twice !== undefined) {
    return t('Two of these files are called “{0}” in their folders. Send them one by one.', twice);
  }
  if (files.length > maxPatchFiles) {
    return t('A patch can have at most {0} files. Choose fewer.', maxPatchFiles);
  }
  // Without words the paths take their place, cut to so many characters.
  const text = comment.trim() === '' ? paths.join(', ').slice(0, 500) : comment;
  return fitsEntry(text, { type: 'patch', files })
    ? undefined
    : patchTooLargeWords(cardBytes(files), maxJsonBytes, t);
}
