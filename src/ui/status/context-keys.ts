import * as vscode from 'vscode';
import type { SessionState } from '../../room/session-state';
import { roomContext } from './room-context';

const values = new Map<string, boolean>();

/** Tells the editor which commands make sense now. */
export function setContextKeys(state: SessionState): void {
  for (const [key, value] of Object.entries(roomContext(state))) set(key, value);
}

/** Tells it whether the panel's keys count. Its own `focusedView` does not know of webviews. */
export function setPanelFocused(focused: boolean): void {
  set('deskmate.panelFocused', focused);
}

function set(key: string, value: boolean): void {
  if (values.get(key) === value) return;
  values.set(key, value);
  void vscode.commands.executeCommand('setContext', key, value);
}
