import type { SessionState } from '../../room/session-state';
import { exhaustive } from './exhaustive';
import { isInvited } from './invited-room';
import { leaveLabel } from './panel-status';
import type { Translate } from './translate';

/** What the status bar's menu can do. */
export type MenuChoice =
  | 'host'
  | 'join'
  | 'rejoin'
  | 'open-chat'
  | 'open-in-editor'
  | 'send'
  | 'copy-invite'
  | 'copy-address'
  | 'change-encoding'
  | 'reset-invite'
  | 'lock'
  | 'unlock'
  | 'ask-about-storage'
  | 'make-group'
  | 'remove-member'
  | 'change-name'
  | 'leave'
  | 'open-history'
  | 'show-log'
  | 'settings';

/** One line of the menu. */
export interface MenuItem {
  readonly choice: MenuChoice;
  readonly icon: string;
  readonly label: string;
  readonly description?: string;
}

/**
 * What can be done in a state, the likeliest first.
 * @param rejoin the room to join again, in words
 */
export function menuItems(
  state: SessionState,
  rejoin: string | undefined,
  t: Translate,
): readonly MenuItem[] {
  const leave: MenuItem = {
    choice: 'leave',
    icon: 'sign-out',
    label: leaveLabel(state.connection.kind, t),
  };
  const send: MenuItem = { choice: 'send', icon: 'send', label: t('Send Message…') };
  const open: readonly MenuItem[] = [
    { choice: 'open-chat', icon: 'comment-discussion', label: t('Open Chat') },
    { choice: 'open-in-editor', icon: 'link-external', label: t('Open in Editor') },
  ];
  const history: MenuItem = { choice: 'open-history', icon: 'history', label: t('Open History…') };
  const rest: readonly MenuItem[] = [
    { choice: 'show-log', icon: 'output', label: t('Show Log') },
    { choice: 'settings', icon: 'gear', label: t('Settings') },
  ];
  switch (state.connection.kind) {
    case 'offline':
      return [...enter(rejoin, t), ...open, history, ...rest];
    case 'connecting':
      return [leave, ...open, ...rest];
    case 'reconnecting':
      // What is said now goes out when the connection is back.
      return [...open, send, leave, ...rest];
    case 'waiting':
    case 'joined':
    case 'hosting':
      return [...open, send, ...within(state, t), leave, ...rest];
    default:
      return exhaustive(state.connection);
  }
}

function enter(rejoin: string | undefined, t: Translate): MenuItem[] {
  return [
    ...(rejoin === undefined
      ? []
      : [
          {
            choice: 'rejoin',
            icon: 'debug-restart',
            label: t('Join Again'),
            description: rejoin,
          } as const,
        ]),
    { choice: 'host', icon: 'broadcast', label: t('Host Room…') },
    { choice: 'join', icon: 'sign-in', label: t('Join Room…') },
  ];
}

/** What a room offers to whoever is in it. */
function within({ connection, room, members }: SessionState, t: Translate): MenuItem[] {
  if (!isInvited(room)) {
    return [
      { choice: 'copy-address', icon: 'copy', label: t('Copy Address') },
      { choice: 'change-encoding', icon: 'symbol-text', label: t('Change Encoding…') },
    ];
  }
  const name: MenuItem = { choice: 'change-name', icon: 'edit', label: t('Change Name…') };
  if (connection.kind !== 'hosting') return connection.kind === 'joined' ? [name] : [];
  return [
    ...(room.storage === undefined
      ? []
      : [
          {
            choice: 'ask-about-storage',
            icon: 'warning',
            label: t('Full Disk: Choose What to Do…'),
          } as const,
        ]),
    { choice: 'copy-invite', icon: 'copy', label: t('Copy Invite') },
    { choice: 'reset-invite', icon: 'refresh', label: t('Reset Invite') },
    room.locked
      ? { choice: 'unlock', icon: 'unlock', label: t('Unlock Room') }
      : { choice: 'lock', icon: 'lock', label: t('Lock Room') },
    ...(room.kind === 'pair'
      ? [{ choice: 'make-group', icon: 'organization', label: t('Make It a Group') } as const]
      : []),
    ...(members.length > 1
      ? [{ choice: 'remove-member', icon: 'person', label: t('Remove Member…') } as const]
      : []),
    name,
  ];
}
