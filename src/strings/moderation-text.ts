import { isOnServer, type RoomKind } from '../protocol/room-kinds';
import { storageFailedText } from './storage-text';
import type { Translate } from './translate';

/** Says that someone can't invite to an invite room, and who can. @param host of a wide room, its owner */
export function whoInvitesText(
  kind: RoomKind | undefined,
  host: string | undefined,
  t: Translate,
): string {
  if (isOnServer(kind)) {
    return host === undefined
      ? t('Only the owner and the moderators can invite. Ask one of them for the invite.')
      : t('Only the owner and the moderators can invite. Ask {0} for the invite.', host);
  }
  return host === undefined
    ? t('Only the host can invite. Ask the host for the invite.')
    : t('Only the host can invite. Ask {0} for the invite.', host);
}

/** Says that someone in a wide room can't decide about its members. */
export function whoModeratesText(t: Translate): string {
  return t('Only the owner and the moderators of the room can do this.');
}

/** Says that a moderator of a wide room can't lock it. */
export function whoLocksText(t: Translate): string {
  return t('Only the owner of the room can lock or unlock it.');
}

/** Says that the room was locked or unlocked, and what that means. */
export function lockedText(locked: boolean, t: Translate): string {
  return locked
    ? t('The room is locked, so no one new can join. Members can leave and come back.')
    : t('The room is unlocked. Anyone who has the invite can join again.');
}

/** Says that who can join, or who is in the room, wasn't changed. */
export function notChangedText(kind: RoomKind | undefined, t: Translate): string {
  if (!isOnServer(kind)) return storageFailedText(t);
  return t(
    'The room’s server didn’t confirm the change. When you’re connected again, check whether it was made, and try again if it wasn’t.',
  );
}
