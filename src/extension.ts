import { existsSync } from 'node:fs';
import * as vscode from 'vscode';
import type { DeskmateApi } from './ui/api';
import type { Program } from './ui/app/program';
import { type CommandId, commands } from './ui/commands';
import { offlineStatus } from './ui/status/offline-status';
import { registerCommand } from './ui/window/messages';
import { StatusItem } from './ui/window/status-item';
import { viewIds } from './webview/view-ids';

/** How long after the window's start to load the program where nothing is to be restored, in ms. */
const quietMs = 5000;

let program: Program | undefined;

/**
 * Called by the editor when a window starts. Registers what the editor may call, and loads the rest of the
 * extension at the first call: reading and compiling it takes ten times as long as all of this, and most
 * windows never chat. Where Deskmate has been used, it loads by itself once the editor has started.
 */
export function activate(context: vscode.ExtensionContext): DeskmateApi {
  const item = new StatusItem('Deskmate', 'deskmate.showMenu' satisfies CommandId);
  item.show(offlineStatus(vscode.l10n.t));
  const load = (): Program => {
    program ??= loadProgram(context, item);
    return program;
  };
  const ids = Object.keys(commands) as CommandId[];
  context.subscriptions.push(
    item,
    ...ids.map((id) => registerCommand(id, (...args) => load().handlers[id](...args))),
    vscode.window.registerWebviewViewProvider(viewIds.panel, {
      resolveWebviewView: (view) => load().view.resolveWebviewView(view),
    }),
    vscode.window.registerWebviewPanelSerializer(viewIds.editor, {
      deserializeWebviewPanel: (panel) => load().tab.deserializeWebviewPanel(panel),
    }),
    vscode.window.registerWebviewPanelSerializer(viewIds.wire, {
      deserializeWebviewPanel: (panel) => load().wireTab.deserializeWebviewPanel(panel),
    }),
    vscode.window.registerUriHandler({ handleUri: (uri) => load().links.handleUri(uri) }),
    // A changed setting may require deleting stored data.
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('deskmate')) load();
    }),
  );
  // A reloaded window goes back into its room, and shows what was said.
  if (context.workspaceState.keys().length > 0) setImmediate(load);
  else if (existsSync(context.globalStorageUri.fsPath)) {
    const timer = setTimeout(load, quietMs);
    context.subscriptions.push({ dispose: () => clearTimeout(timer) });
  }
  return {
    getState: () => load().api.getState(),
    onDidChangeState: (...given) => load().api.onDidChangeState(...given),
  };
}

/** Called by the editor when the window closes or the extension is disabled. */
export async function deactivate(): Promise<void> {
  await program?.stop();
  program = undefined;
}

function loadProgram(context: vscode.ExtensionContext, item: StatusItem): Program {
  // The build bundles it apart, under this name.
  const { startProgram }: typeof import('./ui/app/program') = require('./program.js');
  return startProgram(context, item);
}
