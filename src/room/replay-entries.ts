import type { RoomEntry } from '../net/transport';
import type { LogView } from './log-view';

/** Shows kept entries, and where some are missing between them. */
export function replayEntries(view: LogView, entries: readonly RoomEntry[]): void {
  let last = 0;
  for (const entry of entries) {
    const missing = entry.seq - last - 1;
    if (last > 0 && missing > 0) view.note({ type: 'gap', count: missing }, entry.time);
    last = entry.seq;
    view.apply(entry);
  }
}
