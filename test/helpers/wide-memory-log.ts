import type { StoredMessage } from '../../src/net/wide/engine';

/** A repeat of an id within this time is stored once, in ms. */
const duplicateMs = 10 * 60_000;

/** The log of one stream, and what its server does to it. */
export class MemoryLog {
  first: number;
  /** The messages from `first` on; undefined where the server has lost one. */
  messages: (StoredMessage | undefined)[] = [];
  private ids = new Map<string, { readonly seq: number; readonly time: number }>();

  /** @param most how many messages it keeps */
  constructor(
    first: number,
    private readonly most: number,
  ) {
    this.first = first;
  }

  get last(): number {
    return this.first + this.messages.length - 1;
  }

  at(seq: number): StoredMessage | undefined {
    return this.messages[seq - this.first];
  }

  /** Stores a message, unless it is a repeat. */
  store(message: Omit<StoredMessage, 'seq'>): { readonly seq: number; readonly isNew: boolean } {
    const key = `${message.user}.${message.id}`;
    const known = this.ids.get(key);
    if (known && message.time - known.time < duplicateMs) return { seq: known.seq, isNew: false };
    const seq = this.last + 1;
    this.ids.set(key, { seq, time: message.time });
    this.messages.push({ ...message, seq });
    if (this.messages.length > this.most) {
      this.messages.shift();
      this.first += 1;
    }
    return { seq, isNew: true };
  }

  /** Forgets which ids it has stored, as after the duplicate window. */
  forgetIds(): void {
    this.ids.clear();
  }

  /** Loses its newest messages, as a disk that lied about them. */
  rollBack(count: number): void {
    this.messages.splice(-count);
    for (const [key, { seq }] of this.ids) if (seq > this.last) this.ids.delete(key);
  }

  /** Loses a message in the middle. */
  lose(seq: number): void {
    this.messages[seq - this.first] = undefined;
  }

  /** Stores a message again, under another number. */
  replay(seq: number): void {
    const { user, id, payload, time } = this.at(seq) as StoredMessage;
    this.forgetIds();
    this.store({ user, id, payload, time });
  }

  /** Exchanges two messages. */
  swap(one: number, other: number): void {
    const [first, second] = [this.at(one) as StoredMessage, this.at(other) as StoredMessage];
    this.messages[one - this.first] = { ...second, seq: one };
    this.messages[other - this.first] = { ...first, seq: other };
  }

  /** A copy, which goes its own way from now on. */
  copy(): MemoryLog {
    const log = new MemoryLog(this.first, this.most);
    log.messages = [...this.messages];
    log.ids = new Map(this.ids);
    return log;
  }
}
