import type { RoomSummary } from '../room/log/journal';
import type { RoomInfo } from '../room/room';
import type { MoveProblem } from '../room/storage-problem';
import { exhaustive } from '../util/exhaustive';
import { linkName } from './inline-text';
import { kindText } from './kind-text';
import type { Translate } from './translate';

/** Says that this computer can't save a room. */
export function storageFailedText(t: Translate): string {
  return t(
    'This computer can’t save the room: its disk is full or failing. Nothing has changed. Free up some space, then try again.',
  );
}

/** Says that a disk or a server is failing, for the status bar and titles. */
export function storageInShort({ storage }: RoomInfo, t: Translate): string[] {
  if (storage === 'waiting' || storage === 'no-quorum') return [t('messages waiting')];
  return storage === undefined ? [] : [t('not saved')];
}

/** Says that a disk or a server is failing. `own`: whether this computer hosts the room. */
export function storageText({ storage }: RoomInfo, own: boolean, t: Translate): string[] {
  if (storage === 'not-kept') return [t('Messages aren’t being saved on the host’s disk.')];
  if (storage === 'own-disk') {
    return [
      t('Your disk is full or failing: what you write is kept only while this window is open.'),
    ];
  }
  if (storage === 'no-quorum') {
    return [
      t(
        'Too few of the room’s servers are running. You can read, and messages are waiting to be sent automatically.',
      ),
    ];
  }
  if (storage !== 'waiting') return [];
  return own
    ? [
        t(
          'Your disk is full or failing, so messages are waiting. Free up some space, and the room continues automatically.',
        ),
      ]
    : [
        t(
          'The host’s disk is full or failing. Messages are waiting and will be sent automatically.',
        ),
      ];
}

/** Says that a room continues in another folder. */
export function roomMovedText(folder: string, t: Translate): string {
  return t('The room continues and is now saved in {0}.', folder);
}

/** Why the room couldn't move to the folder that the host chose, or what the host must know about it. */
export function moveProblemText(problem: MoveProblem, folder: string, t: Translate): string {
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

/** Says that a saved room couldn't be deleted because its folder isn't available. */
export function notErasedText(room: string, folder: string, t: Translate): string {
  return t(
    '“{0}” wasn’t deleted: it’s saved in {1}, which isn’t available. Connect its disk, then clear the history again.',
    linkName(room),
    folder,
  );
}

/** Says that a saved room can't be read because its folder isn't available. */
export function missingText(room: string, folder: string, t: Translate): string {
  return t(
    '“{0}” is saved in {1}, which isn’t available. Connect its disk, then open the room from the history.',
    linkName(room),
    folder,
  );
}

/** A saved room as a list shows it. */
export interface HistoryItemText {
  readonly label: string;
  /** The kind of room, and whether the user hosted it. */
  readonly description: string;
  /** The time of last use, and the size. */
  readonly detail: string;
}

/** Describes a saved room. `language` is a BCP 47 tag. */
export function historyText(room: RoomSummary, language: string, t: Translate): HistoryItemText {
  const { kind, name, role, time, entries, bytes, missing } = room;
  const label = linkName(name);
  const description = `${kindText(kind, t).label} · ${role === 'host' ? t('hosted by you') : t('joined')}`;
  const when = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });
  if (missing !== undefined)
    return { label, description, detail: t('in {0}, which isn’t available', missing) };
  const lines = entries === 1 ? t('1 line') : t('{0} lines', entries.toLocaleString(language));
  return {
    label,
    description,
    detail: `${when.format(time)} · ${lines} · ${formatSize(bytes, language)}`,
  };
}

/** Says that the room with this id is gone, or that its folder isn't available. */
export function notSavedText(id: string, room: RoomSummary | undefined, t: Translate): string {
  if (room?.missing !== undefined) return missingText(room.name, room.missing, t);
  return t('There’s no room “{0}” in the history.', id);
}

/** A size in bytes, in the unit that suits it. */
export function formatSize(bytes: number, language: string): string {
  if (bytes < 1000) {
    const unit = { style: 'unit', unit: 'byte', unitDisplay: 'long' } as const;
    return new Intl.NumberFormat(language, unit).format(bytes);
  }
  const mega = bytes >= 1_000_000;
  return new Intl.NumberFormat(language, {
    style: 'unit',
    unit: mega ? 'megabyte' : 'kilobyte',
    maximumFractionDigits: mega ? 1 : 0,
  }).format(mega ? bytes / 1_000_000 : Math.ceil(bytes / 1000));
}
