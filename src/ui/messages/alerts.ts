import { isStandIn } from '../../protocol/card-rules';
import { isForTwo } from '../../protocol/room-kinds';
import type { LogEntry, MessageEntry } from '../../room/log/log-entry';
import type { RoomInfo } from '../../room/room';
import { cardTitle } from '../../strings/card-text';
import { noticeText } from '../../strings/inline-text';
import { attributedText, authorText, drawnBeginning } from '../../strings/message-text';
import type { Translate } from '../../strings/translate';
import type { LinksOf } from '../../text/message-link';
import type { Clock } from '../../util/clock';
import type { Disposable } from '../../util/disposable';
import type { NotificationSetting } from '../settings';

/**
 * Whether a message gets a notification while no panel is visible.
 * @param mention whether it mentions the user or replies to them. An announcement is meant for everyone like a mention.
 */
export function shouldNotifyMessage(
  entry: MessageEntry,
  mention: boolean,
  room: RoomInfo | undefined,
  setting: NotificationSetting,
): boolean {
  const isMeant = (mention || entry.announcement === true) && setting !== 'none';
  return !entry.own && (shouldNotifyArrival(room, setting) || isMeant);
}

/** Whether a new member gets a notification while no panel is visible. */
export function shouldNotifyArrival(
  room: RoomInfo | undefined,
  setting: NotificationSetting,
): boolean {
  if (setting === 'none') return false;
  return setting === 'all' || isForTwo(room?.kind);
}

/** The content of one notification: the latest entry, and how many entries it summarizes. */
export interface Alert<E> {
  readonly count: number;
  readonly last: E;
}

/** How long to collect a burst before showing its notification, ms. */
const batchMs = 500;
/** How long after a notification further entries are only counted, ms. */
const quietMs = 20_000;

/** Combines a burst of entries into one notification. */
export class AlertBatcher<E> implements Disposable {
  private count = 0;
  private last: E | undefined;
  private timer: Disposable | undefined;
  private quietUntil = 0;

  constructor(
    private readonly clock: Clock,
    private readonly show: (alert: Alert<E>) => void,
  ) {}

  add(entry: E): void {
    this.count += 1;
    this.last = entry;
    this.timer ??= this.clock.after(Math.max(batchMs, this.quietUntil - this.clock.now()), () =>
      this.flush(),
    );
  }

  /** Drops what is pending, because the user has seen it, and ends the quiet time. */
  clear(): void {
    this.timer?.dispose();
    this.timer = undefined;
    this.count = 0;
    this.last = undefined;
    this.quietUntil = 0;
  }

  dispose(): void {
    this.clear();
  }

  private flush(): void {
    const { count, last } = this;
    this.clear();
    this.quietUntil = this.clock.now() + quietMs;
    if (last) this.show({ count, last });
  }
}

/**
 * The text of a notification about new messages; undefined when there is nothing left to show.
 * @param last the current state of the latest message; undefined when the log no longer has it
 * @param plain whether the room carries plain text only
 * @param shown what the user calls someone
 * @param linksOf what links to messages lead to
 */
export function alertText(
  count: number,
  last: LogEntry | undefined,
  plain: boolean,
  shown: (name: string) => string,
  linksOf: LinksOf,
  t: Translate,
): string | undefined {
  if (last?.kind !== 'message') return undefined;
  // Notifications are delayed; a message deleted in the meantime must not be shown.
  if (last.deleted) return count === 1 ? undefined : t('{0} new messages', count);
  const name = noticeText(shown(authorText(last, t)));
  const text = notificationText(last, plain, linksOf, t);
  return count === 1
    ? attributedText(name, last.text, text, t)
    : t('{0} new messages, the latest from {1}: {2}', count, name, text);
}

/** A message as a notification shows it: its rendered text, or its card's title. */
export function notificationText(
  message: MessageEntry,
  plain: boolean,
  linksOf: LinksOf,
  t: Translate,
): string {
  const { text, card } = message;
  return noticeText(
    card && isStandIn(text, card)
      ? cardTitle(card, t)
      : drawnBeginning(text, plain, linksOf(message)),
  );
}
