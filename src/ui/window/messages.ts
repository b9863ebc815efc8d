import * as vscode from 'vscode';
import { inertLines, inertText } from '../../util/inert-text';

/** Makes a dialog in place of a notification. */
export interface ModalOptions {
  readonly modal: true;
  /** Below the message, in lines of its own. */
  readonly detail?: string;
}

type Arguments = readonly [message: string, ...buttons: string[]];
type ModalArguments = readonly [message: string, options: ModalOptions, ...buttons: string[]];
type EditorsOwn = typeof vscode.window.showInformationMessage;

/** As the editor's function of this name. Resolves with the button pressed, as it was passed. */
export function showInformationMessage(...given: Arguments | ModalArguments) {
  return show(vscode.window.showInformationMessage, given);
}

/** As the editor's function of this name. Resolves with the button pressed, as it was passed. */
export function showWarningMessage(...given: Arguments | ModalArguments) {
  return show(vscode.window.showWarningMessage, given);
}

/** As the editor's function of this name. Resolves with the button pressed, as it was passed. */
export function showErrorMessage(...given: Arguments | ModalArguments) {
  return show(vscode.window.showErrorMessage, given);
}

function show(
  editorsOwn: EditorsOwn,
  [message, first, ...rest]: Arguments | ModalArguments,
): Thenable<string | undefined> {
  const options = typeof first === 'object' ? first : undefined;
  const buttons = typeof first === 'string' ? [first, ...rest] : rest;
  const items = buttons.map((title, index) => ({ title: inertText(title), index }));
  const { detail } = options ?? {};
  return editorsOwn(
    inertText(message),
    { modal: options !== undefined, ...(detail !== undefined && { detail: inertLines(detail) }) },
    ...items,
  ).then((chosen) => chosen && buttons[chosen.index]);
}

/** Has the person choose a folder of this computer; undefined when they chose none. `button`: what chooses it. */
export async function askFolder(button: string, title: string): Promise<string | undefined> {
  const chosen = await vscode.window.showOpenDialog({
    canSelectFiles: false,
    canSelectFolders: true,
    openLabel: inertText(button),
    title: inertText(title),
  });
  return chosen?.[0]?.fsPath;
}

/** Shows a text in the status bar for so many milliseconds. */
export function setStatusBarMessage(text: string, ms: number): void {
  vscode.window.setStatusBarMessage(inertText(text), ms);
}

export interface ProgressOptions {
  readonly location: vscode.ProgressLocation;
  readonly title: string;
  readonly cancellable?: boolean;
}

/** Shows that something is under way, for as long as it is. */
export function withProgress<T>(
  { title, ...options }: ProgressOptions,
  work: (cancellation: vscode.CancellationToken) => Thenable<T>,
): Thenable<T> {
  return vscode.window.withProgress({ ...options, title: inertText(title) }, (_, cancellation) =>
    work(cancellation),
  );
}

/** Opens a comparison of two documents; `title` stands on its tab. */
export async function showDiff(
  left: vscode.Uri,
  right: vscode.Uri,
  title: string,
  options: vscode.TextDocumentShowOptions,
): Promise<void> {
  await vscode.commands.executeCommand('vscode.diff', left, right, inertText(title), options);
}

/** Opens comparisons of several files in one tab. `files`: the file, how it is, how it would be. */
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
 * Opens the merge editor, as the built-in git extension does: what both sides were made from, the two
 * sides, and the file that becomes the result. The file is changed by what the person does there only.
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

/** Registers a command. What it fails with the editor shows in a notification, by its message. */
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
