import { lstat } from 'node:fs/promises';
import * as vscode from 'vscode';
import { isText, isUnmarkedUtf16 } from './binary';
import type { FileForm, Side } from './changed-file';
import { readableText } from './encoding';
import {
  type Candidate,
  executableMode,
  type GitRepository,
  linkMode,
  submoduleMode,
} from './git-changes';

/** The largest file to compare, in bytes. */
const maxBytes = 1024 * 1024;

/** Reads the two sides of a candidate. Never throws. */
export async function readSides(candidate: Candidate): Promise<{ before: Side; after: Side }> {
  const { uri, opened = uri, repository, listed, known } = candidate;
  const document = openDocument(opened);
  const after = document?.isDirty ? await documentSide(document) : await diskSide(uri);
  const committed = repository && known ? await commitSide(repository, uri) : { text: undefined };
  const isNew = 'text' in committed && committed.text === undefined;
  // A file that git neither has committed nor lists as new is compared with what is saved.
  const before = isNew && !listed ? await diskSide(uri) : committed;
  return { before, after };
}

function openDocument(uri: vscode.Uri): vscode.TextDocument | undefined {
  const key = uri.toString();
  return vscode.workspace.textDocuments.find((open) => open.uri.toString() === key);
}

async function documentSide(document: vscode.TextDocument): Promise<Side> {
  const text = document.getText();
  if (text.length > maxBytes) return { problem: 'too-large' };
  const form = {
    ...(document.eol === vscode.EndOfLine.CRLF && { eol: 'crlf' as const }),
    ...(document.encoding === 'utf8bom' && { bom: true as const }),
    ...(await executability(document.uri)),
  };
  if (!text.includes('\ufffd')) return { text, ...form };
  // The replacement character stands for what couldn't be read, because the file is in another encoding.
  const saved = await diskSide(document.uri);
  return 'problem' in saved ? saved : { text, ...form };
}

/** Whether a file is executable, if its file system records that. */
async function executability(uri: vscode.Uri): Promise<Pick<FileForm, 'executable'>> {
  if (uri.scheme !== 'file' || process.platform === 'win32') return {};
  const stat = await lstat(uri.fsPath).catch(() => undefined);
  return stat ? { executable: (stat.mode & 0o111) !== 0 } : {};
}

async function diskSide(uri: vscode.Uri): Promise<Side> {
  try {
    const { type, size } = await vscode.workspace.fs.stat(uri);
    if (type & vscode.FileType.SymbolicLink) return { problem: 'link' };
    if (type & vscode.FileType.Directory) return { problem: 'folder' };
    if (size > maxBytes) return { problem: 'too-large' };
    const side = await textSide(await vscode.workspace.fs.readFile(uri), uri);
    return 'problem' in side ? side : { ...side, ...(await executability(uri)) };
  } catch (error) {
    const gone = error instanceof vscode.FileSystemError && error.code === 'FileNotFound';
    return gone ? { text: undefined } : { problem: 'unreadable' };
  }
}

/** The file in the last commit. */
async function commitSide(repository: GitRepository, uri: vscode.Uri): Promise<Side> {
  try {
    const { mode, size } = await repository.getObjectDetails('HEAD', uri.fsPath);
    if (mode === linkMode) return { problem: 'link' };
    if (mode === submoduleMode) return { problem: 'folder' };
    if (size > maxBytes) return { problem: 'too-large' };
    const side = await textSide(await repository.buffer('HEAD', uri.fsPath), uri);
    return 'problem' in side ? side : { ...side, executable: mode === executableMode };
  } catch (error) {
    const absent = Object(error).gitErrorCode === 'UnknownPath';
    return absent ? { text: undefined } : { problem: 'unreadable' };
  }
}

/**
 * Decodes a file in the encoding of its open document, or else in the one in which the editor would open
 * it.
 */
async function textSide(bytes: Uint8Array, uri: vscode.Uri): Promise<Side> {
  try {
    const text = await readableText(bytes, uri, openDocument(uri)?.encoding);
    if (text === undefined) return { problem: 'encoding' };
    if (text.includes('\0')) return { problem: 'binary' };
    const bom = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
    return { text, ...(endsLinesWithCrlf(text) && { eol: 'crlf' }), ...(bom && { bom }) };
  } catch {
    return { problem: !isText(bytes) && isUnmarkedUtf16(bytes) ? 'encoding' : 'binary' };
  }
}

/** Decides like the editor does for a document: by the ending of most lines. */
function endsLinesWithCrlf(text: string): boolean {
  const all = text.split('\n').length - 1;
  const crlf = text.split('\r\n').length - 1;
  return crlf > all / 2;
}
