import * as vscode from 'vscode';
import { patchText } from '../../text/hunks';
import { isText, isUnmarkedUtf16 } from './binary';
import { type EncodingProblem, exactText } from './encoding';

/** The reader's own copy of a file. */
export interface LocalFile {
  readonly uri: vscode.Uri;
  /** The text in the editor, including unsaved changes. */
  readonly text: string;
  readonly dirty: boolean;
  readonly document: Pick<
    vscode.TextDocument,
    'version' | 'validateRange' | 'eol' | 'getText' | 'encoding'
  >;
  /** The document's version when the text was read; another version means another text. */
  readonly version: number;
}

/** `outdated`: another program has just written the file, and the editor hasn't reloaded it yet. */
export type LocalFileProblem =
  | 'not-text'
  | 'too-large'
  | 'read-only'
  | 'missing'
  | 'outdated'
  | EncodingProblem;

/** The largest file to patch, in bytes. */
const maxBytes = 1024 * 1024;
/** How long to wait until the editor reloads what another program wrote, in milliseconds. */
const reloadMs = 2000;

/** Opens an own file without showing it. Never throws. */
export async function openLocalFile(uri: vscode.Uri): Promise<LocalFile | LocalFileProblem> {
  try {
    const { size, permissions = 0 } = await vscode.workspace.fs.stat(uri);
    if (size > maxBytes) return 'too-large';
    const writable = vscode.workspace.fs.isWritableFileSystem(uri.scheme) !== false;
    if (!writable || permissions & vscode.FilePermission.Readonly) return 'read-only';
    const bytes = await vscode.workspace.fs.readFile(uri);
    if (!isText(bytes) && !isUnmarkedUtf16(bytes)) return 'not-text';
    const document = await opened(uri);
    if (!document) return isText(bytes) ? 'not-text' : 'encoding';
    const saved = await exactText(bytes, document.encoding);
    if ('problem' in saved) return saved.problem;
    if (saved.text.includes('\0')) return 'not-text';
    if (!(await isCurrent(document, patchText(saved.text)))) return 'outdated';
    const { version, isDirty } = document;
    return { uri, text: document.getText(), dirty: isDirty, document, version };
  } catch (error) {
    const gone = error instanceof vscode.FileSystemError && error.code === 'FileNotFound';
    return gone ? 'missing' : 'not-text';
  }
}

/** Opens a document; undefined when the editor takes the file for binary. */
async function opened(uri: vscode.Uri): Promise<vscode.TextDocument | undefined> {
  try {
    return await vscode.workspace.openTextDocument(uri);
  } catch {
    return undefined;
  }
}

/** Whether a document without unsaved changes equals the file on disk, waiting briefly until it does. */
async function isCurrent(document: vscode.TextDocument, saved: string): Promise<boolean> {
  const isSo = () => document.isDirty || patchText(document.getText()) === saved;
  if (isSo()) return true;
  return new Promise((resolve) => {
    const settle = (result: boolean) => {
      clearTimeout(timer);
      listening.dispose();
      resolve(result);
    };
    const timer = setTimeout(() => settle(false), reloadMs);
    const listening = vscode.workspace.onDidChangeTextDocument((change) => {
      if (change.document === document && isSo()) settle(true);
    });
  });
}
