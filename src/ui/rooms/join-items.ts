import type * as vscode from 'vscode';
import type { NearbyRoom } from '../../protocol/announcement';
import type { Endpoint } from '../../protocol/endpoint';
import type { Invite } from '../../protocol/invite';
import { type JoinTarget, parseTarget } from '../../protocol/join-target';
import { formatLabEndpoint, type LabEndpoint } from '../../protocol/lab-endpoint';
import { isByInvite } from '../../protocol/room-kinds';
import { nearbyEndpoint } from '../../room/nearby-addresses';
import { inviteAddresses } from '../../strings/addresses';
import { linkName } from '../../strings/inline-text';
import { targetProblemText } from '../../strings/input-text';
import type { Translate } from '../../strings/translate';
import type { PickItem } from '../window/shown-items';
import type { CodeRoom } from './code-flow';
import { nearbyRow, noneNearbyText } from './nearby-text';

/** Returns the previous endpoints of the host with this pin. */
export type EndpointLookup = (pin: string) => readonly Endpoint[];

/** A room nearby whose host decides who joins. */
export interface NearbyTarget {
  readonly type: 'nearby';
  readonly room: NearbyRoom;
}

/** The user joins with the code that a room's host shows. */
export interface CodeJoinTarget {
  readonly type: 'room-code';
  readonly room: CodeRoom;
}

/** A line of the list. */
export interface RoomItem<T> extends PickItem {
  /** Absent if the item is only a hint. */
  readonly target?: T;
  /** What stays the same while its texts change; absent: its texts. */
  readonly key?: string;
}

/** What the list of rooms to join is made of. */
export interface JoinSources {
  /** Those found on the network, in the order in which they were found. */
  readonly rooms: readonly NearbyRoom[];
  /** The id of the room that this window announces itself. */
  readonly own: string | undefined;
  /** Lab rooms joined before, the latest first. */
  readonly recent: readonly LabEndpoint[];
  /** The invite on the clipboard. */
  readonly offered: Invite | undefined;
  readonly forget: vscode.QuickInputButton;
  /** Whether there was enough time to find the rooms nearby. */
  readonly looked: boolean;
  readonly endpointsOf: EndpointLookup;
  readonly t: Translate;
}

/** The items of the list, for the text in its box. */
export function joinItems(
  typed: string,
  { rooms, own, recent, offered, forget, looked, endpointsOf, t }: JoinSources,
): RoomItem<JoinTarget | NearbyTarget | CodeJoinTarget>[] {
  type Item = RoomItem<JoinTarget | NearbyTarget | CodeJoinTarget>;
  const known = recent.map(
    (endpoint): Item => ({
      label: formatLabEndpoint(endpoint),
      description: t('joined before'),
      buttons: [forget],
      target: { type: 'lab', endpoint },
    }),
  );
  const near = rooms
    .filter(({ id }) => id !== own)
    .map(
      (room): Item => ({
        ...nearbyRow(room, t),
        key: `nearby ${room.key}`,
        target: isByInvite(room.kind)
          ? { type: 'nearby', room }
          : { type: 'lab', endpoint: nearbyEndpoint(room) },
      }),
    );
  const entered = parseTarget(typed);
  if (entered.ok) {
    const { target } = entered;
    if (target.type === 'invite') return [inviteItem(target.invite, endpointsOf, t)];
    const label = formatLabEndpoint(target.endpoint);
    const item = { label, description: t('Join this room'), target, alwaysShow: true };
    // The editor sorts the shortest match first, so an exact match comes before rooms that only start with it.
    const isAsShown = label === typed.trim();
    const others = isAsShown ? known.filter((each) => each.label !== label) : [];
    return [item, ...codeItem(target.endpoint, t), ...others];
  }
  if (entered.problem !== 'empty') {
    return [
      ...known,
      ...near,
      { icon: 'info', label: targetProblemText(entered.problem, t), alwaysShow: true },
    ];
  }
  const copied = offered
    ? [{ ...inviteItem(offered, endpointsOf, t), description: t('from the clipboard') }]
    : [];
  // Rooms nearby last: as they come and go, the others stay where the user is about to click.
  const all = [...copied, ...known, ...near];
  // With no text, the rooms speak for themselves; show the hint only if there are none.
  const hint: Item[] =
    all.length > 0 ? [] : [{ icon: 'info', label: targetProblemText('empty', t) }];
  const none: Item[] =
    looked && near.length === 0 ? [{ icon: 'radio-tower', ...noneNearbyText(t) }] : [];
  return [...all, ...hint, ...none];
}

/** Offers to join with the code of a group at an address: only its host knows whether it has one. */
function codeItem(
  { host, port, wire }: LabEndpoint,
  t: Translate,
): readonly RoomItem<CodeJoinTarget>[] {
  if (wire !== undefined) return [];
  const room: CodeRoom = { name: '', host: '', endpoints: [{ host, port }] };
  return [
    {
      icon: 'key',
      label: t('Join with Room Code'),
      detail: t('If {0} is a group whose host shows six digits', formatLabEndpoint({ host, port })),
      target: { type: 'room-code', room },
      alwaysShow: true,
    },
  ];
}

/** Offers to join by an invite. */
export function inviteItem(
  invite: Invite,
  endpointsOf: EndpointLookup,
  t: Translate,
): RoomItem<Extract<JoinTarget, { readonly type: 'invite' }>> {
  return {
    icon: 'sign-in',
    label: t('Join “{0}”', linkName(invite.name)),
    detail: inviteAddresses(invite, endpointsOf(invite.pin)),
    target: { type: 'invite', invite },
    alwaysShow: true,
  };
}
