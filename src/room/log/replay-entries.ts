import type { RoomEntry } from '../../protocol/transport';
import type { Between } from './held-log';
import type { DamagedEntries } from './journal';
import type { LogEntry } from './log-entry';
import type { LogProjection } from './log-projection';

/** An entry of the log as it was shown that has no number, and the number that it stands after. */
export interface Unnumbered {
  readonly after: number;
  readonly entry: LogEntry;
}

/** A log as it is kept. */
export interface KeptLog {
  readonly entries: readonly RoomEntry[];
  /** Of those that are missing, the ones that were lost on this computer's disk. */
  readonly damaged: readonly DamagedEntries[];
  readonly between?: readonly Between[];
}

/**
 * Shows kept entries, where some are missing between them, and what stands between them without a number.
 *
 * @param notes in order of `after`, like `between`
 */
export function replayEntries(
  view: LogProjection,
  { entries, damaged, between = [] }: KeptLog,
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
    const [from, to] = [last + 1, entry.seq - 1];
    if (last > 0 && from <= to) {
      const here = damaged.some((range) => range.from <= to && range.to >= from);
      if (here) view.note({ type: 'damaged', from, to }, entry.time);
      else view.note({ type: 'gap', count: to - from + 1 }, entry.time);
    }
    last = entry.seq;
    view.apply(entry);
  }
  showUpTo(Infinity);
}

function showBetween(view: LogProjection, one: Between): void {
  if (one.type === 'apart') view.showApart(one.entry);
  else view.note({ type: 'took-back', lost: one.lost, again: one.again }, one.time);
}

/**
 * What a log shows that happened here only, so that the kept entries do not tell of it.
 * @param keep number of the last entry that stays
 */
export function unnumbered(entries: readonly LogEntry[], keep: number): readonly Unnumbered[] {
  const notes: Unnumbered[] = [];
  let after = 0;
  for (const entry of entries) {
    if (entry.seq !== undefined) after = Math.min(entry.seq, keep);
    else if (isOurs(entry)) notes.push({ after, entry });
  }
  return notes;
}

function isOurs(entry: LogEntry): boolean {
  if (entry.kind === 'message') return entry.delivery === 'unsent';
  return entry.event.type !== 'gap' && entry.event.type !== 'took-back';
}
