import type { LogEntry } from '../../room/log/log-entry';

/** More than a log keeps: an id beyond it belongs to a message that is gone. */
const maxUnread = 10_000;

/** Counts the messages of others that nobody has looked at yet. */
export class Unread {
  /** By id, oldest first: whether it mentions the person at this window, or answers them. */
  private waiting = new Map<string, boolean>();
  /** Others' messages that were counted once: what changes later is no news. */
  private known = new Set<string>();
  private mentioned = 0;

  get count(): number {
    return Math.min(this.waiting.size, maxUnread);
  }

  /** How many of them mention the person. */
  get mentions(): number {
    return this.mentioned;
  }

  /** Id of the oldest message not seen. */
  get first(): string | undefined {
    const [oldest] = this.waiting.keys();
    return oldest;
  }

  /** Number of the last entry of the log before the first one not seen; undefined when it has none. */
  lastSeen(entries: readonly LogEntry[]): number | undefined {
    const { first } = this;
    const end = first === undefined ? entries.length : entries.findIndex(({ id }) => id === first);
    return entries.slice(0, Math.max(end, 0)).findLast(({ seq }) => seq !== undefined)?.seq;
  }

  /** Takes in an entry, new or amended; tells whether it is another's new message. */
  add(entry: LogEntry, mention = false): boolean {
    if (!this.pass(entry)) return false;
    this.waiting.set(entry.id, mention);
    if (mention) this.mentioned += 1;
    // Cut rarely, not at every message: a flood costs no more than its own length.
    if (this.waiting.size >= 2 * maxUnread) this.keepFrom(this.waiting.size - maxUnread);
    return true;
  }

  /** Takes in an entry that counts as seen; tells whether it is another's message, not known before. */
  pass(entry: LogEntry): boolean {
    if (entry.kind !== 'message' || entry.own || this.known.has(entry.id)) return false;
    this.known.add(entry.id);
    if (this.known.size >= 2 * maxUnread) this.known = new Set([...this.known].slice(-maxUnread));
    return true;
  }

  /** A message became another one; tells whether that changed what is unread. */
  amend({ id }: LogEntry, mention: boolean): boolean {
    const before = this.waiting.get(id);
    if (before === undefined || before === mention) return false;
    this.waiting.set(id, mention);
    this.mentioned += mention ? 1 : -1;
    return true;
  }

  /**
   * Everything up to the entry `id` was seen; tells whether the count changed.
   * @param newest id of the log's last entry, which need not be another's message
   */
  seen(id: string, newest: string | undefined): boolean {
    const at = id === newest ? this.waiting.size - 1 : [...this.waiting.keys()].indexOf(id);
    if (at < 0) return false;
    this.keepFrom(at + 1);
    return true;
  }

  /**
   * Another log took this one's place. Nothing in it is new, unless it is told from where on.
   * @param isNew which of the others' messages were not seen
   * @param mention which of those mention the person
   */
  reset(
    entries: readonly LogEntry[],
    isNew: (entry: LogEntry) => boolean = () => false,
    mention: (entry: LogEntry) => boolean = () => false,
  ): void {
    const others = entries.filter((entry) => entry.kind === 'message' && !entry.own);
    this.known = new Set(others.map(({ id }) => id));
    this.waiting = new Map(others.filter(isNew).map((entry) => [entry.id, mention(entry)]));
    this.countMentions();
  }

  /** The log was made anew from the same messages, of which some may be gone. */
  keep(entries: readonly LogEntry[]): void {
    const ids = new Set(entries.map(({ id }) => id));
    this.waiting = new Map([...this.waiting].filter(([id]) => ids.has(id)));
    this.countMentions();
  }

  private keepFrom(start: number): void {
    this.waiting = new Map([...this.waiting].slice(start));
    this.countMentions();
  }

  private countMentions(): void {
    this.mentioned = [...this.waiting.values()].filter((mention) => mention).length;
  }
}
