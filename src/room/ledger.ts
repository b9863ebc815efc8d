import type { LogFeed, RoomEntry } from '../net/transport';
import type { Clock } from '../util/clock';
import { Entries } from './entries';
import type { Epochs } from './epochs';
import type { Journal } from './journal';
import type { LogView } from './log-view';
import { Messages } from './messages';
import { Repeats } from './repeats';
import type { Draft } from './requests';

export interface LedgerOptions {
  /** Entries kept. */
  readonly most: number;
  /** Number of the entry before the first one. */
  readonly before: number;
  readonly epochs?: Epochs | undefined;
  /** Number of the last entry there was when the room was opened. */
  readonly opened: number;
  readonly view: LogView;
  readonly clock: Clock;
  readonly journal?: Journal | undefined;
}

/**
 * Numbers what happens in a hosted room. An entry is in the journal before anybody hears of it; what
 * was appended is committed before it goes out, by whoever sends it.
 */
export class Ledger {
  readonly messages: Messages;
  private readonly entries: Entries;
  private readonly repeats = new Repeats();

  constructor(private readonly options: LedgerOptions) {
    const { most, before, epochs, opened } = options;
    const onForget = ({ seq }: RoomEntry) => this.forget(seq);
    this.entries = new Entries({ most, before, opened, ...(epochs && { epochs }), onForget });
    this.messages = new Messages(this.entries);
  }

  get feed(): LogFeed {
    return this.entries;
  }

  get last(): number {
    return this.entries.last;
  }

  /** Whether this request is in the log already. */
  isRepeat(member: string, id: string): boolean {
    return this.repeats.has(member, id);
  }

  /**
   * Gives it the next number.
   * @param request id of the request of a member that it does, where the entry does not hold it
   */
  number(draft: Draft, request?: string): RoomEntry {
    const { clock, journal } = this.options;
    const { type, ...rest } = draft;
    const entry = { type, seq: this.last + 1, time: clock.now(), ...rest } as RoomEntry;
    journal?.append(entry);
    this.keep(entry);
    if (request !== undefined && 'member' in entry) {
      this.repeats.note(entry.member, request, entry.seq);
    }
    return entry;
  }

  /** Takes an entry that has a number and is in the journal. */
  keep(entry: RoomEntry): void {
    this.entries.append(entry);
    this.messages.apply(entry);
    // A lab client's messages have no ids: it never asks again.
    if ('id' in entry && entry.id !== '') this.repeats.note(entry.author, entry.id, entry.seq);
    this.options.view.apply(entry);
  }

  /** Numbers up to `seq` were given to entries that are lost. */
  skip(seq: number): void {
    this.entries.skip(seq);
  }

  private forget(seq: number): void {
    this.messages.forget(seq);
    this.repeats.forget(seq);
  }
}
