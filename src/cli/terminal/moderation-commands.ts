import { isOnServer } from '../../protocol/room-kinds';
import { rosterKey } from '../../protocol/roster-names';
import type { InviteActions } from '../../room/host-actions';
import type { Member } from '../../room/room';
import { mayLock } from '../../room/room-control';
import {
  lockedText,
  notChangedText,
  whoLocksText,
  whoModeratesText,
} from '../../strings/moderation-text';
import { plainText } from './colors';
import { invite } from './room-commands';
import { LineCommandError, type Talk } from './talk';

/** Lets no one new in, or lets them in again. */
export async function lock(talk: Talk, locked: boolean): Promise<void> {
  const { session, io, notice } = talk;
  const actions = actionsOf(talk);
  if (!mayLock(session.invited ?? {})) {
    throw new LineCommandError(whoLocksText(io.t));
  }
  assertStored(await actions.lock(locked), talk);
  notice(lockedText(locked, io.t));
}

/** Makes a new invite, and shows it. */
export async function resetInvite(talk: Talk): Promise<void> {
  assertStored(await actionsOf(talk).resetInvite(), talk);
  talk.notice(talk.io.t('The old invite no longer works; everyone in the room stays.'));
  invite(talk);
}

/** Removes a member. The log says that it has happened. */
export async function remove(talk: Talk, name: string): Promise<void> {
  const actions = actionsOf(talk);
  const member = memberNamed(talk, name);
  assertStored(await actions.remove(member.id, ''), talk);
}

/** @throws {LineCommandError} for those who don't decide about the members of the room */
function actionsOf({ session, io: { t } }: Talk): InviteActions {
  const actions = session.invited?.inviteActions;
  if (actions) return actions;
  throw new LineCommandError(
    isOnServer(session.state.room?.kind)
      ? whoModeratesText(t)
      : t('Only the host of a pair or group room can do this.'),
  );
}

/** The other member with this name, in any case. @throws {LineCommandError} */
export function memberNamed({ session, io: { t } }: Talk, typed: string): Member {
  const key = rosterKey(typed.replace(/^@/, ''));
  const found = session.state.members.find(({ name, self }) => !self && rosterKey(name) === key);
  if (found) return found;
  throw new LineCommandError(t('There’s no member “{0}”.', plainText([typed])));
}

function assertStored(kept: boolean, { session, io: { t } }: Talk): void {
  if (!kept) throw new LineCommandError(notChangedText(session.state.room?.kind, t));
}
