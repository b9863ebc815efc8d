import type { LogEntry } from '../../room/log/log-entry';

/** Maximum number counted. More than a log keeps, so an older id belongs to a message that is gone. */
const maxUnread = 10_000;

/** Counts the messages from others that the user hasn't seen. */
export class Unread {
  /** Unseen messages by id, oldest first; the value tells whether one mentions the user or replies to them. */
  private unseen = new Map<string, boolean>();
  /** Ids of messages already counted: a later change doesn't make them unseen again. */
  private known = new Set<string>();
  private mentioned = 0;

  get count(): number {
    return Math.min(this.unseen.size, maxUnread);
  }

  /** How many of the unseen messages mention the user or reply to them. */
  get mentions(): number {
    return this.mentioned;
  }

  /** Id of the oldest unseen message. */
  get first(): string | undefined {
    const [oldest] = this.unseen.keys();
    return oldest;
  }

  /** Number of the last log entry before the first unseen message; undefined when none has a number. */
  lastSeen(entries: readonly LogEntry[]): number | undefined {
    const { first } = this;
    const end = first === undefined ? entries.length : entries.findIndex(({ id }) => id === first);
    return entries.slice(0, Math.max(end, 0)).findLast(({ seq }) => seq !== undefined)?.seq;
  }

  /** Counts a new or amended entry. Returns whether it is a new message from someone else. */
  add(entry: LogEntry, mention = false): boolean {
    if (!this.pass(entry)) return false;
    this.unseen.set(entry.id, mention);
    if (mention) this.mentioned += 1;
    // Trimming rarely, not at each message, keeps the cost of a flood linear.
    if (this.unseen.size >= 2 * maxUnread) this.keepFrom(this.unseen.size - maxUnread);
    return true;
  }

  /** Records an entry as seen. Returns whether it is a message from someone else that wasn't known. */
  pass(entry: LogEntry): boolean {
    if (entry.kind !== 'message' || entry.own || this.known.has(entry.id)) return false;
    this.known.add(entry.id);
    if (this.known.size >= 2 * maxUnread) this.known = new Set([...this.known].slice(-maxUnread));
    return true;
  }

  /** Updates an amended message. Returns whether the number of mentions changed. */
  amend({ id }: LogEntry, mention: boolean): boolean {
    const before = this.unseen.get(id);
    if (before === undefined || before === mention) return false;
    this.unseen.set(id, mention);
    this.mentioned += mention ? 1 : -1;
    return true;
  }

  /**
   * Marks everything up to the entry `id` as seen. Returns whether that changed anything.
   * @param newest id of the log's last entry, which may be of any kind
   */
  seen(id: string, newest: string | undefined): boolean {
    const at = id === newest ? this.unseen.size - 1 : [...this.unseen.keys()].indexOf(id);
    if (at < 0) return false;
    this.keepFrom(at + 1);
    return true;
  }

  /**
   * Starts over with the entries of another log, all seen unless `isNew` says otherwise.
   * @param isNew whether a message from someone else is unseen
   * @param mention whether an unseen message mentions the user or replies to them
   */
  reset(
    entries: readonly LogEntry[],
    isNew: (entry: LogEntry) => boolean = () => false,
    mention: (entry: LogEntry) => boolean = () => false,
  ): void {
    const others = entries.filter((entry) => entry.kind === 'message' && !entry.own);
    this.known = new Set(others.map(({ id }) => id));
    this.unseen = new Map(others.filter(isNew).map((entry) => [entry.id, mention(entry)]));
    this.countMentions();
  }

  /** Keeps only what the rebuilt log of the same room still has. */
  keep(entries: readonly LogEntry[]): void {
    const ids = new Set(entries.map(({ id }) => id));
    this.unseen = new Map([...this.unseen].filter(([id]) => ids.has(id)));
    this.countMentions();
  }

  private keepFrom(start: number): void {
    this.unseen = new Map([...this.unseen].slice(start));
    this.countMentions();
  }

  private countMentions(): void {
    this.mentioned = [...this.unseen.values()].filter((mention) => mention).length;
  }
}
