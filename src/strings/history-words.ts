import type { RoomSummary } from '../room/log/journal';
import { kindWords } from './kind-words';
import { linkName } from './names';
import { missingWords } from './storage-words';
import type { Translate } from './translate';

/** A saved room as a list shows it. */
export interface HistoryWords {
  readonly label: string;
  /** The kind of room, and who hosted it. */
  readonly description: string;
  /** When it was last used, and how much it holds. */
  readonly detail: string;
}

/** Describes a saved room. `language` is a BCP 47 tag. */
export function historyWords(room: RoomSummary, language: string, t: Translate): HistoryWords {
  const { kind, name, role, time, entries, bytes, missing } = room;
  const label = linkName(name);
  const description = `${kindWords(kind, t).label} · ${role === 'host' ? t('hosted by you') : t('joined')}`;
  const when = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });
  if (missing !== undefined)
    return { label, description, detail: t('in {0}, which isn’t available', missing) };
  const lines = entries === 1 ? t('1 line') : t('{0} lines', entries.toLocaleString(language));
  return {
    label,
    description,
    detail: `${when.format(time)} · ${lines} · ${sizeWords(bytes, language)}`,
  };
}

/** Says that the room with this id is gone, or that its folder isn't available. */
export function notKeptWords(id: string, room: RoomSummary | undefined, t: Translate): string {
  if (room?.missing !== undefined) return missingWords(room.name, room.missing, t);
  return t('There’s no room “{0}” in the history.', id);
}

/** A size in bytes, in a unit that people read. */
export function sizeWords(bytes: number, language: string): string {
  const mega = bytes >= 1_000_000;
  return new Intl.NumberFormat(language, {
    style: 'unit',
    unit: mega ? 'megabyte' : 'kilobyte',
    maximumFractionDigits: mega ? 1 : 0,
  }).format(mega ? bytes / 1_000_000 : Math.ceil(bytes / 1000));
}
