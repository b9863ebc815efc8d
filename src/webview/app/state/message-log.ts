import type { PanelMessage } from '../base/messages';

/**
 * The messages in order, bounded, found by id. A message's ordinal counts from the first one ever
 * added; it stays the same while older ones fall off the front, and grows by one for each that is
 * put before it.
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

  /**
   * Replaces the message with this id where that stands, or adds a new one: before the one called
   * `before`, or at the end when there is none.
   */
  put(message: PanelMessage, before?: string): void {
    const known = this.ordinals.get(message.id);
    if (known !== undefined) {
      this.items[known - this.dropped] = message;
      return;
    }
    const place = before === undefined ? undefined : this.ordinals.get(before);
    if (place === undefined) {
      this.ordinals.set(message.id, this.end);
      this.items.push(message);
      return;
    }
    this.items.splice(place - this.dropped, 0, message);
    // Those behind are the few that wait to go out.
    for (let ordinal = place; ordinal < this.end; ordinal++) {
      this.ordinals.set((this.items[ordinal - this.dropped] as PanelMessage).id, ordinal);
    }
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

  get(id: string): PanelMessage | undefined {
    const ordinal = this.ordinals.get(id);
    return ordinal === undefined ? undefined : this.items[ordinal - this.dropped];
  }

  /** Whether an id means the same message in another log: two rooms count theirs alike. */
  agrees(other: MessageLog, id: string): boolean {
    const message = this.get(id);
    return message !== undefined && message.time === other.get(id)?.time;
  }

  ordinalOf(id: string): number | undefined {
    return this.ordinals.get(id);
  }
}

/** What somebody said, as opposed to what happened to the room. */
export type Said = Extract<PanelMessage, { kind: 'message' }>;

/** Whether the room can be asked to do something with a message: it is there, and has its number. */
export function isActable({ deleted, delivery }: Said, canAct: boolean): boolean {
  const hasNumber = !['queued', 'unsent', 'apart'].includes(delivery?.state ?? '');
  return canAct && !deleted && hasNumber;
}

/** What was said under this id, unless it was deleted since. */
export function findSaid(log: MessageLog, id: string): Said | undefined {
  const message = log.get(id);
  return message?.kind === 'message' && !message.deleted ? message : undefined;
}

/**
 * The newest own message, for editing. Undefined while the room does not have it yet: to edit an older
 * one instead would be a surprise.
 */
export function lastEditable(log: MessageLog): Said | undefined {
  const last = log
    .from(log.start)
    .findLast(
      (message): message is Said =>
        message.kind === 'message' &&
        message.own &&
        !message.deleted &&
        message.delivery?.state !== 'unsent',
    );
  return last && isActable(last, true) ? last : undefined;
}
