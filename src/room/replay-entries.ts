import type { RoomEntry } from '../net/transport';
import type { Between } from './held-log';
import type { LogEntry } from './log-entry';
import type { LogView } from './log-view';

/** An entry of the log as it was shown that has no number, and the number that it stands after. */
export interface Unnumbered {
  readonly after: number;
  readonly entry: LogEntry;
}

/**
 * Shows kept entries, where some are missing between them, and what stands between them without a number.
 *
 * @param notes in order of `after`, like `between`
 */
export function replayEntries(
  view: LogView,
  entries: readonly RoomEntry[],
  between: readonly Between[] = [],
  notes: readonly Unnumbered[] = [],
): void {
  let [last, nextNote, nextBetween] = [0, 0, 0];
  const showUpTo = (seq: number) => {
    for (let note = notes[nextNote]; note && note.after < seq; note = notes[nextNote]) {
      view.put(note.entry);
      nextNote += 1;
    }
    for (let one = between[nextBetween]; one && one.after < seq; one = between[nextBetween]) {
      showBetween(view, one);
      nextBetween += 1;
    }
  };
  for (const entry of entries) {
    showUpTo(entry.seq);
    const missing = entry.seq - last - 1;
    if (last > 0 && missing > 0) view.note({ type: 'gap', count: missing }, entry.time);
    last = entry.seq;
    view.apply(entry);
  }
  showUpTo(Infinity);
}

function showBetween(view: LogView, one: Between): void {
  if (one.type === 'apart') view.showApart(one.entry);
  else view.note({ type: 'took-back', lost: one.lost, again: one.again }, one.time);
}
