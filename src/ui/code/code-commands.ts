import * as vscode from 'vscode';
import type { ExcerptCard } from '../../protocol/card';
import { noticeText } from '../../strings/inline-text';
import { CodedError } from '../../strings/problem';
import type { Translate } from '../../strings/translate';
import type { CommandHandlers } from '../commands';
import { inInvitedRoom, type OfferRoomDeps } from '../rooms/room-questions';
import { showQuickPick } from '../window/quick-pick';
import { currentEditor } from './editor-column';
import { byQuickFix, errorCard, isLocatedDiagnostic, type LocatedDiagnostic } from './error-card';
import { excerptOf, selectedLines } from './local-copy';
import { type CardSenderDeps, offerCard, sendCard } from './send-card';
import type { WorkspaceFiles } from './workspace-files';

export interface CodeCommandDeps extends CardSenderDeps, OfferRoomDeps {
  readonly files: WorkspaceFiles;
}

/** The arguments of `deskmate.sendSelection`, for programs and custom key bindings. */
interface SelectionOptions {
  /** Absent: the file being edited. */
  readonly uri?: vscode.Uri;
  /** Absent: the selection in that file, or the whole file if it isn't visible. */
  readonly range?: vscode.Range;
  /** A comment to send with the code. */
  readonly comment?: string;
}

/**
 * Commands that send code as a card. If the user runs one, the card waits above the message box until they
 * press Enter; if a program passes arguments, the card is sent. The quick fix passes an error but counts as
 * the user.
 */
export function codeCommands(deps: CodeCommandDeps) {
  return {
    // The editor's menus pass the file's address; the selection is the visible one.
    'deskmate.sendSelection': (options) =>
      options === undefined || options instanceof vscode.Uri
        ? inInvitedRoom(deps, async () => offerCard(await selectionCard({}, deps), deps))
        : sendSelection(readOptions(options, deps), deps),
    'deskmate.postError': (place, how) => {
      if (place === undefined || place instanceof vscode.Uri) {
        return inInvitedRoom(deps, () => postErrorHere(deps));
      }
      const read = readListenAddress(place, deps);
      return how === byQuickFix
        ? inInvitedRoom(deps, async () => offerCard(await cardOf(read, deps), deps))
        : postError(read, deps);
    },
  } satisfies Partial<CommandHandlers>;
}

async function sendSelection(options: SelectionOptions, deps: CodeCommandDeps): Promise<void> {
  sendCard(await selectionCard(options, deps), options.comment ?? '', deps);
}

async function selectionCard(
  { uri, range }: SelectionOptions,
  deps: CodeCommandDeps,
): Promise<ExcerptCard> {
  const { t, files } = deps;
  const editor = currentEditor(uri);
  const document = uri ? await openDocument(uri, deps) : editor?.document;
  if (!document) {
    throw new CodedError('bad-argument', t('Open a file and select some code first.'));
  }
  const all = new vscode.Range(0, 0, document.lineCount, 0);
  const span = selectedLines(document.validateRange(range ?? editor?.selection ?? all));
  const excerpt = excerptOf(document, span, await files.sourceOf(document.uri));
  if (excerpt.text.trim() === '') {
    throw new CodedError('empty', t('There’s no code on this line. Select some first.'));
  }
  return { type: 'code', ...excerpt };
}

/** Attaches a diagnostic of the file being edited. */
async function postErrorHere(deps: CodeCommandDeps): Promise<void> {
  const { t } = deps;
  const editor = currentEditor();
  const uri = editor?.document.uri;
  const diagnostics = uri ? vscode.languages.getDiagnostics(uri) : [];
  if (!editor || !uri || diagnostics.length === 0) {
    throw new CodedError(
      'bad-argument',
      t('There are no errors in this file. Open the file with the error first.'),
    );
  }
  const diagnostic = await chooseDiagnostic(diagnostics, editor.selection.active, t);
  if (diagnostic) offerCard(await cardOf({ uri, diagnostic }, deps), deps);
}

async function postError(place: LocatedDiagnostic, deps: CodeCommandDeps): Promise<void> {
  sendCard(await cardOf(place, deps), '', deps);
}

async function cardOf(
  { uri, diagnostic }: LocatedDiagnostic,
  deps: CodeCommandDeps,
): Promise<ExcerptCard> {
  const document = await openDocument(uri, deps);
  const { files } = deps;
  return errorCard(document, diagnostic, await files.sourceOf(uri), await files.ownFolders());
}

async function openDocument(uri: vscode.Uri, { t }: CodeCommandDeps): Promise<vscode.TextDocument> {
  try {
    return await vscode.workspace.openTextDocument(uri);
  } catch {
    throw new CodedError('bad-argument', t('Can’t open “{0}” as text.', noticeText(uri.path)));
  }
}

function readOptions(options: unknown, { t }: CodeCommandDeps): SelectionOptions {
  const { uri, range, comment } = Object(options) as Record<string, unknown>;
  const fits =
    typeof options === 'object' &&
    (uri === undefined || uri instanceof vscode.Uri) &&
    (range === undefined || range instanceof vscode.Range) &&
    (comment === undefined || typeof comment === 'string');
  if (fits) return options as SelectionOptions;
  throw new CodedError(
    'bad-argument',
    t('Send Selection to Chat expects an object with optional uri, range and comment.'),
  );
}

function readListenAddress(place: unknown, { t }: CodeCommandDeps): LocatedDiagnostic {
  if (isLocatedDiagnostic(place)) return place;
  throw new CodedError(
    'bad-argument',
    t('Send Error to Chat expects an object with uri and diagnostic.'),
  );
}

const icons = {
  [vscode.DiagnosticSeverity.Error]: 'error',
  [vscode.DiagnosticSeverity.Warning]: 'warning',
  [vscode.DiagnosticSeverity.Information]: 'info',
  [vscode.DiagnosticSeverity.Hint]: 'lightbulb',
} as const;

/**
 * Picks the diagnostic of a file that is meant: the only one at the cursor, or the only one in the file. If
 * there are several, the user chooses, the most severe first; undefined when they cancel.
 * @param diagnostics at least one
 */
async function chooseDiagnostic(
  diagnostics: readonly vscode.Diagnostic[],
  cursor: vscode.Position,
  t: Translate,
): Promise<vscode.Diagnostic | undefined> {
  const here = diagnostics.filter(({ range }) => range.contains(cursor));
  const candidates = here.length > 0 ? here : diagnostics;
  if (candidates.length === 1) return candidates[0];
  const items = candidates
    .toSorted((a, b) => a.severity - b.severity || a.range.start.compareTo(b.range.start))
    .map((diagnostic) => ({
      icon: icons[diagnostic.severity],
      label: oneLine(diagnostic.message),
      description: [diagnostic.source, t('line {0}', diagnostic.range.start.line + 1)]
        .filter(Boolean)
        .join(' · '),
      diagnostic,
    }));
  const title = t('Send Error to Chat');
  const placeHolder = t('Which error do you want to send?');
  return (await showQuickPick(items, { title, placeHolder, matchOnDescription: true }))?.diagnostic;
}

function oneLine(message: string): string {
  return message.trim().split(/\r?\n/, 1)[0] ?? '';
}
