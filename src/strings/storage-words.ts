import type { MoveProblem } from '../room/room';
import { exhaustive } from '../util/exhaustive';
import { linkName } from './link-words';
import type { Translate } from './translate';

/** That a room whose disk was full goes on in another folder. */
export function movedWords(folder: string, t: Translate): string {
  return t('The room continues and is now saved in {0}.', folder);
}

/** Why the folder that the host chose for a room will not do, or what is to be minded there. */
export function moveProblemWords(problem: MoveProblem, folder: string, t: Translate): string {
  switch (problem) {
    case 'disk-full':
      return t(
        'The disk with {0} is full too, so messages are still waiting. Choose another folder.',
        folder,
      );
    case 'read-only':
      return t(
        'Deskmate can’t write to {0}, so messages are still waiting. Choose another folder.',
        folder,
      );
    case 'disk-error':
      return t(
        'The disk with {0} is failing, so messages are still waiting. Choose another folder.',
        folder,
      );
    case 'not-noted':
      return t(
        'The room continues and is now saved in {0}, but the full disk has no space to record that. Free up some space before you close this window, or Deskmate won’t find the room.',
        folder,
      );
    default:
      return exhaustive(problem);
  }
}

/** That a kept room is where it cannot be erased now. */
export function notErasedWords(room: string, folder: string, t: Translate): string {
  return t(
    '“{0}” wasn’t deleted: it’s saved in {1}, which isn’t available. Connect its disk, then clear the history again.',
    linkName(room),
    folder,
  );
}

/** That a kept room is where it cannot be read now. */
export function missingWords(room: string, folder: string, t: Translate): string {
  return t(
    '“{0}” is saved in {1}, which isn’t available. Connect its disk, then open the room from the history.',
    linkName(room),
    folder,
  );
}
