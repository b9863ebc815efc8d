import * as vscode from 'vscode';
import { isByInvite } from '../../protocol/room-kinds';
import type { HostActions } from '../../room/room';
import { storageFailedWords } from '../../strings/by-invite-words';
import { CodedError } from '../../strings/coded-error';
import { hostOnlyWords } from '../../strings/member-words';
import type { CommandHandlers, CommandParts } from '../commands';
import { showInformationMessage } from '../window/messages';
import { tellInvite } from './invite-notice';
import { labInvite } from './lab-address';
import { isInRoom, offerRoom } from './offer-room';

/** Who may come in: the invite, and the lock. */
export function inviteCommands(parts: CommandParts): CommandHandlers {
  return {
    'deskmate.copyInvite': () => copyInvite(parts),
    // The same under the name that fits a lab room.
    'deskmate.copyAddress': () => copyInvite(parts),
    'deskmate.resetInvite': () => resetInvite(parts),
    'deskmate.lockRoom': () => lock(!(parts.session.state.room?.locked ?? false), parts),
    'deskmate.unlockRoom': () => lock(false, parts),
    'deskmate.makeGroup': () => makeGroup(parts),
  };
}

async function copyInvite(parts: CommandParts): Promise<void> {
  const { session, adapters, inviteLink, isChatVisible, showChat, t } = parts;
  const { room, members } = session.state;
  if (!room || !isInRoom(session)) return offerRoom(parts);
  if (!isByInvite(room.kind)) {
    const { text, told } = labInvite(room, adapters(), t);
    await vscode.env.clipboard.writeText(text);
    void showInformationMessage(told);
  } else if (session.invited?.hostActions) {
    await tellInvite(room.kind, inviteLink, isChatVisible() ? undefined : showChat, t);
  } else {
    const host = members.find((member) => member.host)?.name;
    void showInformationMessage(hostOnlyWords(host, t));
  }
}

/** @returns the new invite, which is on the clipboard as well */
async function resetInvite(parts: CommandParts): Promise<string | undefined> {
  const { inviteLink, t } = parts;
  assertKept(keeperOf(parts).resetInvite(), parts);
  const link = inviteLink();
  if (link !== undefined) await vscode.env.clipboard.writeText(link);
  void showInformationMessage(
    t(
      'The old invite no longer works; everyone in the room stays. The new invite is on the clipboard.',
    ),
  );
  return link;
}

function lock(locked: boolean, parts: CommandParts): void {
  const { t } = parts;
  assertKept(keeperOf(parts).lock(locked), parts);
  void showInformationMessage(
    locked
      ? t('The room is locked, so no one new can join. Members can leave and come back.')
      : t('The room is unlocked. Anyone who has the invite can join again.'),
  );
}

function makeGroup(parts: CommandParts): void {
  const { t } = parts;
  assertKept(keeperOf(parts).openToMore(), parts);
  void showInformationMessage(t('The room is now a group: more people can join with its invite.'));
}

/** @throws {CodedError} `storage-failed` when a change could not be kept, so that there is none */
export function assertKept(kept: boolean, { t }: CommandParts): void {
  if (!kept) throw new CodedError('storage-failed', storageFailedWords(t));
}

/** What the host of the present room can do. @throws {CodedError} `no-room`, `not-host` */
export function keeperOf({ session, t }: CommandParts): HostActions {
  const keeper = session.invited?.hostActions;
  if (keeper) return keeper;
  throw isInRoom(session)
    ? new CodedError('not-host', t('Only the host of a pair or group room can do this.'))
    : new CodedError('no-room', t('You aren’t hosting a room. Host a pair or group first.'));
}
