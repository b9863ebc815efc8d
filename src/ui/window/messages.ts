import { homedir } from 'node:os';
import * as vscode from 'vscode';
import { inertLines, inertText } from '../../util/inert-text';

/** Shows a dialog instead of a notification. */
export interface ModalOptions {
  readonly modal: true;
  /** Shown below the message, on its own lines. */
  readonly detail?: string;
  /** Label of the button that closes the dialog; absent: the editor's own, “Cancel”. */
  readonly close?: string;
}

type Arguments = readonly [message: string, ...buttons: string[]];
type ModalArguments = readonly [message: string, options: ModalOptions, ...buttons: string[]];
type ShowMessage = typeof vscode.window.showInformationMessage;

/** Like `vscode.window.showInformationMessage`, with inert texts. Resolves with the button pressed, as it was passed. */
export function showInformationMessage(...given: Arguments | ModalArguments) {
  return show(vscode.window.showInformationMessage, given);
}

/** Like `vscode.window.showWarningMessage`, with inert texts. Resolves with the button pressed, as it was passed. */
export function showWarningMessage(...given: Arguments | ModalArguments) {
  return show(vscode.window.showWarningMessage, given);
}

/** Like `vscode.window.showErrorMessage`, with inert texts. Resolves with the button pressed, as it was passed. */
export function showErrorMessage(...given: Arguments | ModalArguments) {
  return show(vscode.window.showErrorMessage, given);
}

function show(
  showMessage: ShowMessage,
  [message, first, ...rest]: Arguments | ModalArguments,
): Thenable<string | undefined> {
  const options = typeof first === 'object' ? first : undefined;
  const buttons = typeof first === 'string' ? [first, ...rest] : rest;
  const { close, detail } = options ?? {};
  const items = [...buttons, ...(close === undefined ? [] : [close])].map((title, index) => ({
    title: inertText(title),
    index,
    ...(index === buttons.length && { isCloseAffordance: true }),
  }));
  return showMessage(
    inertText(message),
    { modal: options !== undefined, ...(detail !== undefined && { detail: inertLines(detail) }) },
    ...items,
  ).then((chosen) => chosen && (buttons[chosen.index] ?? close));
}

/**
 * Lets the user choose a folder on this computer; undefined when they cancel. `button`: the confirm
 * button's label.
 */
export async function pickFolder(button: string, title: string): Promise<string | undefined> {
  const chosen = await vscode.window.showOpenDialog({
    canSelectFiles: false,
    canSelectFolders: true,
    openLabel: inertText(button),
    title: inertText(title),
  });
  return chosen?.[0]?.fsPath;
}

/** Lets the user choose a file; undefined when they cancel. @param filters the extensions to show, by what they are */
export async function pickFile(
  button: string,
  title: string,
  filters: Readonly<Record<string, readonly string[]>>,
): Promise<vscode.Uri | undefined> {
  const chosen = await vscode.window.showOpenDialog({
    openLabel: inertText(button),
    title: inertText(title),
    filters: Object.fromEntries(
      Object.entries(filters).map(([name, extensions]) => [inertText(name), [...extensions]]),
    ),
  });
  return chosen?.[0];
}

/** Lets the user choose files; none when they cancel. `button`: the confirm button's label. */
export async function pickFiles(button: string, title: string): Promise<readonly vscode.Uri[]> {
  const chosen = await vscode.window.showOpenDialog({
    canSelectMany: true,
    openLabel: inertText(button),
    title: inertText(title),
  });
  return chosen ?? [];
}

/**
 * Lets the user choose where to save a new file; undefined when they cancel.
 * @param name the name that the dialog proposes, in the first workspace folder or the home folder
 * @param extension the only one to choose, without its dot; absent: any
 */
export async function pickSaveLocation(
  title: string,
  name: string,
  extension?: string,
): Promise<vscode.Uri | undefined> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file(homedir());
  return vscode.window.showSaveDialog({
    title: inertText(title),
    defaultUri: vscode.Uri.joinPath(folder, name),
    ...(extension !== undefined && { filters: { [extension]: [extension] } }),
  });
}

/** How long the status bar shows what has been done, in ms. */
const statusMs = 5000;

/** Says in the status bar what has been done. @param ms how long */
export function setStatusBarMessage(text: string, ms = statusMs): void {
  vscode.window.setStatusBarMessage(inertText(text), ms);
}

export interface ProgressOptions {
  readonly location: vscode.ProgressLocation;
  readonly title: string;
  readonly cancellable?: boolean;
}

/** Shows progress until the work is done. `report` adds a text to the title, in place of the one before. */
export function withProgress<T>(
  { title, ...options }: ProgressOptions,
  work: (cancellation: vscode.CancellationToken, report: (message: string) => void) => Thenable<T>,
): Thenable<T> {
  return vscode.window.withProgress(
    { ...options, title: inertText(title) },
    (progress, cancellation) =>
      work(cancellation, (message) => progress.report({ message: inertText(message) })),
  );
}

/** Opens a comparison of two documents; `title` is its tab's title. */
export async function showDiff(
  left: vscode.Uri,
  right: vscode.Uri,
  title: string,
  options: vscode.TextDocumentShowOptions,
): Promise<void> {
  await vscode.commands.executeCommand('vscode.diff', left, right, inertText(title), options);
}

/**
 * Opens comparisons of several files in one tab. `files`: for each, the file, its original and its modified
 * version.
 */
export async function showChanges(
  title: string,
  files: readonly (readonly [
    file: vscode.Uri | undefined,
    left: vscode.Uri | undefined,
    right: vscode.Uri | undefined,
  ])[],
): Promise<void> {
  await vscode.commands.executeCommand('vscode.changes', inertText(title), files);
}

/** One side of a merge. */
export interface MergeSide {
  readonly uri: vscode.Uri;
  readonly title: string;
  readonly description: string;
}

/**
 * Opens the merge editor as the built-in git extension does: with the common base, the two sides, and the
 * file for the result. Only the user's actions there change the file.
 * @throws when the editor has no merge editor
 */
export async function showMerge(
  base: vscode.Uri,
  theirs: MergeSide,
  mine: MergeSide,
  output: vscode.Uri,
): Promise<void> {
  const side = ({ uri, title, description }: MergeSide) => ({
    uri,
    title: inertText(title),
    description: inertText(description),
  });
  const [input1, input2] = [side(theirs), side(mine)];
  await vscode.commands.executeCommand('_open.mergeEditor', { base, input1, input2, output });
}

/** Registers a command. If it fails, the editor shows the error's message in a notification. */
export function registerCommand(
  id: string,
  handler: (...args: unknown[]) => unknown,
): vscode.Disposable {
  return vscode.commands.registerCommand(id, async (...args: unknown[]) => {
    try {
      return await handler(...args);
    } catch (error) {
      const failure = error instanceof Error ? error : new Error(String(error));
      failure.message = inertText(failure.message);
      throw failure;
    }
  });
}
