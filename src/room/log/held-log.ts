import type { RoomEntry } from '../../protocol/transport';
import { entryLength } from './entries';
import { Epochs, type Opening } from './epochs';
import type { DamagedEntries, Message, RoomRequest } from './journal';
import { logLimit } from './room-log';
import { type TakenBack, takeBack } from './take-back';

/** Characters of text and cards kept in all. */
const textLimit = 8 * 1024 * 1024;

/** What stands in a guest's log after entry number `after`, and has no number itself. */
export type Between =
  /** The hub lost what stood here: so many messages, so many of them one's own and sent again. */
  | {
      readonly type: 'took-back';
      readonly after: number;
      readonly time: number;
      readonly lost: number;
      readonly again: number;
    }
  /** A lost message of somebody else, who has not sent it again yet. */
  | { readonly type: 'apart'; readonly after: number; readonly entry: Message };

interface TakeBackOptions {
  readonly keep: number;
  readonly selfId: string;
  /** What the hub had not numbered. */
  readonly waiting: readonly RoomRequest[];
  readonly note: { readonly time: number; readonly lost?: number; readonly again?: number };
}

/**
 * The entries that a guest holds, bounded in number and size, with their epochs: in order, each once, but
 * with holes where the hub kept none.
 */
export class HeldLog {
  readonly epochs = new Epochs();
  private list: RoomEntry[] = [];
  private lastHeld = 0;
  private textLength = 0;
  private others: Between[] = [];
  /** Of the entries that are missing, those that were lost on this computer's disk. */
  readonly damaged: DamagedEntries[] = [];

  /** Number of the last entry held, or known to be kept no more; 0 for none. */
  get last(): number {
    return this.lastHeld;
  }

  get entries(): readonly RoomEntry[] {
    return this.list;
  }

  /** In order of `after`. */
  get between(): readonly Between[] {
    return this.others;
  }

  /** Entries after a number are of this epoch. */
  begin(opening: Opening): void {
    this.epochs.begin(opening, opening.after);
  }

  /** Takes the next entry; one that its author has sent again takes the place of the lost one. */
  append(entry: RoomEntry): void {
    this.list.push(entry);
    this.lastHeld = entry.seq;
    this.textLength += entryLength(entry);
    // Cutting one entry at a time would move all the others each time.
    if (this.list.length >= 1.1 * logLimit || this.textLength >= 1.1 * textLimit) this.trim();
    if (entry.type === 'message') this.others = this.others.filter((one) => !isCopy(one, entry));
  }

  /** There are no entries up to this number. */
  skip(to: number): void {
    this.lastHeld = to;
  }

  /** Puts something between entries. */
  put(between: Between): void {
    this.others.push(between);
    this.others.sort((a, b) => a.after - b.after);
  }

  /**
   * Takes back what was held after number `keep`.
   * @param note what the log is to say of it; as many messages as are lost now, unless it is told
   */
  takeBack({ keep, selfId, waiting, note }: TakeBackOptions): TakenBack {
    const first = this.list.findLastIndex(({ seq }) => seq <= keep) + 1;
    const lost = this.list.splice(first);
    for (const entry of lost) this.textLength -= entryLength(entry);
    this.lastHeld = Math.min(this.lastHeld, keep);
    this.epochs.takeBack(keep);
    const taken = takeBack(lost, waiting, { keep, selfId });
    this.others = [
      ...this.others.map((other) => ({ ...other, after: Math.min(other.after, keep) })),
      { lost: taken.lost, again: taken.again, ...note, type: 'took-back', after: keep },
      ...taken.apart.map((entry) => ({ type: 'apart', after: keep, entry }) as const),
    ];
    return taken;
  }

  private trim(): void {
    let first = 0;
    while (this.list.length - first > logLimit || this.textLength > textLimit) {
      this.textLength -= entryLength(this.list[first] as RoomEntry);
      first += 1;
    }
    this.list = this.list.slice(first);
    const oldest = this.list[0]?.seq ?? 0;
    this.others = this.others.filter(({ after }) => after >= oldest);
  }
}

function isCopy(one: Between, { author, id }: Message): boolean {
  return one.type === 'apart' && one.entry.author === author && one.entry.id === id;
}
