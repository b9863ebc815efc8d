import * as vscode from 'vscode';
import type { SessionState } from '../room/session-state';

const values = new Map<string, boolean>();

/** Tells the editor which commands make sense now. */
export function setContextKeys({ connection }: SessionState): void {
  const { kind } = connection;
  const connecting = kind === 'connecting';
  set('deskmate.connecting', connecting);
  set('deskmate.connected', kind !== 'offline' && !connecting);
}

function set(key: string, value: boolean): void {
  if (values.get(key) === value) return;
  values.set(key, value);
  void vscode.commands.executeCommand('setContext', key, value);
}
