import type { Announcement, NearbyRoom } from '../../protocol/announcement';
import { formatLabEndpoint } from '../../protocol/lab-endpoint';
import { nearbyEndpoint } from '../../room/nearby-addresses';
import { linkName, nameInText } from '../../strings/inline-text';
import { kindText } from '../../strings/kind-text';
import type { Translate } from '../../strings/translate';

/** A nearby room as a list shows it. Its texts come from anyone on the network. */
export interface NearbyRow {
  readonly icon: string;
  readonly label: string;
  readonly description: string;
  readonly detail: string;
}

/** A room on the same network, for the list of rooms to join. */
export function nearbyRow(room: NearbyRoom, t: Translate): NearbyRow {
  return { ...announcedWords(room, t), detail: t('on this network, at {0}', nearbyPlace(room)) };
}

/** Says what others on the network see of a room, in the words of their list. @param takesRequests whether they can ask to join it */
export function announcedText(room: Announcement, takesRequests: boolean, t: Translate): string {
  const { label, description } = announcedWords(room, t);
  const words = description === '' ? label : `${label} · ${description}`;
  if (room.code && !room.locked) {
    return t(
      'Others on the same network see “{0}” in Join Room and can join with the room code.',
      words,
    );
  }
  return takesRequests && room.knock && !room.locked
    ? t('Others on the same network see “{0}” in Join Room and can ask to join.', words)
    : t('Others on the same network see “{0}” in Join Room.', words);
}

/** How a list calls an announced room. */
function announcedWords(room: Announcement, t: Translate): Omit<NearbyRow, 'detail'> {
  const { icon, label } = kindText(room.kind, t);
  const name = linkName(room.name);
  const parts = [
    ...(room.host === '' ? [] : [nameInText(room.host)]),
    ...(name === '' ? [] : [label]),
    ...(room.locked ? [t('locked')] : []),
  ];
  return {
    icon: room.locked ? 'lock' : icon,
    label: name || label,
    description: parts.join(' · '),
  };
}

/** The address that a nearby room was announced from: `10.0.0.7:5000`. */
function nearbyPlace(room: NearbyRoom): string {
  return formatLabEndpoint(nearbyEndpoint(room));
}

/** Offers to ask the host of a nearby room to let the user in; undefined if that room takes no requests. */
export function askToJoinText(
  { host, knock, locked }: NearbyRoom,
  t: Translate,
): { readonly label: string; readonly detail: string } | undefined {
  if (!knock || locked) return undefined;
  return {
    label: t('Ask to Join'),
    detail: t('You get six digits to read out to {0}, who types them.', nameInText(host)),
  };
}

/** Offers to join a nearby room with its code; undefined if it has none now. */
export function roomCodeText(
  { host, code, locked }: NearbyRoom,
  t: Translate,
): { readonly label: string; readonly detail: string } | undefined {
  if (!code || locked) return undefined;
  return {
    label: t('Room Code'),
    detail: t('Type the six digits that {0} shows.', nameInText(host)),
  };
}

/** Asks for the invite of a nearby room: its announcement says where it is, and no more. */
export function nearbyInviteText(
  room: NearbyRoom,
  t: Translate,
): { readonly label: string; readonly detail?: string } {
  const host = nameInText(room.host);
  const label =
    askToJoinText(room, t) || roomCodeText(room, t)
      ? t('{0}’s room is at {1}. If you have the invite, paste it here.', host, nearbyPlace(room))
      : t(
          '{0}’s room is at {1}. Ask {0} for the invite and paste it here.',
          host,
          nearbyPlace(room),
        );
  if (!room.locked) return { label };
  return { label, detail: t('It’s locked: no one new can join until {0} unlocks it.', host) };
}

/** What to do when no room is found: the network may isolate its devices. */
export function noneNearbyText(t: Translate) {
  return {
    label: t('No rooms found on this network'),
    detail: t('Ask for the invite, or a lab room’s address. Some networks isolate devices.'),
  };
}

/** The choices of whether others on the network see a room, with what they see. */
export function announceItems(
  {
    byInvite,
    name,
    person,
  }: { readonly byInvite: boolean; readonly name: string; readonly person: string },
  t: Translate,
) {
  return [
    {
      label: t('Don’t show it'),
      detail: byInvite
        ? t('People join with the invite that you send them.')
        : t('People join with the address that you give them.'),
      value: false,
    },
    {
      label: t('Show it to others on the same network'),
      detail: byInvite
        ? t(
            'They see “{0}”, “{1}” and the room’s address, and can ask you to let them in.',
            linkName(name),
            nameInText(person),
          )
        : t('They see the room’s kind and address, and can join with one click.'),
      value: true,
    },
  ];
}
