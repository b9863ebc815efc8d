import { formatEndpoint } from '../../protocol/endpoint';
import type { Invite } from '../../protocol/invite';
import type { RoomCodeState } from '../../protocol/room-code';
import { hasCode } from '../../protocol/room-kinds';
import type { SessionState } from '../../room/room';
import { isLoopback } from '../../strings/addresses';
import { linkName } from '../../strings/inline-text';
import { isInvited, roomTitle } from '../../strings/invited-room';
import { codeText, spelledCode } from '../../strings/knock-text';
import { pausedText, wrongCountText } from '../../strings/room-code-text';
import type { Translate } from '../../strings/translate';
import type { InvitePageState } from '../../webview/invite-messages';

export interface RoomCodePageSources {
  /** Undefined while the room has none. */
  readonly code: RoomCodeState | undefined;
  readonly invite: Invite | undefined;
  /** Whether others on the network see the room; undefined if they can't reach it. */
  readonly announcing: 'on' | 'off' | undefined;
}

/**
 * What the tab with the room code shows; undefined when this window hosts no room with one. While no one can join
 * with the code, it isn't shown.
 */
export function roomCodePageState(
  { connection, room }: SessionState,
  { code, invite, announcing }: RoomCodePageSources,
  t: Translate,
): InvitePageState | undefined {
  if (connection.kind !== 'hosting' || !isInvited(room) || !hasCode(room.kind)) return undefined;
  if (!code || !invite) return undefined;
  const stop = { command: 'stopRoomCode', label: t('Stop Code') } as const;
  const renew = { command: 'newRoomCode', label: t('New Code') } as const;
  const common = {
    title: roomTitle(room, t),
    label: t('Room code: {0}', spelledCode(code.code)),
    close: t('Close'),
    steps: [],
  };
  if (code.paused) {
    return { ...common, notes: [pausedText(code.paused, code, t)], actions: [renew, stop] };
  }
  if (room.locked) {
    return {
      ...common,
      notes: [t('The room is locked, so no one new can join.')],
      actions: [{ command: 'unlockRoom', label: t('Unlock Room') }, stop],
    };
  }
  const wrong = wrongCountText(code.wrong, t);
  return {
    ...common,
    code: codeText(code.code),
    steps: stepsTo(invite, announcing === 'on', t),
    notes: [
      t(
        'Anyone who knows the code can join until you stop it, close the room or reload the window.',
      ),
      ...(isLoopback(room.address) ? [t('Only programs on this computer can join.')] : []),
      ...(wrong === undefined ? [] : [wrong]),
    ],
    actions: [
      renew,
      stop,
      ...(announcing === 'off'
        ? [{ command: 'announceRoom', label: t('Show Room on Network') } as const]
        : []),
    ],
  };
}

/** What those who read the code do, one step after the other. */
function stepsTo(invite: Invite, isAnnounced: boolean, t: Translate): readonly string[] {
  const { addresses, name, port } = invite;
  const place = formatEndpoint({ host: addresses[0] ?? '', port });
  const type = t('Type these six digits.');
  if (!isAnnounced) {
    return [
      t('In VS Code, run Chat: Join Room, type {0} and choose Join with Room Code.', place),
      type,
    ];
  }
  return [
    t(
      'In VS Code, run Chat: Join Room, choose “{0}” and then Room Code. If it isn’t listed, type {1} and choose Join with Room Code.',
      linkName(name),
      place,
    ),
    type,
  ];
}
