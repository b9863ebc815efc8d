import type { PanelMessage } from '../messages';

/**
 * The messages in order, bounded, found by id. A message's ordinal counts from the first one ever
 * added and never changes, while older ones fall off the front.
 */
export class MessageLog {
  private items: PanelMessage[] = [];
  private readonly ordinals = new Map<string, number>();
  private dropped = 0;

  constructor(private readonly limit: number) {}

  /** Ordinal of the oldest message kept. */
  get start(): number {
    return this.dropped;
  }

  /** Ordinal after the newest message. */
  get end(): number {
    return this.dropped + this.items.length;
  }

  get newest(): PanelMessage | undefined {
    return this.items.at(-1);
  }

  /** Adds a message, or replaces the one with its id where that stands. */
  put(message: PanelMessage): void {
    const known = this.ordinals.get(message.id);
    if (known !== undefined) {
      this.items[known - this.dropped] = message;
      return;
    }
    this.ordinals.set(message.id, this.end);
    this.items.push(message);
  }

  /** Lets the oldest go beyond the limit; once per batch, since it moves all others. */
  trim(): void {
    const excess = this.items.length - this.limit;
    if (excess <= 0) return;
    for (const message of this.items.splice(0, excess)) this.ordinals.delete(message.id);
    this.dropped += excess;
  }

  /** The messages from an ordinal on. */
  from(ordinal: number): readonly PanelMessage[] {
    return this.items.slice(Math.max(0, ordinal - this.dropped));
  }

  ordinalOf(id: string): number | undefined {
    return this.ordinals.get(id);
  }
}
