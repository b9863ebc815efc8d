import type { LogEntry } from '../../room/log-entry';

/** More than a log keeps: an id beyond it belongs to a message that is gone. */
const mostUnread = 10_000;

/** Counts the messages of others that nobody has looked at yet. */
export class Unread {
  private ids: string[] = [];
  /** Others' messages that were counted once: what changes later is no news. */
  private known = new Set<string>();

  get count(): number {
    return Math.min(this.ids.length, mostUnread);
  }

  /** Id of the oldest message not seen. */
  get first(): string | undefined {
    return this.ids[0];
  }

  /** Takes in an entry, new or amended; tells whether it is another's new message. */
  add(entry: LogEntry): boolean {
    if (entry.kind !== 'message' || entry.own || this.known.has(entry.id)) return false;
    this.known.add(entry.id);
    this.ids.push(entry.id);
    // Cut rarely, not at every message: a flood costs no more than its own length.
    if (this.ids.length >= 2 * mostUnread) this.ids = this.ids.slice(-mostUnread);
    if (this.known.size >= 2 * mostUnread) this.known = new Set([...this.known].slice(-mostUnread));
    return true;
  }

  /**
   * Everything up to the entry `id` was seen; tells whether the count changed.
   * @param newest id of the log's last entry, which need not be another's message
   */
  seen(id: string, newest: string | undefined): boolean {
    const at = id === newest ? this.ids.length - 1 : this.ids.indexOf(id);
    if (at < 0) return false;
    this.ids = this.ids.slice(at + 1);
    return true;
  }

  /** Another log took this one's place; nothing in it is new. */
  reset(entries: readonly LogEntry[]): void {
    this.ids = [];
    this.known = new Set(
      entries.filter((entry) => entry.kind === 'message' && !entry.own).map(({ id }) => id),
    );
  }
}
