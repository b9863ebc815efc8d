import * as vscode from 'vscode';
import type { AdapterAddress } from '../../net/socket/adapters';
import { type InviteKind, isByInvite, isOnServer } from '../../protocol/room-kinds';
import type { HostActions, InviteActions } from '../../room/host-actions';
import { mayLock } from '../../room/room-control';
import type { Session } from '../../room/session/session';
import { inviteText } from '../../strings/kind-text';
import {
  lockedText,
  notChangedText,
  whoInvitesText,
  whoLocksText,
  whoModeratesText,
} from '../../strings/moderation-text';
import { CodedError } from '../../strings/problem';
import type { Translate } from '../../strings/translate';
import type { InvitePageCommand } from '../../webview/invite-messages';
import { InviteTab } from '../../webview/invite-tab';
import { viewIds } from '../../webview/view-ids';
import type { CommandHandlers, CommandId } from '../commands';
import { setStatusBarMessage, showInformationMessage } from '../window/messages';
import { labAddress } from './addresses';
import { inviteQrState } from './invite-qr';
import { isInRoom, type OfferRoomDeps, offerRoom } from './room-questions';

export interface InviteCommandDeps extends OfferRoomDeps {
  readonly session: Session;
  adapters(): readonly AdapterAddress[];
  /** The invite to the room this window hosts, as a link; undefined when it hosts none. */
  inviteLink(): string | undefined;
  isChatVisible(): boolean;
  showChat(): Promise<void>;
  /** Shows the invite as a QR code. */
  showInviteQr(): void;
}

/** The commands that control who can join: the invite, the lock and the conversion to a group. */
export function inviteCommands(deps: InviteCommandDeps) {
  return {
    'deskmate.copyInvite': () => copyInvite(deps),
    // The same command with a title that fits lab rooms.
    'deskmate.copyAddress': () => copyInvite(deps),
    'deskmate.showInviteQr': () => {
      inviteActionsOf(deps);
      deps.showInviteQr();
    },
    'deskmate.resetInvite': () => resetInvite(deps),
    'deskmate.lockRoom': () => lock(!(deps.session.state.room?.locked ?? false), deps),
    'deskmate.unlockRoom': () => lock(false, deps),
    'deskmate.makeGroup': () => makeGroup(deps),
  } satisfies Partial<CommandHandlers>;
}

/** Copies the invite or the lab address; tells a guest to ask the host, and offers a room if there is none. */
export async function copyInvite(deps: InviteCommandDeps): Promise<void> {
  const { session, adapters, inviteLink, isChatVisible, showChat, showInviteQr, t } = deps;
  const { room, members } = session.state;
  if (!room || !isInRoom(session)) return offerRoom(deps);
  if (!isByInvite(room.kind)) {
    const { text, message } = labAddress(room, adapters(), t);
    await vscode.env.clipboard.writeText(text);
    void showInformationMessage(message);
  } else if (session.invited?.inviteActions) {
    const show = { qr: showInviteQr, ...(!isChatVisible() && { chat: showChat }) };
    await announceInvite(room.kind, inviteLink, show, t);
  } else {
    const host = members.find((member) => member.host)?.name;
    void showInformationMessage(whoInvitesText(room.kind, host, t));
  }
}

/** Replaces the invite and copies the new one. @returns the new invite as a link */
async function resetInvite(deps: InviteCommandDeps): Promise<string | undefined> {
  const { inviteLink, t } = deps;
  assertStored(await inviteActionsOf(deps).resetInvite(), deps);
  const link = inviteLink();
  if (link !== undefined) await vscode.env.clipboard.writeText(link);
  void showInformationMessage(
    t(
      'The old invite no longer works; everyone in the room stays. The new invite is on the clipboard.',
    ),
  );
  return link;
}

async function lock(locked: boolean, deps: InviteCommandDeps): Promise<void> {
  const { session, t } = deps;
  const actions = inviteActionsOf(deps);
  if (!mayLock(session.invited ?? {})) {
    throw new CodedError('not-host', whoLocksText(t));
  }
  assertStored(await actions.lock(locked), deps);
  void showInformationMessage(lockedText(locked, t));
}

function makeGroup(deps: InviteCommandDeps): void {
  const { t } = deps;
  assertStored(hostActionsOf(deps).openToMore(), deps);
  void showInformationMessage(t('The room is now a group: more people can join with its invite.'));
}

/** @throws {CodedError} `storage-failed` if a change couldn't be stored, or a wide room's server didn't confirm it */
export function assertStored(
  kept: boolean,
  { session, t }: Pick<InviteCommandDeps, 'session' | 't'>,
): void {
  if (!kept) throw new CodedError('storage-failed', notChangedText(session.state.room?.kind, t));
}

/**
 * Returns what the user can decide about the members of the current room, as its host or in a wide room.
 * @throws {CodedError} `no-room`, `not-host`
 */
export function inviteActionsOf({
  session,
  t,
}: Pick<InviteCommandDeps, 'session' | 't'>): InviteActions {
  const actions = session.invited?.inviteActions;
  if (!actions && isOnServer(session.state.room?.kind)) {
    throw new CodedError('not-host', whoModeratesText(t));
  }
  return actions ?? hostActionsOf({ session, t });
}

/** Returns the host's actions for the current room. @throws {CodedError} `no-room`, `not-host` */
export function hostActionsOf({
  session,
  t,
}: Pick<InviteCommandDeps, 'session' | 't'>): HostActions {
  const actions = session.invited?.hostActions;
  if (actions) return actions;
  throw isInRoom(session)
    ? new CodedError('not-host', t('Only the host of a pair or group room can do this.'))
    : new CodedError('no-room', t('You aren’t hosting a room. Host a pair or group first.'));
}

/**
 * Copies the invite, and shows a notification that says whom to send it to.
 * @param link returns the current invite as a link: it may be reset while the notification is open
 * @param show what the notification offers to show: the chat only if it isn't visible
 */
export async function announceInvite(
  kind: InviteKind,
  link: () => string | undefined,
  show: { readonly qr: () => void; readonly chat?: () => Promise<void> },
  t: Translate,
): Promise<void> {
  if (!(await copy(link))) return;
  const [again, qr, chat] = [t('Copy Again'), t('Show QR Code'), t('Show Chat')];
  const buttons = show.chat ? [again, qr, chat] : [again, qr];
  // Don't wait: the notification stays open until the user closes it.
  showInformationMessage(inviteText(kind, t).copied, ...buttons).then(async (chosen) => {
    if (chosen === again) {
      if (await copy(link)) setStatusBarMessage(t('Invite copied'));
    } else if (chosen === qr) show.qr();
    else if (chosen === chat) await show.chat?.();
  });
}

async function copy(link: () => string | undefined): Promise<boolean> {
  const text = link();
  if (text !== undefined) await vscode.env.clipboard.writeText(text);
  return text !== undefined;
}

/** Makes the tab that shows the invite to the room that this window hosts. */
export function createInviteTab(deps: {
  readonly session: Session;
  readonly extensionUri: vscode.Uri;
  readonly t: Translate;
}): InviteTab {
  const { session, extensionUri, t } = deps;
  const { uriScheme } = vscode.env;
  const model = {
    state: () => inviteQrState(session.state, session.invited ?? {}, uriScheme, t),
    onDidChange: session.onDidChangeState,
    run: (command: InvitePageCommand) =>
      void vscode.commands.executeCommand(`deskmate.${command}` satisfies CommandId),
  };
  return new InviteTab(viewIds.invite, model, extensionUri);
}
