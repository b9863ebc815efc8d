import * as vscode from 'vscode';
import type { AdapterAddress } from '../../net/socket/adapters';
import { type InviteKind, isByInvite } from '../../protocol/room-kinds';
import type { HostActions } from '../../room/room';
import type { Session } from '../../room/session/session';
import { hostOnlyWords } from '../../strings/invited-room';
import { inviteWords } from '../../strings/kind-words';
import { CodedError } from '../../strings/problem';
import { storageFailedWords } from '../../strings/storage-words';
import type { Translate } from '../../strings/translate';
import type { CommandHandlers } from '../commands';
import { setStatusBarMessage, showInformationMessage } from '../window/messages';
import { labAddress } from './addresses';
import { isInRoom, type OfferRoomParts, offerRoom } from './room-questions';

/** How long the status bar shows that the invite was copied, in ms. */
const copiedMs = 5000;

export interface InviteCommandParts extends OfferRoomParts {
  readonly session: Session;
  adapters(): readonly AdapterAddress[];
  /** The invite to the room this window hosts, as a link; undefined when it hosts none. */
  inviteLink(): string | undefined;
  isChatVisible(): boolean;
  showChat(): Promise<void>;
}

/** The commands that control who can join: the invite, the lock and the conversion to a group. */
export function inviteCommands(parts: InviteCommandParts) {
  return {
    'deskmate.copyInvite': () => copyInvite(parts),
    // The same command with a title that fits lab rooms.
    'deskmate.copyAddress': () => copyInvite(parts),
    'deskmate.resetInvite': () => resetInvite(parts),
    'deskmate.lockRoom': () => lock(!(parts.session.state.room?.locked ?? false), parts),
    'deskmate.unlockRoom': () => lock(false, parts),
    'deskmate.makeGroup': () => makeGroup(parts),
  } satisfies Partial<CommandHandlers>;
}

/** Copies the invite or the lab address; tells a guest to ask the host, and offers a room if there is none. */
export async function copyInvite(parts: InviteCommandParts): Promise<void> {
  const { session, adapters, inviteLink, isChatVisible, showChat, t } = parts;
  const { room, members } = session.state;
  if (!room || !isInRoom(session)) return offerRoom(parts);
  if (!isByInvite(room.kind)) {
    const { text, message } = labAddress(room, adapters(), t);
    await vscode.env.clipboard.writeText(text);
    void showInformationMessage(message);
  } else if (session.invited?.hostActions) {
    await tellInvite(room.kind, inviteLink, isChatVisible() ? undefined : showChat, t);
  } else {
    const host = members.find((member) => member.host)?.name;
    void showInformationMessage(hostOnlyWords(host, t));
  }
}

/** Replaces the invite and copies the new one. @returns the new invite as a link */
async function resetInvite(parts: InviteCommandParts): Promise<string | undefined> {
  const { inviteLink, t } = parts;
  assertKept(hostActionsOf(parts).resetInvite(), parts);
  const link = inviteLink();
  if (link !== undefined) await vscode.env.clipboard.writeText(link);
  void showInformationMessage(
    t(
      'The old invite no longer works; everyone in the room stays. The new invite is on the clipboard.',
    ),
  );
  return link;
}

function lock(locked: boolean, parts: InviteCommandParts): void {
  const { t } = parts;
  assertKept(hostActionsOf(parts).lock(locked), parts);
  void showInformationMessage(
    locked
      ? t('The room is locked, so no one new can join. Members can leave and come back.')
      : t('The room is unlocked. Anyone who has the invite can join again.'),
  );
}

function makeGroup(parts: InviteCommandParts): void {
  const { t } = parts;
  assertKept(hostActionsOf(parts).openToMore(), parts);
  void showInformationMessage(t('The room is now a group: more people can join with its invite.'));
}

/** @throws {CodedError} `storage-failed` if a change couldn't be stored and so wasn't made */
export function assertKept(kept: boolean, { t }: Pick<InviteCommandParts, 't'>): void {
  if (!kept) throw new CodedError('storage-failed', storageFailedWords(t));
}

/** Returns the host's actions for the current room. @throws {CodedError} `no-room`, `not-host` */
export function hostActionsOf({
  session,
  t,
}: Pick<InviteCommandParts, 'session' | 't'>): HostActions {
  const actions = session.invited?.hostActions;
  if (actions) return actions;
  throw isInRoom(session)
    ? new CodedError('not-host', t('Only the host of a pair or group room can do this.'))
    : new CodedError('no-room', t('You aren’t hosting a room. Host a pair or group first.'));
}

/**
 * Copies the invite, and shows a notification that says whom to send it to.
 * @param link returns the current invite as a link: it may be reset while the notification is open
 * @param showChat undefined if the chat is already visible
 */
export async function tellInvite(
  kind: InviteKind,
  link: () => string | undefined,
  showChat: (() => Promise<void>) | undefined,
  t: Translate,
): Promise<void> {
  if (!(await copy(link))) return;
  const again = t('Copy Again');
  const buttons = showChat ? [again, t('Show Chat')] : [again];
  // Don't wait: the notification stays open until the person closes it.
  showInformationMessage(inviteWords(kind, t).copied, ...buttons).then(async (chosen) => {
    if (chosen === again) {
      if (await copy(link)) setStatusBarMessage(t('Invite copied'), copiedMs);
    } else if (chosen !== undefined) await showChat?.();
  });
}

async function copy(link: () => string | undefined): Promise<boolean> {
  const text = link();
  if (text !== undefined) await vscode.env.clipboard.writeText(text);
  return text !== undefined;
}
