import { isForTwo } from '../../protocol/room-kinds';
import type { MessageEntry } from '../../room/log/log-entry';
import type { RoomInfo } from '../../room/session-state';
import type { NotificationSetting } from '../settings';

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
