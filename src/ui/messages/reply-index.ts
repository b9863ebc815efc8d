import type { LogEntry, MessageEntry } from '../../room/log/log-entry';
import { logLimit } from '../../room/log/room-log';

interface Answered {
  /** How the answers quote it. */
  quote: string;
  readonly answers: Set<string>;
}

/** Which messages quote which, so that the quotes follow what becomes of the quoted message. */
export class ReplyIndex {
  private readonly answered = new Map<string, Answered>();
  private size = 0;

  /** @param quote how a message is quoted now */
  constructor(private readonly quote: (message: MessageEntry) => string) {}

  /**
   * Takes in an entry, new or amended; gives the ids of those that quote it otherwise now.
   * @param find the entry of an id, while the log holds it
   */
  take(entry: LogEntry, find: (id: string) => LogEntry | undefined): readonly string[] {
    if (entry.kind !== 'message') return [];
    this.note(entry, find);
    const known = this.answered.get(entry.id);
    if (!known) return [];
    const quote = this.quote(entry);
    if (quote === known.quote) return [];
    known.quote = quote;
    return [...known.answers];
  }

  /** Another log took this one's place. */
  reset(entries: readonly LogEntry[], find: (id: string) => LogEntry | undefined): void {
    this.answered.clear();
    this.size = 0;
    for (const entry of entries) if (entry.kind === 'message') this.note(entry, find);
  }

  private note({ id, reply }: MessageEntry, find: (id: string) => LogEntry | undefined): void {
    const target = reply?.id === undefined ? undefined : find(reply.id);
    if (target?.kind !== 'message') return;
    const known = this.answered.get(target.id) ?? { quote: this.quote(target), answers: new Set() };
    if (known.answers.has(id)) return;
    known.answers.add(id);
    this.answered.set(target.id, known);
    this.size += 1;
    // Rarely: a log forgets its oldest entries one by one.
    if (this.size > 2 * logLimit) this.forgetLost(find);
  }

  private forgetLost(find: (id: string) => LogEntry | undefined): void {
    this.size = 0;
    for (const [id, { answers }] of this.answered) {
      for (const answer of answers) if (!find(answer)) answers.delete(answer);
      if (answers.size === 0 || !find(id)) this.answered.delete(id);
      else this.size += answers.size;
    }
  }
}
