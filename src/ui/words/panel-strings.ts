import type { PanelStrings } from '../../webview/messages';
import type { Translate } from './translate';

/** The panel's fixed words in the person's language. */
export function panelStrings(t: Translate): PanelStrings {
  return {
    messages: t('Messages'),
    message: t('Message'),
    send: t('Send'),
    participants: t('Participants'),
    waitingLine: t('Waiting line'),
    you: t('you'),
    host: t('host'),
    placeholder: t('Write a message'),
    placeholderOffline: t('Host or join a room to write'),
    sendHint: t('Enter sends, Shift+Enter starts a new line'),
    welcomeTitle: t('Talk while you code'),
    welcomeText: t(
      'One of you hosts a room, the others join by invite. No account, no cloud, no internet.',
    ),
    hostRoom: t('Host Room'),
    joinRoom: t('Join Room'),
    noMessages: t('Nothing was said yet.'),
    newMessages: t('New messages'),
    jumpToNewest: t('Jump to the newest message'),
    showEarlier: t('Show earlier messages'),
    edited: t('edited'),
    deleted: t('This message was deleted'),
    here: t('here'),
    idle: t('idle'),
    away: t('away'),
    today: t('Today'),
    yesterday: t('Yesterday'),
  };
}
