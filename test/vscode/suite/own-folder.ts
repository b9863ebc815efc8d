import assert from 'node:assert/strict';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import type { Card } from '../../../src/protocol/card';
import { withLineFeeds } from '../../../src/ui/code/line-search';
import { textHash } from '../../../src/ui/code/local-copy';
import { waitForResult } from '../../helpers/wait-for';
import { eventually } from './api';

/** How long an editor may take to read its workspace's file, in milliseconds. */
const REREAD_MS = 1_000;

/** The folder that is open in this window. */
export function ownFolder(): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder, 'a folder is open');
  return folder.uri;
}

/**
 * Resolves when the extension host knows the window's folder: until it is told, its list of folders is empty.
 *
 * Where the editor runs in a browser it sometimes reads the workspace's file before it is connected to the
 * computer, finds no folder, and reads it again only when the file changes.
 */
export async function folderOpened(): Promise<void> {
  const { workspaceFile } = vscode.workspace;
  assert.ok(workspaceFile, 'a workspace is open');
  const content = await readFile(workspaceFile.fsPath, 'utf8');
  let again = performance.now() + REREAD_MS;
  await eventually(async () => {
    if ((vscode.workspace.workspaceFolders ?? []).length > 0) return true;
    if (performance.now() < again) return false;
    await writeFile(workspaceFile.fsPath, content);
    again = performance.now() + REREAD_MS;
    return false;
  }, 'a folder is open');
}

export function ownFile(name: string): vscode.Uri {
  return vscode.Uri.joinPath(ownFolder(), ...name.split('/'));
}

/** The files and folders written, by their first name below the folder. */
const written = new Set<string>();

/** Writes files, by their paths below the folder. */
export async function writeOwn(
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    const file = ownFile(name).fsPath;
    written.add(name.split('/')[0] ?? name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content);
  }
}

/** Closes all editors, saves nothing, and removes what was written. */
export async function clearOwn(): Promise<void> {
  await eventually(async () => {
    const document = vscode.workspace.textDocuments.find(({ isDirty }) => isDirty);
    if (!document) return true;
    await vscode.window.showTextDocument(document);
    // Another editor can become active in between, so look again.
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    return false;
  }, 'nothing is unsaved');
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  for (const name of written) await rm(ownFile(name).fsPath, { recursive: true, force: true });
  written.clear();
}

/** A card with lines `line` and following of a file with this text. */
export function codeCard(
  file: string,
  whole: string,
  line: number,
  endLine = line,
): Extract<Card, { readonly type: 'code' }> {
  const text = withLineFeeds(whole);
  return {
    type: 'code',
    path: file,
    ...{ line, endLine },
    language: 'c',
    text: text
      .split('\n')
      .slice(line - 1, endLine)
      .join('\n'),
    hash: textHash(text),
  };
}

/** The active tab, once it meets a condition. */
export function activeTab(
  wanted: (input: unknown, tab: vscode.Tab) => boolean,
  what: string,
): Promise<vscode.Tab> {
  return eventually(() => {
    const tab = vscode.window.tabGroups.activeTabGroup.activeTab;
    return tab && wanted(tab.input, tab) ? tab : undefined;
  }, what) as Promise<vscode.Tab>;
}

/** The active editor once it shows such a document: the editor reports a little later which one is active. */
export function frontEditor(
  isWanted: (document: vscode.TextDocument) => boolean,
  what: string,
): Promise<vscode.TextEditor> {
  return eventually(() => {
    const editor = vscode.window.activeTextEditor;
    return editor && isWanted(editor.document) ? editor : undefined;
  }, what);
}

/** The active editor's file, as a path below the folder, and its selection, counted from 1. */
interface Place {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/** Waits until the active editor is at this place, of which only a part may be given. */
export async function isInFront(wanted: Partial<Place>, what = 'the place'): Promise<void> {
  const parts = Object.keys(wanted) as (keyof Place)[];
  const read = async () => {
    const place = inFront();
    return Object.fromEntries(parts.map((part) => [part, place?.[part]]));
  };
  await waitForResult<object>(read, wanted, what);
}

function inFront(): Place | undefined {
  const editor = vscode.window.activeTextEditor;
  if (!editor) return undefined;
  const { start, end } = editor.selection;
  const shown = ({ line, character }: vscode.Position) => `${line + 1}:${character + 1}`;
  const { uri } = editor.document;
  return {
    file:
      uri.scheme === 'file' ? path.posix.relative(ownFolder().path, uri.path) : uri.toString(true),
    from: shown(start),
    to: shown(end),
  };
}
