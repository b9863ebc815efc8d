import type { LogEntry } from '../../room/log-entry';

/** More than a log keeps: an id beyond it belongs to a message that is gone. */
const mostUnread = 10_000;

interface UnreadMessage {
  readonly id: string;
  /** Whether it mentions the person at this window, or answers them. */
  readonly mention: boolean;
}

/** Counts the messages of others that nobody has looked at yet. */
export class Unread {
  private waiting: UnreadMessage[] = [];
  /** Others' messages that were counted once: what changes later is no news. */
  private known = new Set<string>();
  private mentioned = 0;

  get count(): number {
    return Math.min(this.waiting.length, mostUnread);
  }

  /** How many of them mention the person. */
  get mentions(): number {
    return this.mentioned;
  }

  /** Id of the oldest message not seen. */
  get first(): string | undefined {
    return this.waiting[0]?.id;
  }

  /** Number of the last entry of the log before the first one not seen; undefined when it has none. */
  lastSeen(entries: readonly LogEntry[]): number | undefined {
    const { first } = this;
    const end = first === undefined ? entries.length : entries.findIndex(({ id }) => id === first);
    return entries.slice(0, Math.max(end, 0)).findLast(({ seq }) => seq !== undefined)?.seq;
  }

  /** Takes in an entry, new or amended; tells whether it is another's new message. */
  add(entry: LogEntry, mention = false): boolean {
    if (entry.kind !== 'message' || entry.own || this.known.has(entry.id)) return false;
    this.known.add(entry.id);
    this.waiting.push({ id: entry.id, mention });
    if (mention) this.mentioned += 1;
    // Cut rarely, not at every message: a flood costs no more than its own length.
    if (this.waiting.length >= 2 * mostUnread) this.keepFrom(this.waiting.length - mostUnread);
    if (this.known.size >= 2 * mostUnread) this.known = new Set([...this.known].slice(-mostUnread));
    return true;
  }

  /**
   * Everything up to the entry `id` was seen; tells whether the count changed.
   * @param newest id of the log's last entry, which need not be another's message
   */
  seen(id: string, newest: string | undefined): boolean {
    const at =
      id === newest
        ? this.waiting.length - 1
        : this.waiting.findIndex((message) => message.id === id);
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
    this.waiting = others.filter(isNew).map((entry) => ({ id: entry.id, mention: mention(entry) }));
    this.countMentions();
  }

  private keepFrom(start: number): void {
    this.waiting = this.waiting.slice(start);
    this.countMentions();
  }

  private countMentions(): void {
    this.mentioned = this.waiting.filter(({ mention }) => mention).length;
  }
}
