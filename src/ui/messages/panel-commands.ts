import type { ButtonCommand } from '../../webview/from-panel';
import type { CommandId } from '../commands';

/** The command behind each of the panel's buttons. */
export const panelCommandIds: Readonly<Record<ButtonCommand, CommandId>> = {
  host: 'deskmate.hostRoom',
  join: 'deskmate.joinRoom',
  rejoin: 'deskmate.rejoinRoom',
  // Asks where leaving closes a room in which others are.
  leave: 'deskmate.closeRoom',
  copyAddress: 'deskmate.copyAddress',
  copyInvite: 'deskmate.copyInvite',
  showLog: 'deskmate.showLog',
  sendSelection: 'deskmate.sendSelection',
  sendPatch: 'deskmate.sendPatch',
};
