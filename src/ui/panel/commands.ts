import type { PanelCommand } from '../../webview/messages';

/** The command behind each of the panel's buttons. */
export const panelCommandIds: Readonly<Record<PanelCommand, string>> = {
  host: 'deskmate.hostRoom',
  join: 'deskmate.joinRoom',
  rejoin: 'deskmate.rejoinRoom',
  leave: 'deskmate.leaveRoom',
  copyAddress: 'deskmate.copyAddress',
  copyInvite: 'deskmate.copyInvite',
  showLog: 'deskmate.showLog',
  sendSelection: 'deskmate.sendSelection',
  sendPatch: 'deskmate.sendPatch',
};
