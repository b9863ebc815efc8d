import { cardStandIn } from '../../protocol/card';
import { isForTwo } from '../../protocol/room-kinds';
import type { LogEntry, MessageEntry } from '../../room/log/log-entry';
import type { RoomInfo } from '../../room/room';
import { drawnBeginning } from '../../strings/message-words';
import { noticeText } from '../../strings/names';
import type { Translate } from '../../strings/translate';
import type { Clock } from '../../util/clock';
import type { Disposable } from '../../util/disposable';
import type { NotificationSetting } from '../settings';
import { cardTitle } from './card-types';

/**
 * Whether a message deserves a notification while the panel is out of sight.
 * @param mention whether it mentions the person at this window, or answers them
 */
export function deservesAlert(
  entry: MessageEntry,
  mention: boolean,
  room: RoomInfo | undefined,
  setting: NotificationSetting,
): boolean {
  return !entry.own && (deservesNotice(room, setting) || (mention && setting !== 'none'));
}

/** Whether it deserves one that somebody came in, while the panel is out of sight. */
export function deservesNotice(room: RoomInfo | undefined, setting: NotificationSetting): boolean {
  if (setting === 'none') return false;
  return setting === 'all' || isForTwo(room?.kind);
}

/** What one notification tells: the latest entry, and how many came since the last one. */
export interface Alert<E> {
  readonly count: number;
  readonly last: E;
}

/** Time for a burst to gather before it is told, ms. */
const gatherMs = 500;
/** Time after a notification in which further entries are only counted, ms. */
const quietMs = 20_000;

/** Makes one notification of a burst of entries. */
export class GatheredAlerts<E> implements Disposable {
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
    this.timer ??= this.clock.after(Math.max(gatherMs, this.quietUntil - this.clock.now()), () =>
      this.tell(),
    );
  }

  /** The person has looked: nothing is left to tell, and the next entry may be told at once. */
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

  private tell(): void {
    const { count, last } = this;
    this.clear();
    this.quietUntil = this.clock.now() + quietMs;
    if (last) this.show({ count, last });
  }
}

/**
 * The notification about new messages; undefined when none is left to tell about.
 * @param last the latest message as it is now; undefined when the log no longer has it
 * @param plain whether the room carries plain text only
 */
export function alertWords(
  count: number,
  last: LogEntry | undefined,
  plain: boolean,
  t: Translate,
): string | undefined {
  if (last?.kind !== 'message') return undefined;
  // Notifications wait a while; a message deleted meanwhile must not be shown.
  if (last.deleted) return count === 1 ? undefined : t('{0} new messages', count);
  const name = noticeText(last.authorName);
  const text = noticeOf(last, plain, t);
  return count === 1
    ? t('{0}: {1}', name, text)
    : t('{0} new messages, the latest from {1}: {2}', count, name, text);
}

/** A message in a notification: its text as the panel draws it, or else its card's title. */
export function noticeOf({ text, card }: MessageEntry, plain: boolean, t: Translate): string {
  const isStandIn = card !== undefined && text === cardStandIn(card);
  return noticeText(isStandIn ? cardTitle(card, t) : drawnBeginning(text, plain));
}
