import { constants, createReadStream } from 'node:fs';
import { copyFile, mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { cleanFileName } from '../../protocol/file-name';
import type { FileSink } from '../../room/files';
import { diskSink } from '../../store/file-streams';
import { noticeText } from '../../strings/inline-text';
import { CodedError } from '../../strings/problem';
import type { Translate } from '../../strings/translate';
import { pickSaveLocation } from '../window/messages';
import type { ChosenFile } from './attached-files';
import type { Destination, FileDialogs } from './received-files';
import { removeOlder } from './temporary-files';

/** The editor's own preview of pictures: it decodes them in a sandbox, runs nothing, and can zoom. */
const previewId = 'imagePreview.previewEditor';

/** How long a picture that was opened stays in our folder, in ms. */
const maxAgeMs = 24 * 60 * 60_000;

/** Opens and saves files with the editor's own dialogs and previews. */
export class EditorFileDialogs implements FileDialogs {
  /** @param folder where pictures lie while they are open */
  constructor(
    private readonly folder: string,
    private readonly t: Translate,
  ) {}

  async askDestination(name: string): Promise<Destination | undefined> {
    const uri = await pickSaveLocation(this.t('Save File'), cleanFileName(name));
    if (!uri) return undefined;
    return {
      name: path.posix.basename(uri.path),
      open: async () => (uri.scheme === 'file' ? diskSink(uri.fsPath) : editorSink(uri)),
    };
  }

  async openPicture(bytes: string, name: string): Promise<void> {
    const uri = vscode.Uri.file(await this.place(bytes, name));
    await vscode.commands.executeCommand('vscode.openWith', uri, previewId, { preview: true });
  }

  /** Removes the pictures of earlier days. Never throws. */
  async removeOld(now: number): Promise<void> {
    await removeOlder(this.folder, now - maxAgeMs);
  }

  /** Puts a picture into our folder under its name: the editor decides by the name what it is. */
  private async place(bytes: string, name: string): Promise<string> {
    // The same bytes always have the same path, so that an open picture isn't opened twice.
    const folder = path.join(this.folder, path.basename(bytes).slice(0, 16));
    const file = path.join(folder, name);
    await mkdir(folder, { recursive: true });
    await rm(file, { force: true });
    // A copy, not a link: editing the opened picture must not change what the room serves.
    await copyFile(bytes, file, constants.COPYFILE_FICLONE);
    return file;
  }
}

/** Writes a file where only the editor can: on another computer, or in a virtual folder. */
function editorSink(uri: vscode.Uri): FileSink {
  let parts: Uint8Array[] = [];
  return {
    async write(bytes) {
      parts.push(Uint8Array.from(bytes));
    },
    async finish() {
      await vscode.workspace.fs.writeFile(uri, Buffer.concat(parts));
    },
    async abort() {
      parts = [];
    },
  };
}

/** A file that the user chose. @throws {CodedError} when it is a folder or can't be read */
export async function chosenFile(uri: vscode.Uri, t: Translate): Promise<ChosenFile> {
  const name = path.posix.basename(uri.path);
  let status: vscode.FileStat;
  try {
    status = await vscode.workspace.fs.stat(uri);
  } catch {
    throw new CodedError('bad-argument', t('Can’t read “{0}”.', noticeText(name)));
  }
  if (status.type & vscode.FileType.Directory) {
    throw new CodedError(
      'bad-argument',
      t('“{0}” is a folder. Send the files inside, or a ZIP file.', noticeText(name)),
    );
  }
  return {
    name,
    size: status.size,
    open: (start) =>
      uri.scheme === 'file' ? createReadStream(uri.fsPath, { start }) : bytesOf(uri, start),
    release: () => undefined,
    ...(uri.scheme === 'file' && { place: { path: uri.fsPath, isCopy: false } }),
  };
}

async function* bytesOf(uri: vscode.Uri, start: number): AsyncGenerator<Uint8Array> {
  yield (await vscode.workspace.fs.readFile(uri)).subarray(start);
}

/**
 * The files that were dragged from the editor's own lists. A page can say any address, so only those in the
 * window's folders count. @throws {CodedError} when an address is none of them
 */
export function draggedFiles(addresses: readonly string[], t: Translate): vscode.Uri[] {
  return addresses.map((address) => {
    const uri = parsed(address);
    if (uri && /^https?$/.test(uri.scheme)) {
      throw new CodedError('bad-argument', t('That’s a link, not a file. Paste it as text.'));
    }
    const inside =
      uri && ownAddresses(uri).find((each) => vscode.workspace.getWorkspaceFolder(each));
    if (!inside) {
      throw new CodedError(
        'bad-argument',
        vscode.workspace.workspaceFolders
          ? t(
              'Only files in this window’s folder can be dragged from the editor. Use Attach Files for others.',
            )
          : t(
              'Only files in an open folder can be dragged from the editor. Open a folder, or use Attach Files.',
            ),
      );
    }
    return inside;
  });
}

function parsed(address: string): vscode.Uri | undefined {
  try {
    return vscode.Uri.parse(address, true);
  } catch {
    return undefined;
  }
}

/** The same file as the window and as this extension address it, which may run beside the remote folder. */
function ownAddresses(uri: vscode.Uri): vscode.Uri[] {
  return uri.scheme === 'vscode-remote' ? [uri, vscode.Uri.file(uri.path)] : [uri];
}
