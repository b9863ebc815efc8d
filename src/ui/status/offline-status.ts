import type { Translate } from '../../strings/translate';
import type { StatusText } from '../window/status-item';

/** The status bar outside a room, when there is nothing else to report. */
export function offlineStatus(t: Translate): StatusText {
  return {
    icon: 'comment-discussion',
    text: t('Deskmate: offline'),
    tooltip: [t('Not in a room.'), t('Click to open the menu.')].join('\n'),
    warning: false,
  };
}
