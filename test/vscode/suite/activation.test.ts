import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { DeskmateApi } from '../../../src/ui/api';

describe('activation', () => {
  const extension = () => {
    const found = vscode.extensions.getExtension<DeskmateApi>('deskmate.deskmate');
    assert.ok(found, 'the extension is installed');
    return found;
  };

  it('gives other extensions the state and its changes', async () => {
    const api = await extension().activate();
    assert.equal(typeof api.onDidChangeState, 'function');
    const state = api.getState();
    assert.equal(state.connection.kind, 'offline');
    assert.deepEqual(state.members, []);
    assert.deepEqual(state.waiting, []);
    assert.deepEqual(state.messages, []);
    assert.equal(state.room, undefined);
  });

  it('registers every command that it contributes', async () => {
    await extension().activate();
    const registered = new Set(await vscode.commands.getCommands(true));
    const contributed: { command: string }[] = extension().packageJSON.contributes.commands;
    assert.ok(contributed.some(({ command }) => command === 'deskmate.hostRoom'));
    assert.deepEqual(
      contributed.map(({ command }) => command).filter((command) => !registered.has(command)),
      [],
    );
  });
});
