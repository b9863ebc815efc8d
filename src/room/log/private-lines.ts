import type { Told } from '../../protocol/class-frames';

/** A message on a student's private line with the helpers. */
export type LineMessage = Omit<Told, 'type'>;

/** Maximum number of messages kept, and of UTF-16 units of their JSON; the oldest are dropped first. */
const maxMessages = 2000;
const maxLength = 2 * 1024 * 1024;

/** Maximum length of what {@link PrivateLines.since} returns, in UTF-16 units of JSON. */
export const maxCatchUp = 256 * 1024;

/** The private messages of a class, as far as one member may see them; bounded. */
export class PrivateLines {
  /** By author and id, in the order in which the hub got them. */
  private readonly messages = new Map<string, { message: LineMessage; length: number }>();
  private length = 0;
  private latest = 0;

  get list(): readonly LineMessage[] {
    return Array.from(this.messages.values(), ({ message }) => message);
  }

  /** When a message last came or was published, in ms since the Unix epoch; 0 if there is none. */
  get time(): number {
    return this.latest;
  }

  find(author: string, id: string): LineMessage | undefined {
    return this.messages.get(keyOf({ author, id }))?.message;
  }

  /** Adds a message, or replaces it at its place; returns false if nothing has changed. */
  add(message: LineMessage): boolean {
    const key = keyOf(message);
    const known = this.messages.get(key);
    if (known && known.message.published?.seq === message.published?.seq) return false;
    const { length } = JSON.stringify(message);
    this.messages.set(key, { message, length });
    this.length += length - (known?.length ?? 0);
    this.latest = Math.max(this.latest, changedAt(message));
    for (const [oldest, { length: freed }] of this.messages) {
      if (this.messages.size <= maxMessages && this.length <= maxLength) break;
      this.messages.delete(oldest);
      this.length -= freed;
    }
    return true;
  }

  /**
   * The newest messages that came or were published from this time on, and that the member sees, the oldest first; as many
   * as one may be sent at once.
   */
  since(time: number, sees: (message: LineMessage) => boolean): readonly LineMessage[] {
    const found: LineMessage[] = [];
    let left = maxCatchUp;
    for (const { message, length } of [...this.messages.values()].reverse()) {
      if (changedAt(message) < time || !sees(message)) continue;
      left -= length;
      if (left < 0) break;
      found.push(message);
    }
    return found.reverse();
  }
}

function changedAt({ published, time }: LineMessage): number {
  return published?.time ?? time;
}

function keyOf({ author, id }: Pick<LineMessage, 'author' | 'id'>): string {
  return `${author} ${id}`;
}
