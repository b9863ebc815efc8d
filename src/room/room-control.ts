import type { InvitedRoom } from './room';

/** What the user may decide about an invite room. */
export type RoomControl = Pick<InvitedRoom, 'inviteActions' | 'wideControl'>;

/** A moderator of a wide room decides about its members, but doesn't lock it. */
export function mayLock({ inviteActions, wideControl }: RoomControl): boolean {
  return inviteActions !== undefined && wideControl?.isOwner !== false;
}
