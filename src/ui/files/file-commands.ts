import * as vscode from 'vscode';
import { FileError } from '../../protocol/file-error';
import type { Session } from '../../room/session/session';
import { fileErrorText } from '../../strings/file-text';
import { CodedError } from '../../strings/problem';
import type { Translate } from '../../strings/translate';
import { maxAttachedFiles } from '../../webview/file-messages';
import type { CommandHandlers } from '../commands';
import { isInRoom, type OfferRoomDeps, offerRoom } from '../rooms/room-questions';
import { pickFiles, showInformationMessage, showWarningMessage } from '../window/messages';
import { chosenFile } from './file-dialogs';
import type { OutgoingFiles } from './outgoing-files';

/** The arguments that a program can pass to `deskmate.sendFile`. */
interface FileOptions {
  readonly uris: readonly vscode.Uri[];
  /** A text to send with the first file. */
  readonly comment?: string;
}

export interface FileCommandDeps extends OfferRoomDeps {
  readonly session: Pick<Session, 'state'>;
  readonly ownFiles: OutgoingFiles;
  readonly t: Translate;
  /** Shows the chat, and focuses the message box. */
  showChat(): Promise<void>;
}

/**
 * Commands that send files. If the user runs one, the files wait above the message box until they press
 * Enter, also with `deskmate.sendAtOnce`; if a program passes arguments, they are sent.
 */
export function fileCommands(deps: FileCommandDeps) {
  return {
    // The explorer passes the file that was clicked, and all that are selected.
    'deskmate.sendFile': (first, all) =>
      first === undefined || first instanceof vscode.Uri
        ? fromEditor(clicked(first, all), deps)
        : sendNow(readOptions(first, deps), deps),
  } satisfies Partial<CommandHandlers>;
}

function clicked(first: vscode.Uri | undefined, all: unknown): readonly vscode.Uri[] {
  if (!first) return [];
  const selected = Array.isArray(all) ? all.filter((each) => each instanceof vscode.Uri) : [];
  return selected.length > 0 ? selected : [first];
}

async function fromEditor(given: readonly vscode.Uri[], deps: FileCommandDeps): Promise<void> {
  const { session, ownFiles, t } = deps;
  if (!isInRoom(session)) return offerRoom(deps);
  const { refusal } = ownFiles;
  if (refusal !== undefined) {
    void showInformationMessage(refusal);
    return;
  }
  const uris = given.length > 0 ? given : await pickFiles(t('Attach'), t('Attach Files'));
  if (uris.length === 0) return;
  try {
    await attachFiles(uris, deps);
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    void showWarningMessage(error.message);
  }
}

/**
 * Puts files above the message box, and shows the chat.
 * @throws {CodedError} when one can't be attached; those before it are
 */
export async function attachFiles(
  uris: readonly vscode.Uri[],
  { ownFiles, showChat, t }: Pick<FileCommandDeps, 'ownFiles' | 'showChat' | 't'>,
): Promise<void> {
  // The page makes the thumbnails.
  await showChat();
  for (const uri of uris) {
    const refusal = ownFiles.attach(await chosenFile(uri, t));
    if (refusal !== undefined) throw new CodedError('too-many-files', refusal);
  }
}

async function sendNow(
  { uris, comment = '' }: FileOptions,
  { ownFiles, t }: FileCommandDeps,
): Promise<void> {
  const { refusal } = ownFiles;
  if (refusal !== undefined) throw new CodedError('no-room', refusal);
  const files = [];
  for (const uri of uris) files.push(await chosenFile(uri, t));
  for (const [index, file] of files.entries()) {
    try {
      await ownFiles.sendNow(file, index === 0 ? comment : '');
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      const failed = { direction: 'send', name: file.name } as const;
      throw new CodedError(error.code, fileErrorText(error.code, failed, t));
    }
  }
}

function readOptions(options: unknown, { t }: FileCommandDeps): FileOptions {
  const { uris, comment } = Object(options) as Record<keyof FileOptions, unknown>;
  const fits =
    Array.isArray(uris) &&
    uris.length > 0 &&
    uris.length <= maxAttachedFiles &&
    uris.every((each) => each instanceof vscode.Uri) &&
    (comment === undefined || typeof comment === 'string');
  if (fits) return options as FileOptions;
  throw new CodedError(
    'bad-argument',
    t(
      'Send File to Chat expects an object with up to {0} uris and an optional comment.',
      maxAttachedFiles,
    ),
  );
}
