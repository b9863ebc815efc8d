import type { MessageEntry } from '../../room/log-entry';
import type { SessionState } from '../../room/session-state';
import { mentions } from './mention';

/** The setting `deskmate.notifications`. */
export type NotificationSetting = 'all' | 'mentionsAndPartner' | 'none';

/** Whether a message deserves a notification while the panel is out of sight. */
export function deservesAlert(
  entry: MessageEntry,
  { room, members }: SessionState,
  setting: NotificationSetting,
): boolean {
  if (entry.own || setting === 'none') return false;
  if (setting === 'all' || room?.kind === 'pair' || room?.kind === 'lab-p2p') return true;
  const own = members.find(({ self }) => self)?.name;
  return own !== undefined && mentions(entry.text, own);
}
