import * as vscode from 'vscode';
import { FileError } from '../../protocol/file-error';
import type { Session } from '../../room/session/session';
import { fileErrorWords } from '../../strings/file-words';
import { CodedError } from '../../strings/problem';
import type { Translate } from '../../strings/translate';
import { maxWaitingFiles } from '../../webview/file-messages';
import type { CommandHandlers } from '../commands';
import { isInRoom, type OfferRoomParts, offerRoom } from '../rooms/room-questions';
import { askFiles, showInformationMessage, showWarningMessage } from '../window/messages';
import { chosenFile } from './file-editor';
import type { OwnFiles } from './own-files';

/** The arguments that a program can pass to `deskmate.sendFile`. */
interface FileOptions {
  readonly uris: readonly vscode.Uri[];
  /** A text to send with the first file. */
  readonly comment?: string;
}

export interface FileCommandParts extends OfferRoomParts {
  readonly session: Pick<Session, 'state'>;
  readonly ownFiles: OwnFiles;
  readonly t: Translate;
  /** Shows the chat, and focuses the message box. */
  showChat(): Promise<void>;
}

/**
 * Commands that send files. If a person runs one, the files wait above the message box until they press
 * Enter, also with `deskmate.sendAtOnce`; if a program passes arguments, they are sent.
 */
export function fileCommands(parts: FileCommandParts) {
  return {
    // The explorer passes the file that was clicked, and all that are selected.
    'deskmate.sendFile': (first, all) =>
      first === undefined || first instanceof vscode.Uri
        ? fromEditor(clicked(first, all), parts)
        : sendNow(readOptions(first, parts), parts),
  } satisfies Partial<CommandHandlers>;
}

function clicked(first: vscode.Uri | undefined, all: unknown): readonly vscode.Uri[] {
  if (!first) return [];
  const selected = Array.isArray(all) ? all.filter((each) => each instanceof vscode.Uri) : [];
  return selected.length > 0 ? selected : [first];
}

async function fromEditor(given: readonly vscode.Uri[], parts: FileCommandParts): Promise<void> {
  const { session, ownFiles, t } = parts;
  if (!isInRoom(session)) return offerRoom(parts);
  const { refusal } = ownFiles;
  if (refusal !== undefined) {
    void showInformationMessage(refusal);
    return;
  }
  const uris = given.length > 0 ? given : await askFiles(t('Attach'), t('Send File to Chat'));
  if (uris.length === 0) return;
  try {
    await attachFiles(uris, parts);
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
  { ownFiles, showChat, t }: Pick<FileCommandParts, 'ownFiles' | 'showChat' | 't'>,
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
  { ownFiles, t }: FileCommandParts,
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
      throw new CodedError(error.code, fileErrorWords(error.code, failed, t));
    }
  }
}

function readOptions(options: unknown, { t }: FileCommandParts): FileOptions {
  const { uris, comment } = Object(options) as Record<keyof FileOptions, unknown>;
  const fits =
    Array.isArray(uris) &&
    uris.length > 0 &&
    uris.length <= maxWaitingFiles &&
    uris.every((each) => each instanceof vscode.Uri) &&
    (comment === undefined || typeof comment === 'string');
  if (fits) return options as FileOptions;
  throw new CodedError(
    'bad-argument',
    t(
      'Send File to Chat takes an object with up to {0} uris and an optional comment.',
      maxWaitingFiles,
    ),
  );
}
