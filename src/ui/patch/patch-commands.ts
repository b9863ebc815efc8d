import * as vscode from 'vscode';
import { sayProblemWords } from '../../strings/input-words';
import { isInvited } from '../../strings/invited-room';
import { CodedError } from '../../strings/problem';
import { type CardSenderParts, offerCard, sendCard } from '../code/send-card';
import type { FolderFiles } from '../code/workspace-files';
import type { CommandHandlers } from '../commands';
import { isInRoom, type OfferRoomParts, offerRoom } from '../rooms/room-questions';
import { showInformationMessage, showWarningMessage, withProgress } from '../window/messages';
import { type ChangedFile, type PatchFile, preselection } from './changed-file';
import { findChanges } from './changes';
import { unsendableWords } from './patch-words';
import { askFiles } from './send-pick';

/** The arguments that a program can pass to `deskmate.sendPatch`. */
interface PatchOptions {
  /** Paths below the window's folders, in the form of cards: `src/main.c`. */
  readonly paths: readonly string[];
  /** A comment to send with the changes. */
  readonly comment?: string;
}

export interface PatchCommandParts extends CardSenderParts, OfferRoomParts {
  readonly files: FolderFiles;
}

/**
 * Commands that send changes as a card. If a person runs one, the card waits above the message box; if a
 * program does, the card is sent.
 */
export function patchCommands(parts: PatchCommandParts) {
  return {
    'deskmate.sendPatch': (...args) => {
      const clicked = args.flatMap(clickedOn);
      return args[0] === undefined || clicked.length > 0
        ? sendFromPrompt(clicked, parts)
        : sendPatch(readOptions(args[0], parts), parts);
    },
  } satisfies Partial<CommandHandlers>;
}

async function sendPatch({ paths, comment = '' }: PatchOptions, parts: PatchCommandParts) {
  const { session, files, t } = parts;
  if (!isInRoom(session)) throw new CodedError('no-room', sayProblemWords('no-room', t));
  if (!isInvited(session.state.room)) {
    throw new CodedError('plain-text', sayProblemWords('plain-text', t));
  }
  const changes = await findChanges(files);
  const wanted = paths.map((path) => sendableAt(path, changes.files, parts));
  sendCard({ type: 'patch', files: wanted }, comment, parts);
}

/**
 * Lets the person choose the files.
 * @param clicked files or a repository in the source control view
 */
async function sendFromPrompt(
  clicked: readonly vscode.Uri[],
  parts: PatchCommandParts,
): Promise<void> {
  const { session, files, t } = parts;
  if (!isInRoom(session)) return offerRoom(parts);
  if (!isInvited(session.state.room)) {
    void showInformationMessage(sayProblemWords('plain-text', t));
    return;
  }
  const changes = await withProgress(
    { location: vscode.ProgressLocation.Window, title: t('Looking for changes…') },
    () => findChanges(files),
  );
  if (changes.files.length === 0) {
    void showInformationMessage(
      t('There are no changes here. Edit a file in this folder, then send the patch.'),
    );
    return;
  }
  const active = vscode.window.activeTextEditor?.document.uri;
  const chosen = await askFiles(changes, preselection(changes.files, clicked, active), t);
  if (!chosen) return;
  try {
    offerCard({ type: 'patch', files: [...chosen] }, parts);
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    void showWarningMessage(error.message);
  }
}

function sendableAt(
  path: string,
  files: readonly ChangedFile[],
  { t }: PatchCommandParts,
): PatchFile {
  const found = files.find((file) => file.path === path);
  if (!found) throw new CodedError('nothing-changed', t('There are no changes in “{0}”.', path));
  if (found.outcome.sendable) return found.outcome.file;
  const reason = unsendableWords(found.outcome.reason, t);
  throw new CodedError('not-sendable', t('Can’t send “{0}”: {1}.', path, reason));
}

function readOptions(options: unknown, { t }: PatchCommandParts): PatchOptions {
  const { paths, comment } = Object(options) as Record<keyof PatchOptions, unknown>;
  const isList = Array.isArray(paths) && paths.length > 0;
  if (
    !isList ||
    !paths.every((path) => typeof path === 'string') ||
    (comment !== undefined && typeof comment !== 'string')
  ) {
    throw new CodedError(
      'bad-argument',
      t('Send Patch to Chat takes an object with paths of changed files and an optional comment.'),
    );
  }
  return { paths, ...(comment !== undefined && { comment }) };
}

/** The files or the repository that the source control view's menus pass. */
function clickedOn(argument: unknown): vscode.Uri[] {
  const { resourceUri, rootUri } = Object(argument) as Record<string, unknown>;
  const uri = resourceUri ?? rootUri;
  return uri instanceof vscode.Uri ? [uri] : [];
}
