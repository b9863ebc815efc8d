import { withoutPrefix } from '../../protocol/anonymous-text';
import type { Epoch, Person } from '../../protocol/frames';
import type { RoomEntry } from '../../protocol/room-entry';
import { mergeTransits, type SentTransit, unusualOnly } from '../../protocol/transit';
import { BoundedMap, BoundedSet } from '../../util/bounded-map';
import { displayText } from '../room';
import { Deliveries, type Mark, type StoredMark } from './deliveries';
import { earliest } from './epochs';
import { copyKey, type RoomRequest } from './journal';
import type { LogEntry, MessageEntry, ReplyTo, RoomEvent } from './log-entry';
import { type MemberEntry, memberEvent } from './member-events';
import { withoutPin, withPin } from './pins';
import { withReaction } from './reactions';
import { logLimit, type RoomLog } from './room-log';

/** What the projection needs besides the log. */
export interface LogProjectionDeps {
  /** Our own name, for messages that are queued. */
  readonly name?: string;
  /** Whether the protocol reports delivery; true by default. */
  readonly tracksDelivery?: boolean;
  /**
   * An id of the room that stays the same after a reload; undefined while the room isn't stored. With it,
   * entries keep their ids, so that a reply or edit that was begun survives a reload.
   */
  readonly room?: () => string | undefined;
  /** The epoch of the entry with this number. */
  readonly epochAt?: (seq: number) => Epoch;
}

/** Returns a message without its content. */
function deleted(message: MessageEntry): MessageEntry {
  const { reactions: _, card: __, applied: ___, withPin: ____, ...rest } = message;
  return { ...rest, text: '', deleted: true };
}

function shownText(text: string, { anonymous }: { readonly anonymous?: true | undefined }): string {
  return displayText(anonymous ? withoutPrefix(text) : text);
}

/** What a message has besides its text. */
type Shown = Pick<MessageEntry, 'reply' | 'card' | 'announcement'>;

type Of<T extends RoomEntry['type']> = Extract<RoomEntry, { readonly type: T }>;

/**
 * Turns a room's numbered entries and queued requests into the log that people see. The work per entry doesn't depend
 * on the number of entries or members.
 */
export class LogProjection {
  private readonly deliveries: Deliveries;
  /** The log's ids of messages, by number. */
  private readonly ids = new BoundedMap<number, string>(logLimit);
  /** The log's ids of queued messages, by the id of their request. */
  private readonly queued = new Map<string, string>();
  /** The log's ids of others' lost messages, by {@link copyKey}. */
  private readonly apart = new Map<string, string>();
  /** Numbers of pinned messages. */
  private readonly pins = new BoundedSet<number>(logLimit);
  /** The latest message with its original text, while nothing came after it: it may be continued. */
  private latest: { readonly seq: number; readonly id: string; readonly text: string } | undefined;
  private selfName: string;
  private readonly tracksDelivery: boolean;
  private readonly room: () => string | undefined;
  private readonly epochAt: ((seq: number) => Epoch) | undefined;

  /** @param selfId our own member id; empty until it is known */
  constructor(
    private readonly log: RoomLog,
    private selfId: string,
    { name = '', tracksDelivery = true, room = () => undefined, epochAt }: LogProjectionDeps = {},
  ) {
    this.selfName = name;
    this.tracksDelivery = tracksDelivery;
    this.room = room;
    this.epochAt = epochAt;
    this.deliveries = new Deliveries(selfId, (id, delivery) =>
      this.amend(id, (entry) => ({ ...entry, delivery })),
    );
  }

  /** Sets our own member id and name, as the hub assigned them. */
  become(id: string, name: string): void {
    this.selfId = id;
    this.selfName = name;
    this.deliveries.become(id);
  }

  /** Shows the room's next entry, in order of number. */
  apply(entry: RoomEntry): void {
    switch (entry.type) {
      case 'message':
        this.showMessage(entry);
        break;
      case 'edited':
        this.amendTarget(entry.target, (message) =>
          message.deleted
            ? message
            : { ...message, text: shownText(entry.text, message), edited: true },
        );
        break;
      case 'deleted':
        this.pins.delete(entry.target);
        this.amendTarget(entry.target, deleted);
        break;
      case 'reacted':
        if (entry.pin) this.pin(entry);
        else this.amendTarget(entry.target, (message) => withReaction(message, entry));
        break;
      case 'joined':
        this.deliveries.join(entry.member, entry.name);
        this.showEvent(entry);
        break;
      case 'left':
      case 'removed':
        this.deliveries.leave(entry.member, entry.name);
        this.showEvent(entry);
        break;
      case 'renamed':
        if (this.isSelf(entry)) this.selfName = entry.name;
        else this.deliveries.join(entry.member, entry.name);
        this.showEvent(entry);
        break;
      case 'took-over':
      case 'rekeyed':
        this.showEvent(entry);
        break;
      case 'continued':
        this.deliveries.replace([{ id: entry.member, name: entry.name }]);
        this.showEvent(entry);
        break;
    }
  }

  /** Shows a message that waits for its number, at the end. Other requests don't show yet. */
  queue(request: RoomRequest, time: number): void {
    if (request.type !== 'say') return;
    const entry = {
      kind: 'message',
      time,
      author: this.selfId,
      authorName: this.selfName,
      own: true,
      text: displayText(request.text),
      ...this.extras(request),
      delivery: 'queued',
    } as const;
    const id = this.ownId(request.id);
    this.queued.set(request.id, this.log.add(entry, { queued: true, id }));
  }

  /** Marks a queued message as numbered although its entry is lost in a gap. */
  known(requestId: string): void {
    this.settle(requestId, 'hub');
  }

  /** The hub refused a request: marks its message as unsent and shows the reason below it. */
  refused(requestId: string, code: string, time: number): void {
    const id = this.settle(requestId, 'unsent');
    // Show the reason after the message, even if other queued ones are above it.
    const beforeQueued = id === undefined || !this.log.isInTail(id);
    this.log.add({ kind: 'system', time, event: { type: 'refused', code } }, { beforeQueued });
  }

  /** Records how far members have received the log; each message changes once. */
  marks(marks: readonly Mark[]): void {
    if (this.tracksDelivery) this.deliveries.mark(marks);
  }

  /** Restores the marks of a stored room, once its entries are shown. */
  restoreMarks(marks: readonly StoredMark[]): void {
    if (this.tracksDelivery) this.deliveries.restore(marks);
  }

  /** Shows what happened to a message on its way to members. */
  sent(seq: number, transit: SentTransit): void {
    this.amendTarget(seq, (message) => ({
      ...message,
      transit: { ...message.transit, sent: transit },
    }));
  }

  /** Sets the members as of the last entry applied; entries report changes from then on. */
  people(members: readonly Pick<Person, 'id' | 'name'>[]): void {
    this.deliveries.replace(members);
  }

  /** Shows something that happened only here and has no number. */
  addEvent(event: RoomEvent, time: number): void {
    this.log.add({ kind: 'system', time, event }, { beforeQueued: true });
  }

  /** Unpins the messages up to number `to`: the hub no longer has them, so nobody else sees them pinned. */
  dropPins(to: number): void {
    for (const target of this.pins) {
      if (target > to) continue;
      this.pins.delete(target);
      this.amendTarget(target, withoutPin);
    }
  }

  /** Shows an unnumbered entry again, unchanged. */
  put(entry: LogEntry): void {
    this.log.add(entry, { beforeQueued: true, id: entry.id });
  }

  /** Shows a message that the hub has lost and its author hasn't sent again. */
  showApart(entry: Of<'message'>): void {
    const { seq, ...message } = this.messageOf(entry);
    const id = this.log.add(
      { ...message, apart: true },
      { beforeQueued: true, id: this.idOf(seq) },
    );
    this.apart.set(copyKey(entry), id);
  }

  private pin(entry: Of<'reacted'>): void {
    if (entry.on) this.pins.add(entry.target);
    else this.pins.delete(entry.target);
    this.amendTarget(entry.target, (message) => withPin(message, entry));
  }

  private settle(requestId: string, delivery: 'hub' | 'unsent'): string | undefined {
    const id = this.queued.get(requestId);
    if (id === undefined) return undefined;
    this.queued.delete(requestId);
    this.amend(id, (entry) => ({ ...entry, delivery }));
    return id;
  }

  private showMessage(entry: Of<'message'>): void {
    const { seq } = entry;
    if (entry.continues && this.latest?.seq === seq - 1) {
      this.continue(entry, this.latest);
      return;
    }
    const message = this.messageOf(entry);
    // What we publish for a student isn't ours, and waits in no outbox.
    if (!message.own || message.anonymous) {
      const wished = this.takeApart(entry) ?? this.idOf(seq);
      const id = this.log.add(message, { beforeQueued: true, id: wished });
      this.ids.set(seq, id);
      this.latest = { seq, id, text: entry.text };
      return;
    }
    const shown = this.tracksDelivery ? { ...message, delivery: 'hub' as const } : message;
    const queued = this.queued.get(entry.id);
    this.queued.delete(entry.id);
    const id = queued ?? this.log.add(shown, { beforeQueued: true, id: this.ownId(entry.id) });
    this.ids.set(seq, id);
    const delivery = this.tracksDelivery ? this.deliveries.follow(id, seq) : undefined;
    if (queued !== undefined) this.amend(id, () => ({ ...shown, id }));
    if (delivery !== 'hub' && delivery) this.amend(id, (said) => ({ ...said, delivery }));
  }

  /** Appends the rest of the latest message, so that both show as one. */
  private continue(rest: Of<'message'>, { id, text }: { id: string; text: string }) {
    const { seq } = rest;
    const whole = text + rest.text;
    this.amend(id, (message) => {
      const { received } = message.transit ?? {};
      const both = unusualOnly(mergeTransits(received ?? {}, rest.transit ?? {}, 1));
      return {
        ...message,
        text: displayText(whole),
        ...(both && { transit: { ...message.transit, received: both } }),
      };
    });
    this.ids.set(seq, id);
    this.latest = { seq, id, text: whole };
  }

  /**
   * Removes a lost message that its author has sent again, and returns its id: it is the same message, now
   * in the place where everyone sees it.
   */
  private takeApart(entry: Of<'message'>): string | undefined {
    const key = copyKey(entry);
    const id = this.apart.get(key);
    if (id === undefined) return undefined;
    this.apart.delete(key);
    this.log.remove(id);
    return id;
  }

  private messageOf(entry: Of<'message'>): Omit<MessageEntry, 'id'> & { readonly seq: number } {
    return {
      kind: 'message',
      seq: entry.seq,
      time: entry.time,
      author: entry.author,
      authorName: entry.name,
      own: entry.author === this.selfId,
      text: shownText(entry.text, entry),
      ...(entry.anonymous && { anonymous: true }),
      ...(entry.transit && { transit: { received: entry.transit } }),
      ...this.extras(entry),
    };
  }

  private extras({
    announcement,
    card,
    reply,
  }: Pick<Of<'message'>, 'reply' | 'card' | 'announcement'>): Shown {
    return {
      ...(reply !== undefined && { reply: this.replyTo(reply) }),
      ...(card && { card }),
      ...(announcement && { announcement }),
    };
  }

  private replyTo(seq: number): ReplyTo {
    const id = this.ids.get(seq);
    return { seq, ...(id !== undefined && this.log.find(id) && { id }) };
  }

  private showEvent(entry: MemberEntry): void {
    const { seq, time } = entry;
    const event = memberEvent(entry, this.selfId);
    this.log.add({ kind: 'system', seq, time, event }, { beforeQueued: true, id: this.idOf(seq) });
  }

  private idOf(seq: number): string | undefined {
    const room = this.room();
    if (room === undefined) return undefined;
    // After a host loses the end of its log, the same numbers mean other entries.
    const { term, opening } = this.epochAt?.(seq) ?? earliest;
    return opening === 0 ? `${room}-${seq}` : `${room}-${term}-${opening}-${seq}`;
  }

  /** The id of an own message, which has no number at first. */
  private ownId(requestId: string): string | undefined {
    const room = this.room();
    return room === undefined ? undefined : `${room}-own-${requestId}`;
  }

  private isSelf({ member }: { readonly member: string }): boolean {
    return member === this.selfId;
  }

  private amendTarget(seq: number, change: (message: MessageEntry) => MessageEntry): void {
    const id = this.ids.get(seq);
    if (id !== undefined) this.amend(id, change);
  }

  private amend(id: string, change: (message: MessageEntry) => MessageEntry): void {
    this.log.amend(id, (entry) => (entry.kind === 'message' ? change(entry) : entry));
  }
}
