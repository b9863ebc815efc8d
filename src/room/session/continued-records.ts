import type { RoomEntry } from '../../protocol/room-entry';
import type { RestoredGuest } from '../guest/restored-guest';
import type { StoredMark } from '../log/deliveries';
import { isSameEpoch, nextEpoch, type Opening } from '../log/epochs';
import type { HostHeader, JournalRecord, Message, RoomRequest } from '../log/journal';

export interface ContinuedRoom {
  /** The header of the new room. */
  readonly header: HostHeader;
  /** The name of the host that the new room does without, if known. */
  readonly host?: string | undefined;
  /** In ms since the Unix epoch. */
  readonly now: number;
}

/** Maximum number of marks in one record. */
const marksAtATime = 200;

/**
 * The records of a new room that begins with what this computer holds of a room that it is a guest in.
 *
 * 1. Entries are numbered again: a host has no gaps, but a guest may. What referred to a number refers to the new one;
 *    what referred to a message that isn't held is left out.
 * 2. Who hosted the room, and who could, is left out: in the new room, those members MUST NOT have a vote, nor be
 *    followed.
 * 3. Messages that the host's disk had lost are in the log again, where they were said.
 * 4. Of a deleted message, only the fact is left: those who join later are others than those who saw it.
 * 5. The user's own requests that no host has numbered wait for their numbers in the new room.
 */
export function continuedRecords(
  restored: RestoredGuest,
  { header, host, now }: ContinuedRoom,
): readonly JournalRecord[] {
  const { held, marks, outbox, self } = restored;
  const deleted = held.entries.flatMap((entry) => (entry.type === 'deleted' ? [entry.target] : []));
  const copy = new Copy(new Set(deleted));
  const lost = held.between.flatMap((one) => (one.type === 'apart' ? [one] : []));
  const next = (before: number) => lost[0] && lost[0].after < before && lost.shift();
  for (const entry of held.entries) {
    for (let one = next(entry.seq); one; one = next(entry.seq)) copy.addLost(one.entry);
    const { term, opening } = held.epochs.at(entry.seq);
    copy.begin({ term, opening });
    copy.add(entry);
  }
  for (const { entry } of lost) copy.addLost(entry);
  copy.begin(nextEpoch(copy.epoch, now));
  copy.number({
    ...{ type: 'continued', seq: 0, time: now, member: self.id, name: self.name },
    ...(host !== undefined && { host }),
  });
  return [
    header,
    ...copy.records,
    ...markRecords(marks.map((mark) => ({ ...mark, seq: copy.upTo(mark.seq) }))),
    ...outbox.flatMap((request) => copy.request(request)),
  ];
}

/** A log whose entries are numbered again, from 1. */
class Copy {
  readonly records: JournalRecord[] = [];
  epoch: Opening | undefined;
  private last = 0;
  /** The new numbers of the entries, by their old ones, which ascend. */
  private readonly numbers = new Map<number, number>();

  /** @param deleted the old numbers of deleted messages */
  constructor(private readonly deleted: ReadonlySet<number>) {}

  /** Begins an epoch, unless it is that of the last entry. Entries from before there were epochs have opening 0. */
  begin({ term, opening }: Pick<Opening, 'term' | 'opening'>): void {
    if (opening === 0 || (this.epoch && isSameEpoch(this.epoch, { term, opening }))) return;
    this.epoch = { term, opening, after: this.last };
    this.records.push({ type: 'opening', ...this.epoch });
  }

  add(entry: RoomEntry): void {
    const own = this.rewritten(entry);
    if (own) this.numbers.set(entry.seq, this.number(own));
  }

  /** Adds a message that the host had lost. Its old number may be that of another entry. */
  addLost(entry: Message): void {
    this.number(this.withReply(entry));
  }

  /** Gives an entry the next number. */
  number(entry: RoomEntry): number {
    this.last += 1;
    this.records.push({ ...entry, seq: this.last });
    return this.last;
  }

  /** The new number of the last entry up to this old number. */
  upTo(seq: number): number {
    let last = 0;
    for (const [old, now] of this.numbers) {
      if (old > seq) break;
      last = now;
    }
    return last;
  }

  request(request: RoomRequest): readonly JournalRecord[] {
    if (request.type === 'say') return [{ type: 'queued', request: this.withReply(request) }];
    if (request.type === 'rename') return [{ type: 'queued', request }];
    const target = this.numbers.get(request.target);
    return target === undefined ? [] : [{ type: 'queued', request: { ...request, target } }];
  }

  /** The entry with new references; undefined if it doesn't belong in the new room. */
  private rewritten(entry: RoomEntry): RoomEntry | undefined {
    switch (entry.type) {
      case 'successors':
      case 'took-over':
      case 'unknown':
        return undefined;
      case 'message':
        return this.withReply(this.deleted.has(entry.seq) ? withoutContent(entry) : entry);
      case 'edited':
      case 'deleted':
      case 'reacted': {
        const target = this.numbers.get(entry.target);
        const isNoted = entry.type !== 'edited' || !this.deleted.has(entry.target);
        return target !== undefined && isNoted ? { ...entry, target } : undefined;
      }
      default:
        return entry;
    }
  }

  private withReply<T extends { readonly reply?: number | undefined }>(said: T): T {
    if (said.reply === undefined) return said;
    const { reply, ...rest } = said;
    const now = this.numbers.get(reply);
    return (now === undefined ? rest : { ...rest, reply: now }) as T;
  }
}

/** A message without its text, which nobody sees, and without its card. */
function withoutContent({ card: _, ...message }: Message): Message {
  return { ...message, text: '…' };
}

function markRecords(marks: readonly StoredMark[]): JournalRecord[] {
  const records: JournalRecord[] = [];
  for (let at = 0; at < marks.length; at += marksAtATime) {
    records.push({ type: 'marks', marks: marks.slice(at, at + marksAtATime) });
  }
  return records;
}
