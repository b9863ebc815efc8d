import * as vscode from 'vscode';
import { messageErrorText } from '../../strings/input-text';
import { isInvited } from '../../strings/invited-room';
import { CodedError } from '../../strings/problem';
import { type CardSenderDeps, offerCard, sendCard } from '../code/send-card';
import type { WorkspaceFiles } from '../code/workspace-files';
import type { CommandHandlers } from '../commands';
import { isInRoom, type OfferRoomDeps, offerRoom } from '../rooms/room-questions';
import { showInformationMessage, showWarningMessage, withProgress } from '../window/messages';
import { type ChangedFile, type PatchFile, preselection } from './changed-file';
import { findChanges } from './changes';
import { unsendableText } from './patch-text';
import { pickChangedFiles } from './send-pick';

/** The arguments that a program can pass to `deskmate.sendPatch`. */
interface PatchOptions {
  /** Paths below the window's folders, in the form of cards: `src/main.c`. */
  readonly paths: readonly string[];
  /** A comment to send with the changes. */
  readonly comment?: string;
}

export interface PatchCommandDeps extends CardSenderDeps, OfferRoomDeps {
  readonly files: WorkspaceFiles;
}

/**
 * Commands that send changes as a card. If the user runs one, the card waits above the message box; if a
 * program does, the card is sent.
 */
export function patchCommands(deps: PatchCommandDeps) {
  return {
    'deskmate.sendPatch': (...args) => {
      const clicked = args.flatMap(clickedOn);
      return args[0] === undefined || clicked.length > 0
        ? sendFromPrompt(clicked, deps)
        : sendPatch(readOptions(args[0], deps), deps);
    },
  } satisfies Partial<CommandHandlers>;
}

async function sendPatch({ paths, comment = '' }: PatchOptions, deps: PatchCommandDeps) {
  const { session, files, t } = deps;
  if (!isInRoom(session)) throw new CodedError('no-room', messageErrorText('no-room', t));
  if (!isInvited(session.state.room)) {
    throw new CodedError('plain-text', messageErrorText('plain-text', t));
  }
  const changes = await findChanges(files);
  const wanted = paths.map((path) => sendableAt(path, changes.files, deps));
  sendCard({ type: 'patch', files: wanted }, comment, deps);
}

/**
 * Lets the user choose the files.
 * @param clicked files or a repository in the source control view
 */
async function sendFromPrompt(
  clicked: readonly vscode.Uri[],
  deps: PatchCommandDeps,
): Promise<void> {
  const { session, files, t } = deps;
  if (!isInRoom(session)) return offerRoom(deps);
  if (!isInvited(session.state.room)) {
    void showInformationMessage(messageErrorText('plain-text', t));
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
  const chosen = await pickChangedFiles(changes, preselection(changes.files, clicked, active), t);
  if (!chosen) return;
  try {
    offerCard({ type: 'patch', files: [...chosen] }, deps);
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    void showWarningMessage(error.message);
  }
}

function sendableAt(
  path: string,
  files: readonly ChangedFile[],
  { t }: PatchCommandDeps,
): PatchFile {
  const found = files.find((file) => file.path === path);
  if (!found) throw new CodedError('nothing-changed', t('There are no changes in “{0}”.', path));
  if (found.outcome.sendable) return found.outcome.file;
  const reason = unsendableText(found.outcome.reason, t);
  throw new CodedError('not-sendable', t('Can’t send “{0}”: {1}.', path, reason));
}

function readOptions(options: unknown, { t }: PatchCommandDeps): PatchOptions {
  const { paths, comment } = Object(options) as Record<keyof PatchOptions, unknown>;
  const isList = Array.isArray(paths) && paths.length > 0;
  if (
    !isList ||
    !paths.every((path) => typeof path === 'string') ||
    (comment !== undefined && typeof comment !== 'string')
  ) {
    throw new CodedError(
      'bad-argument',
      t(
        'Send Patch to Chat expects an object with paths of changed files and an optional comment.',
      ),
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
