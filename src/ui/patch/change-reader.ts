import * as vscode from 'vscode';
import { isText } from './binary';
import type { Candidate } from './candidates';
import type { Side } from './changed-file';
import { type GitRepository, linkMode, submoduleMode } from './git-api';

/** Larger files are not compared, in bytes. */
const mostBytes = 1024 * 1024;

/** Reads the two sides of a candidate. Never throws. */
export async function readSides(candidate: Candidate): Promise<{ before: Side; after: Side }> {
  const { uri, repository, listed, known } = candidate;
  const document = vscode.workspace.textDocuments.find(
    (open) => open.isDirty && open.uri.toString() === uri.toString(),
  );
  const after = document ? documentSide(document) : await diskSide(uri);
  const committed = repository && known ? await commitSide(repository, uri) : { text: undefined };
  const isNew = 'text' in committed && committed.text === undefined;
  // Git has never seen it, and does not say that it is new: what is saved is what it was.
  const before = isNew && !listed ? await diskSide(uri) : committed;
  return { before, after };
}

function documentSide(document: vscode.TextDocument): Side {
  const text = document.getText();
  return text.length > mostBytes ? { problem: 'too-large' } : { text };
}

async function diskSide(uri: vscode.Uri): Promise<Side> {
  try {
    const { type, size } = await vscode.workspace.fs.stat(uri);
    if (type & vscode.FileType.SymbolicLink) return { problem: 'link' };
    if (type & vscode.FileType.Directory) return { problem: 'folder' };
    if (size > mostBytes) return { problem: 'too-large' };
    return await textSide(await vscode.workspace.fs.readFile(uri), uri);
  } catch (error) {
    const gone = error instanceof vscode.FileSystemError && error.code === 'FileNotFound';
    return gone ? { text: undefined } : { problem: 'unreadable' };
  }
}

/** The file as the last commit has it. */
async function commitSide(repository: GitRepository, uri: vscode.Uri): Promise<Side> {
  try {
    const { mode, size } = await repository.getObjectDetails('HEAD', uri.fsPath);
    if (mode === linkMode) return { problem: 'link' };
    if (mode === submoduleMode) return { problem: 'folder' };
    if (size > mostBytes) return { problem: 'too-large' };
    return await textSide(await repository.buffer('HEAD', uri.fsPath), uri);
  } catch (error) {
    const absent = Object(error).gitErrorCode === 'UnknownPath';
    return absent ? { text: undefined } : { problem: 'unreadable' };
  }
}

/** In the encoding that the editor would open the file with. */
async function textSide(bytes: Uint8Array, uri: vscode.Uri): Promise<Side> {
  if (!isText(bytes)) return { problem: 'binary' };
  const text = await vscode.workspace.decode(bytes, { uri });
  return text.includes('\ufffd') ? { problem: 'binary' } : { text };
}
