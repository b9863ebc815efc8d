import * as vscode from 'vscode';
import type { SessionState } from '../room/session-state';
import { roomContext } from './words/room-context';

const values = new Map<string, boolean>();

/** Tells the editor which commands make sense now. */
export function setContextKeys(state: SessionState): void {
  for (const [key, value] of Object.entries(roomContext(state))) {
    if (values.get(key) === value) continue;
    values.set(key, value);
    void vscode.commands.executeCommand('setContext', key, value);
  }
}
