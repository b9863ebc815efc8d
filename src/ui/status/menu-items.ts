import { traitsOf } from '../../protocol/room-kinds';
import type { SessionState } from '../../room/session-state';
import { isInvited } from '../../strings/invited-room';
import type { Translate } from '../../strings/translate';
import { exhaustive } from '../../util/exhaustive';
import { leaveLabel } from '../messages/panel-status';

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
  | 'find'
  | 'export'
  | 'open-history'
  | 'show-log'
  | 'settings';

/** One line of the menu. */
export interface MenuItem {
  readonly choice: MenuChoice;
  /** A line separates one group from the next. */
  readonly group: 'room' | 'view' | 'chat' | 'person';
  readonly icon: string;
  readonly label: string;
  readonly description?: string;
}

type Ungrouped = Omit<MenuItem, 'group'>;

/**
 * What can be done in a state, in groups, the likeliest first.
 * @param rejoin the room to join again, in words
 */
export function menuItems(
  state: SessionState,
  rejoin: string | undefined,
  t: Translate,
): readonly MenuItem[] {
  const { kind } = state.connection;
  const room = roomItems(state, rejoin, t).map((item) => ({ ...item, group: 'room' }) as const);
  const view: readonly MenuItem[] = [
    { group: 'view', choice: 'open-chat', icon: 'comment-discussion', label: t('Open Chat') },
    { group: 'view', choice: 'open-in-editor', icon: 'link-external', label: t('Open in Editor') },
  ];
  const chat: readonly MenuItem[] = [
    { group: 'chat', choice: 'find', icon: 'search', label: t('Find in Chat') },
    { group: 'chat', choice: 'export', icon: 'export', label: t('Export Chat') },
    { group: 'chat', choice: 'open-history', icon: 'history', label: t('Open History…') },
  ];
  const person: readonly MenuItem[] = [
    { group: 'person', choice: 'change-name', icon: 'edit', label: t('Change Name…') },
    { group: 'person', choice: 'settings', icon: 'gear', label: t('Open Settings') },
    { group: 'person', choice: 'show-log', icon: 'output', label: t('Show Log') },
  ];
  // Whoever is in a room looks for the chat first, whoever is in none for a way into one.
  const first = kind === 'offline' || kind === 'connecting' ? [room, view] : [view, room];
  return [...first, chat, person].flat();
}

function roomItems(
  state: SessionState,
  rejoin: string | undefined,
  t: Translate,
): readonly Ungrouped[] {
  const leave: Ungrouped = {
    choice: 'leave',
    icon: 'sign-out',
    label: leaveLabel(state.connection.kind, t),
  };
  const send: Ungrouped = { choice: 'send', icon: 'send', label: t('Send Message…') };
  switch (state.connection.kind) {
    case 'offline':
      return enter(rejoin, t);
    case 'connecting':
      return [leave];
    case 'reconnecting':
      // What is said now goes out when the connection is back.
      return [send, leave];
    case 'waiting':
    case 'joined':
    case 'hosting':
      return [send, ...within(state, t), leave];
    default:
      return exhaustive(state.connection);
  }
}

function enter(rejoin: string | undefined, t: Translate): readonly Ungrouped[] {
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
function within({ connection, room, members }: SessionState, t: Translate): readonly Ungrouped[] {
  if (!isInvited(room)) {
    return [
      { choice: 'copy-address', icon: 'copy', label: t('Copy Address') },
      { choice: 'change-encoding', icon: 'symbol-text', label: t('Change Encoding…') },
    ];
  }
  if (connection.kind !== 'hosting') return [];
  return [
    ...(room.storage === undefined
      ? []
      : [
          {
            choice: 'ask-about-storage',
            icon: 'warning',
            label: t('Resolve Storage Problem…'),
          } as const,
        ]),
    { choice: 'copy-invite', icon: 'copy', label: t('Copy Invite') },
    { choice: 'reset-invite', icon: 'refresh', label: t('Reset Invite') },
    room.locked
      ? { choice: 'unlock', icon: 'unlock', label: t('Unlock Room') }
      : { choice: 'lock', icon: 'lock', label: t('Lock Room') },
    ...(traitsOf(room.kind).growsTo
      ? [{ choice: 'make-group', icon: 'organization', label: t('Convert to Group') } as const]
      : []),
    ...(members.length > 1
      ? [{ choice: 'remove-member', icon: 'person', label: t('Remove Member…') } as const]
      : []),
  ];
}
