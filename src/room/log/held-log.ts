import type { Successor } from '../../protocol/entry-frames';
import type { Epoch } from '../../protocol/frames';
import type { LogPosition } from '../../protocol/log-feed';
import type { RoomEntry } from '../../protocol/room-entry';
import { entryLength, keptVotingEntries, successorsIn, type VotingEntry } from './entries';
import { Epochs, type Opening } from './epochs';
import { copyKey, type DamagedEntries, type Message, type RoomRequest } from './journal';
import { logLimit } from './room-log';

/** Maximum number of UTF-16 units of text and cards kept. */
const maxText = 8 * 1024 * 1024;

/** An unnumbered item in a guest's log, after entry number `after`. */
export type UnnumberedItem =
  /** The hub lost `lost` messages here; `again` of them are our own and are sent again. */
  | {
      readonly type: 'took-back';
      readonly after: number;
      readonly time: number;
      readonly lost: number;
      readonly again: number;
    }
  /** A lost message of someone else, who hasn't sent it again yet. */
  | { readonly type: 'apart'; readonly after: number; readonly entry: Message };

interface TakeBackOptions {
  readonly keep: number;
  readonly selfId: string;
  /** Requests that the hub hadn't numbered. */
  readonly waiting: readonly RoomRequest[];
  readonly note: { readonly time: number; readonly lost?: number; readonly again?: number };
}

/** A {@link HeldLog} for those who only read it. */
export type ReadonlyHeldLog = Pick<
  HeldLog,
  'agreed' | 'end' | 'entries' | 'epochAt' | 'last' | 'position' | 'successors' | 'term'
>;

/**
 * The entries that a guest holds, bounded in number and size, with their epochs: in order, each once, with
 * gaps where the hub no longer had them.
 */
export class HeldLog {
  readonly epochs = new Epochs();
  private list: RoomEntry[] = [];
  private lastHeld = 0;
  private textLength = 0;
  private others: UnnumberedItem[] = [];
  /** The missing entries that this computer's disk lost. */
  readonly damaged: DamagedEntries[] = [];

  /** Number of the last entry that is held, or known to be no longer kept; 0 for none. */
  get last(): number {
    return this.lastHeld;
  }

  /** Oldest first. */
  get entries(): readonly RoomEntry[] {
    return this.list;
  }

  /** How far it goes, to tell a hub. */
  get position(): LogPosition {
    return this.epochs.position(this.last);
  }

  epochAt(seq: number): Epoch {
    return this.epochs.at(seq);
  }

  /** The term of the last entry. */
  get term(): number {
    return this.epochAt(this.last).term;
  }

  /** Where it ends; all 0 while it is empty. */
  get end(): Epoch & { readonly seq: number } {
    const { last } = this;
    const { opening, term } = last > 0 ? this.epochAt(last) : { opening: 0, term: 0 };
    return { term, opening, seq: last };
  }

  /** Number of the last entry that this log and another one share. */
  agreed(position: LogPosition): number {
    return this.epochs.agreed(position, this.last);
  }

  /** Who may host the room, according to the log. */
  get successors(): readonly Successor[] {
    return successorsIn(this.list);
  }

  /** In order of `after`. */
  get between(): readonly UnnumberedItem[] {
    return this.others;
  }

  /** Begins an epoch. */
  begin(opening: Opening): void {
    this.epochs.begin(opening, opening.after);
  }

  /** Appends the next entry. If its author has sent it again, it replaces the lost one. */
  append(entry: RoomEntry): void {
    this.list.push(entry);
    this.lastHeld = entry.seq;
    this.textLength += entryLength(entry);
    // Dropping entries one by one would move all others each time.
    if (this.list.length >= 1.1 * logLimit || this.textLength >= 1.1 * maxText) this.trim();
    if (entry.type === 'message') this.others = this.others.filter((one) => !isCopy(one, entry));
  }

  /** Puts an entry of those that were dropped before all others. */
  putEarlier(entry: VotingEntry): void {
    this.list.push(entry);
  }

  /** Skips entries up to number `to`, which no longer exist. */
  skip(to: number): void {
    this.lastHeld = to;
  }

  /** Adds an item between entries. */
  put(between: UnnumberedItem): void {
    this.others.push(between);
    this.others.sort((a, b) => a.after - b.after);
  }

  /**
   * Takes back the entries after number `keep`.
   * @param note what the log shows about it; without `lost` and `again`, they are counted
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
    while (this.list.length - first > logLimit || this.textLength > maxText) {
      this.textLength -= entryLength(this.list[first] as RoomEntry);
      first += 1;
    }
    const oldest = this.list[first]?.seq ?? 0;
    this.list = [...keptVotingEntries(this.list.slice(0, first)), ...this.list.slice(first)];
    this.others = this.others.filter(({ after }) => after >= oldest);
  }
}

function isCopy(one: UnnumberedItem, message: Message): boolean {
  return one.type === 'apart' && copyKey(one.entry) === copyKey(message);
}

type SayRequest = Extract<RoomRequest, { readonly type: 'say' }>;

/** What becomes of entries that a guest held and its hub has lost. */
export interface TakenBack {
  /** The requests for the hub, in order: first our own lost ones again, then those that waited. */
  readonly outbox: readonly RoomRequest[];
  /** Others' messages, in their last version. */
  readonly apart: readonly Message[];
  /** Number of lost messages, including our own. */
  readonly lost: number;
  /** How many of them are sent again. */
  readonly again: number;
}

/**
 * Takes back entries that the hub has lost.
 *
 * 1. Our own message is sent again under its id, in its last version, unless it was deleted. A student's that we published
 *    without its name isn't ours to send: helpers can publish it again.
 * 2. Our own changes to messages that the hub still has are requested again.
 * 3. A lost message's number may now belong to another message, so a reaction to it is dropped, and a reply
 *    is sent without the number.
 *
 * @param lost all entries held after number `keep`, in order
 * @param waiting requests that the hub hadn't numbered
 */
export function takeBack(
  lost: readonly RoomEntry[],
  waiting: readonly RoomRequest[],
  { keep, selfId }: { readonly keep: number; readonly selfId: string },
): TakenBack {
  const messages = new Map<number, Message>();
  const changes: RoomRequest[] = [];
  /** Applies a change to a lost message; returns false if it concerns a message that the hub has. */
  const isSettled = (change: Exclude<RoomRequest, SayRequest | { type: 'rename' }>): boolean => {
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
  const isOwn = ({ anonymous, author }: Message) => author === selfId && !anonymous;
  const own = all.filter(isOwn);
  return {
    outbox: [...own.map(sayAgain), ...changes, ...rest],
    apart: all.filter((message) => !isOwn(message)),
    lost: all.length,
    again: own.length,
  };
}

/** The request that led to an entry, if it changed another entry. */
function changeOf(
  entry: RoomEntry,
): Exclude<RoomRequest, SayRequest | { type: 'rename' }> | undefined {
  switch (entry.type) {
    case 'edited':
      return { type: 'edit', id: entry.id, target: entry.target, text: entry.text };
    case 'deleted':
      return { type: 'delete', id: entry.id, target: entry.target };
    case 'reacted': {
      const { id, target, emoji, on, applied, pin } = entry;
      const extras = { ...(applied && { applied }), ...(pin && { pin }) };
      return { type: 'react', id, target, emoji, on, ...extras };
    }
    default:
      return undefined;
  }
}

function sayAgain({ id, text, reply, card }: Message): SayRequest {
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
