import type { RoomSummary } from '../room/log/journal';
import { kindWords } from './kind-words';
import { linkName } from './link-words';
import { missingWords } from './storage-words';
import type { Translate } from './translate';

/** A kept room as a list shows it. */
export interface HistoryWords {
  readonly label: string;
  /** What kind of room it was, and whose. */
  readonly description: string;
  /** When it was used last, and how much there is. */
  readonly detail: string;
}

/** Words a kept room. `language` is a BCP 47 tag. */
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

/** A room that somebody asked for by its id is gone, or is where it cannot be read now. */
export function notKeptWords(id: string, room: RoomSummary | undefined, t: Translate): string {
  if (room?.missing !== undefined) return missingWords(room.name, room.missing, t);
  return t('There’s no room “{0}” in the history.', id);
}

/** A size in bytes as people read it. */
export function sizeWords(bytes: number, language: string): string {
  const mega = bytes >= 1_000_000;
  return new Intl.NumberFormat(language, {
    style: 'unit',
    unit: mega ? 'megabyte' : 'kilobyte',
    maximumFractionDigits: mega ? 1 : 0,
  }).format(mega ? bytes / 1_000_000 : Math.ceil(bytes / 1000));
}
