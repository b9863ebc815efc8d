import type { RoomEntry } from '../../protocol/room-entry';
import { runToEnd } from '../../util/slices';
import type { UnnumberedItem } from './held-log';
import type { DamagedEntries } from './journal';
import type { LogEntry } from './log-entry';
import type { LogProjection } from './log-projection';

/** A shown entry without a number, and the number of the entry before it. */
export interface UnnumberedEntry {
  readonly after: number;
  readonly entry: LogEntry;
}

/** A stored log. */
export interface StoredLog {
  readonly entries: readonly RoomEntry[];
  /** The missing entries that this computer's disk lost. */
  readonly damaged: readonly DamagedEntries[];
  readonly between?: readonly UnnumberedItem[];
}

/**
 * Shows stored entries, the gaps between them, and the unnumbered items between them.
 *
 * @param notes in order of `after`, like `between`
 */
export function replayEntries(
  view: LogProjection,
  log: StoredLog,
  notes: readonly UnnumberedEntry[] = [],
): void {
  runToEnd(replaySteps(view, log, notes));
}

/** Shows a stored log like {@link replayEntries}, an entry with each step. */
export function* replaySteps(
  view: LogProjection,
  { entries, damaged, between = [] }: StoredLog,
  notes: readonly UnnumberedEntry[] = [],
): Generator<void, void, undefined> {
  let [last, lastTime, nextNote, nextBetween] = [0, 0, 0, 0];
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
    if ('time' in entry) lastTime = entry.time;
    if (last > 0 && from <= to) {
      const here = damaged.some((range) => range.from <= to && range.to >= from);
      if (here) view.addEvent({ type: 'damaged', from, to }, lastTime);
      else {
        view.addEvent({ type: 'gap', count: to - from + 1 }, lastTime);
        view.dropPins(to);
      }
    }
    last = entry.seq;
    view.apply(entry);
    yield;
  }
  showUpTo(Infinity);
}

function showBetween(view: LogProjection, one: UnnumberedItem): void {
  if (one.type === 'apart') view.showApart(one.entry);
  else view.addEvent({ type: 'took-back', lost: one.lost, again: one.again }, one.time);
}

/**
 * The log's entries about things that happened only here, which the stored entries don't contain.
 * @param keep number of the last entry that stays
 */
export function unnumbered(entries: readonly LogEntry[], keep: number): readonly UnnumberedEntry[] {
  const notes: UnnumberedEntry[] = [];
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
