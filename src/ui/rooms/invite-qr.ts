import { inviteEndpoints } from '../../protocol/invite';
import { isForTwo } from '../../protocol/room-kinds';
import { shortInvite } from '../../protocol/short-invite';
import type { SessionState } from '../../room/room';
import { mayLock, type RoomControl } from '../../room/room-control';
import { isLoopback } from '../../strings/addresses';
import { nameInText } from '../../strings/inline-text';
import { isInvited, roomTitle } from '../../strings/invited-room';
import { inviteText } from '../../strings/kind-text';
import type { Translate } from '../../strings/translate';
import { maxQrLength } from '../../util/qr-code';
import type { InvitePageState } from '../../webview/invite-messages';

/**
 * What the tab with the QR code shows; undefined when this window hosts no room with an invite. While no one new
 * can join, there is no code.
 * @param scheme of links that open in this editor
 */
export function inviteQrState(
  { connection, room, members }: SessionState,
  control: RoomControl,
  scheme: string,
  t: Translate,
): InvitePageState | undefined {
  const isIn = connection.kind === 'hosting' || connection.kind === 'joined';
  const invite = control.inviteActions?.invite;
  if (!isIn || !isInvited(room) || !invite) return undefined;
  const common = {
    title: roomTitle(room, t),
    label: t('QR code of the invite to “{0}”', nameInText(room.name)),
    close: t('Close'),
  };
  if (room.locked) {
    return {
      ...common,
      steps: [],
      notes: [t('The room is locked, so no one new can join.')],
      actions: mayLock(control) ? [{ command: 'unlockRoom', label: t('Unlock Room') }] : [],
    };
  }
  if (isForTwo(room.kind) && members.length > 1) {
    return {
      ...common,
      steps: [],
      notes: [t('You and your partner are both here, so no one else can join.')],
      actions: [{ command: 'makeGroup', label: t('Convert to Group') }],
    };
  }
  const { link, addresses } = shortInvite(invite, scheme, maxQrLength);
  const all = inviteEndpoints(invite).length;
  return {
    ...common,
    link,
    steps: [
      t('Scan this code with a phone, or with your computer’s camera.'),
      t('Send the link to your computer, then open it there or paste it into Chat: Join Room.'),
    ],
    notes: [
      inviteText(room.kind, t).scanned,
      ...(connection.kind === 'hosting' && isLoopback(room.address)
        ? [t('Only programs on this computer can join.')]
        : []),
      ...(addresses < all
        ? [
            t(
              'So that it can be read, the code has only {0} of {1} addresses; Copy Invite has all of them.',
              addresses,
              all,
            ),
          ]
        : []),
    ],
    actions: [
      { command: 'copyInvite', label: t('Copy Invite') },
      { command: 'resetInvite', label: t('Reset Invite') },
      ...(mayLock(control) ? [{ command: 'lockRoom', label: t('Lock Room') } as const] : []),
    ],
  };
}
