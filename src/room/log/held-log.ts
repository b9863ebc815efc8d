import type { RoomEntry } from '../../protocol/transport';
import { entryLength } from './entries';
import { Epochs, type Opening } from './epochs';
import type { DamagedEntries, Message, RoomRequest } from './journal';
import { logLimit } from './room-log';

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

type Say = Extract<RoomRequest, { readonly type: 'say' }>;

/** What becomes of entries that a guest held, and that its hub has lost. */
export interface TakenBack {
  /** What is to be asked of the hub now, in order: again what is lost of one's own, then what waited. */
  readonly outbox: readonly RoomRequest[];
  /** Others' messages, as they were last. */
  readonly apart: readonly Message[];
  /** Messages lost, one's own as well. */
  readonly lost: number;
  /** How many of them are sent again. */
  readonly again: number;
}

/**
 * Takes back entries that the hub has lost.
 *
 * 1. A message of one's own is sent again under its id, as it was last; one that was deleted is not.
 * 2. What one did to a message that the hub still has is asked for again.
 * 3. What was about a lost message has lost its number, which another message may have by now: a reaction is
 *    dropped, a reply is sent without the number.
 *
 * @param lost all entries held after number `keep`, in order
 * @param waiting what the hub had not numbered
 */
export function takeBack(
  lost: readonly RoomEntry[],
  waiting: readonly RoomRequest[],
  { keep, selfId }: { readonly keep: number; readonly selfId: string },
): TakenBack {
  const messages = new Map<number, Message>();
  const changes: RoomRequest[] = [];
  /** Applies a change to a lost message; false when it is about one that the hub has. */
  const isSettled = (change: Exclude<RoomRequest, Say | { type: 'rename' }>): boolean => {
    if (change.target <= keep) return false;
    const message = messages.get(change.target);
    if (message && change.type === 'edit') {
      messages.set(change.target, { ...message, text: change.text });
    }
    if (change.type === 'delete') messages.delete(change.target);
    return true;
  };
  for (const entry of lost) {
    if (entry.type === 'message') {
      messages.set(entry.seq, withoutLostReply(entry, keep));
      continue;
    }
    const change = changeOf(entry);
    if (change && !isSettled(change) && 'author' in entry && entry.author === selfId) {
      changes.push(change);
    }
  }
  const rest = waiting.flatMap((request): readonly RoomRequest[] => {
    if (request.type === 'say') return [withoutLostReply(request, keep)];
    return request.type !== 'rename' && isSettled(request) ? [] : [request];
  });
  const all = [...messages.values()];
  const own = all.filter(({ author }) => author === selfId);
  return {
    outbox: [...own.map(sayAgain), ...changes, ...rest],
    apart: all.filter(({ author }) => author !== selfId),
    lost: all.length,
    again: own.length,
  };
}

/** The request that an entry did, if it was about another entry. */
function changeOf(entry: RoomEntry): Exclude<RoomRequest, Say | { type: 'rename' }> | undefined {
  switch (entry.type) {
    case 'edited':
      return { type: 'edit', id: entry.id, target: entry.target, text: entry.text };
    case 'deleted':
      return { type: 'delete', id: entry.id, target: entry.target };
    case 'reacted': {
      const { id, target, emoji, on, applied } = entry;
      return { type: 'react', id, target, emoji, on, ...(applied && { applied }) };
    }
    default:
      return undefined;
  }
}

function sayAgain({ id, text, reply, card }: Message): Say {
  return { type: 'say', id, text, ...(reply !== undefined && { reply }), ...(card && { card }) };
}

function withoutLostReply<T extends { readonly reply?: number | undefined }>(
  said: T,
  keep: number,
): T {
  if (said.reply === undefined || said.reply <= keep) return said;
  const { reply: _, ...rest } = said;
  return rest as T;
}
