import type { MoveProblem } from '../room/room';
import { exhaustive } from '../util/exhaustive';
import { linkName } from './link-words';
import type { Translate } from './translate';

/** That a room whose disk was full goes on in another folder. */
export function movedWords(folder: string, t: Translate): string {
  return t('The room goes on. It is saved in {0} from now on.', folder);
}

/** Why the folder that the host chose for a room will not do, or what is to be minded there. */
export function moveProblemWords(problem: MoveProblem, folder: string, t: Translate): string {
  switch (problem) {
    case 'disk-full':
      return t(
        'The disk of {0} is full, too, so messages still wait. Choose another folder.',
        folder,
      );
    case 'read-only':
      return t(
        'Deskmate can’t write to {0}, so messages still wait. Choose another folder.',
        folder,
      );
    case 'disk-error':
      return t('The disk of {0} fails, so messages still wait. Choose another folder.', folder);
    case 'not-noted':
      return t(
        'The room goes on, and is saved in {0}. But the full disk has no space to note that: free some before you close this window, or Deskmate won’t find the room there.',
        folder,
      );
    default:
      return exhaustive(problem);
  }
}

/** That a kept room is where it cannot be erased now. */
export function notErasedWords(room: string, folder: string, t: Translate): string {
  return t(
    '“{0}” was not erased: it is saved in {1}, which isn’t there now. Connect its disk, then clear the history again.',
    linkName(room),
    folder,
  );
}

/** That a kept room is where it cannot be read now. */
export function missingWords(room: string, folder: string, t: Translate): string {
  return t(
    '“{0}” is saved in {1}, which isn’t there now. Connect its disk, then open the room from the history.',
    linkName(room),
    folder,
  );
}
