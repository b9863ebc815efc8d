import type { ReadOptions } from '../../../text/mentions';
import type { PanelMessage } from '../base/messages';

/** The share of the limit by which a log may exceed it for a while. */
const slack = 0.1;

/** As many as a room has; a host may send more. */
const maxPins = 50;

/** What has changed in a log. */
export interface LogChanges {
  /** The ordinal of the first message that is new or moved; the log's end if none is, 0 after some were dropped. */
  readonly from: number;
  /** The ordinals of the messages before it that were replaced. */
  readonly replaced: readonly number[];
}

/**
 * The messages in order, with an upper limit and lookup by id. A message's ordinal counts from the first
 * message ever added. It stays the same when older messages are dropped, and grows by one when a message is
 * inserted before it.
 */
export class MessageLog {
  private items: PanelMessage[] = [];
  private readonly ordinals = new Map<string, number>();
  private dropped = 0;
  /** The ordinal of the first message that is new or moved since the last {@link takeChanges}. */
  private changed = 0;
  /** The ordinals of the messages before it that were replaced since then. */
  private replaced: number[] = [];
  private readonly pinned = new Map<string, PinnedMessage>();
  private sortedPins: readonly PinnedMessage[] | undefined = [];

  constructor(private readonly limit: number) {}

  /** The ordinal of the oldest message. */
  get start(): number {
    return this.dropped;
  }

  /** The ordinal after the newest message. */
  get end(): number {
    return this.dropped + this.items.length;
  }

  get newest(): PanelMessage | undefined {
    return this.items.at(-1);
  }

  /**
   * Replaces the message with this id in place, or inserts a new one before the message `before`, or at the
   * end if `before` is absent.
   */
  put(message: PanelMessage, before?: string): void {
    this.notePin(message);
    const known = this.ordinals.get(message.id);
    if (known !== undefined) {
      this.items[known - this.dropped] = message;
      if (known < this.changed) this.replaced.push(known);
      return;
    }
    const place = before === undefined ? undefined : this.ordinals.get(before);
    this.changed = Math.min(this.changed, place ?? this.end);
    if (place === undefined) {
      this.ordinals.set(message.id, this.end);
      this.items.push(message);
      return;
    }
    this.items.splice(place - this.dropped, 0, message);
    // Only the few messages that wait to be sent come after it.
    for (let ordinal = place; ordinal < this.end; ordinal++) {
      this.ordinals.set((this.items[ordinal - this.dropped] as PanelMessage).id, ordinal);
    }
  }

  /**
   * Drops the oldest messages beyond the limit, many at once: this moves all others and all of their rows,
   * which would otherwise happen at each new message in a full log.
   */
  trim(): void {
    const excess = this.items.length - this.limit;
    if (excess <= this.limit * slack) return;
    for (const { id } of this.items.splice(0, excess)) {
      this.ordinals.delete(id);
      if (this.pinned.delete(id)) this.sortedPins = undefined;
    }
    this.dropped += excess;
    this.changed = 0;
  }

  /** What has changed since the last call. */
  takeChanges(): LogChanges {
    const { changed: from, replaced } = this;
    this.changed = this.end;
    this.replaced = [];
    return { from, replaced: replaced.filter((ordinal) => ordinal < from) };
  }

  /** The pinned messages, the newest pin first; at most 50, as a room has. */
  get pins(): readonly PinnedMessage[] {
    this.sortedPins ??= [...this.pinned.values()]
      .sort((a, b) => b.pinned.order - a.pinned.order)
      .slice(0, maxPins);
    return this.sortedPins;
  }

  /** The messages from an ordinal on. */
  from(ordinal: number): readonly PanelMessage[] {
    return this.items.slice(Math.max(0, ordinal - this.dropped));
  }

  /** The message with this ordinal. */
  at(ordinal: number): PanelMessage | undefined {
    return this.items[ordinal - this.dropped];
  }

  get(id: string): PanelMessage | undefined {
    const ordinal = this.ordinals.get(id);
    return ordinal === undefined ? undefined : this.at(ordinal);
  }

  /** Whether an id means the same message in another log; ids of different rooms may be equal. */
  hasSameMessage(other: MessageLog, id: string): boolean {
    const message = this.get(id);
    return message !== undefined && message.time === other.get(id)?.time;
  }

  ordinalOf(id: string): number | undefined {
    return this.ordinals.get(id);
  }

  private notePin(message: PanelMessage): void {
    if (isPinned(message)) this.pinned.set(message.id, message);
    else if (!this.pinned.delete(message.id)) return;
    this.sortedPins = undefined;
  }
}

/** A message that someone wrote, as opposed to a system line. */
export type UserMessage = Extract<PanelMessage, { kind: 'message' }>;

/** A message that is pinned. */
export type PinnedMessage = UserMessage & { readonly pinned: NonNullable<UserMessage['pinned']> };

/** Whether a message is pinned; system lines never are. */
export function isPinned(message: PanelMessage): message is PinnedMessage {
  return message.kind === 'message' && message.pinned !== undefined;
}

/** Whether a message is in the room's log with its content, has no number there, or was deleted. */
export function stateOf({ deleted, delivery }: UserMessage): 'kept' | 'unnumbered' | 'deleted' {
  if (deleted) return 'deleted';
  return ['queued', 'unsent', 'apart'].includes(delivery?.state ?? '') ? 'unnumbered' : 'kept';
}

/** Whether the room can act on a message: it isn't deleted and the host has numbered it. */
export function isActable(message: UserMessage, canAct: boolean): boolean {
  return canAct && stateOf(message) === 'kept';
}

/** The written message with this id, unless it was deleted. */
export function findMessage(log: MessageLog, id: string): UserMessage | undefined {
  const message = log.get(id);
  return message?.kind === 'message' && !message.deleted ? message : undefined;
}

/** Whether the user wrote a message, not a student for whom they published it, and it is or will be in the room. */
function isOwn(message: PanelMessage): message is UserMessage {
  return (
    message.kind === 'message' &&
    message.own &&
    !message.anonymous &&
    !message.deleted &&
    message.delivery?.state !== 'unsent'
  );
}

/**
 * The own message to edit before the one with this id; without an id, the newest. Undefined until the room
 * has it: editing an older one instead would be a surprise.
 */
export function editableBefore(log: MessageLog, id?: string): UserMessage | undefined {
  const end = id === undefined ? log.end : (log.ordinalOf(id) ?? log.start);
  const last = log
    .from(log.start)
    .slice(0, end - log.start)
    .findLast(isOwn);
  return last && isActable(last, true) ? last : undefined;
}

/** The own message to edit after the one with this id; undefined if there is none. */
export function editableAfter(log: MessageLog, id: string): UserMessage | undefined {
  const at = log.ordinalOf(id);
  const next = at === undefined ? undefined : log.from(at + 1).find(isOwn);
  return next && isActable(next, true) ? next : undefined;
}

/** Maximum number of texts to recall; nobody looks further back by hand. */
const maxOwnTexts = 200;

/** The texts of the user's messages with their ordinals, newest first. */
export function ownTexts(
  log: MessageLog,
): readonly { readonly text: string; readonly at: number }[] {
  const texts: { text: string; at: number }[] = [];
  for (let at = log.end - 1; at >= log.start && texts.length < maxOwnTexts; at--) {
    const message = log.at(at);
    if (message && isOwn(message) && message.text !== '') texts.push({ text: message.text, at });
  }
  return texts;
}

/** A message's text as it was written, but with what its links to messages lead to. */
export function namedText({ text, links = [] }: UserMessage): string {
  return links.reduce((shown, { address, label }) => shown.replaceAll(address, () => label), text);
}

/** How to read a message's text: what its links to messages lead to is its own. */
export function readingOf(
  { links }: Pick<UserMessage, 'links'>,
  reading: ReadOptions,
): ReadOptions {
  if (!links) return reading;
  return {
    ...reading,
    links: (address) => links.find((link) => link.address === address) ?? { label: address },
  };
}
