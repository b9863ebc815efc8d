import * as vscode from 'vscode';
import type { CardOf, Excerpt } from '../../protocol/card';
import { fitsEntry } from '../../protocol/message-text';
import { shortName } from '../../strings/inline-text';
import type { Translate } from '../../strings/translate';
import { inertText } from '../../util/inert-text';
import type { CommandId } from '../commands';
import { type CardSource, excerptOf, type LineSpan } from './local-copy';
import { fieldText, type OwnFolders } from './own-folders';

export type ErrorCard = CardOf<'error'>;

/** The number of lines to show before and after an error, and at most of the error itself. */
const around = 3;
const maxLines = 40;
/** The limits of a card's fields, in UTF-16 units. */
const maxMessage = 4096;
const maxName = 100;

const severities = {
  [vscode.DiagnosticSeverity.Error]: 'error',
  [vscode.DiagnosticSeverity.Warning]: 'warning',
  [vscode.DiagnosticSeverity.Information]: 'information',
  [vscode.DiagnosticSeverity.Hint]: 'hint',
} as const;

/** A card with a diagnostic and the lines around it; it has fewer lines when they are long. */
export function errorCard(
  document: vscode.TextDocument,
  diagnostic: vscode.Diagnostic,
  source: CardSource,
  folders: OwnFolders,
): ErrorCard {
  const about = { severity: severities[diagnostic.severity], ...told(diagnostic, folders) };
  return excerptAround(document, diagnostic.range, about, source);
}

/** A card about a range of a document and the lines around it; it has fewer lines when they are long. */
export function excerptAround(
  document: vscode.TextDocument,
  range: vscode.Range,
  error: Omit<ErrorCard, 'type' | 'at' | keyof Excerpt | keyof CardSource | 'language' | 'hash'>,
  source: CardSource,
): ErrorCard {
  // The document may have become shorter since the range was found.
  const { start, end } = document.validateRange(range);
  const own = { first: start.line, last: Math.min(end.line, start.line + maxLines - 1) };
  const wide: LineSpan = {
    first: Math.max(own.first - around, 0),
    last: Math.min(own.last + around, document.lineCount - 1),
  };
  const about = {
    type: 'error',
    ...error,
    at: {
      line: start.line + 1,
      column: start.character + 1,
      endLine: own.last + 1,
      endColumn:
        (own.last === end.line ? end.character : document.lineAt(own.last).range.end.character) + 1,
    },
  } as const;
  const card = { ...about, ...excerptOf(document, wide, source) };
  return fitsEntry('', card) ? card : { ...about, ...excerptOf(document, own, source) };
}

/** The diagnostic's fields, without the user's folders, cut to a card's limits. The message is never empty. */
function told(
  { message, source, code }: vscode.Diagnostic,
  folders: OwnFolders,
): Pick<ErrorCard, 'message' | 'source' | 'code'> {
  const name = typeof code === 'object' ? code.value : code;
  const shown = {
    ...(source && { source: fieldText(source, maxName) }),
    ...(name !== undefined && name !== '' && { code: fieldText(String(name), maxName) }),
  };
  return {
    ...shown,
    message: fieldText(message.trim() || shown.code || shown.source || '?', maxMessage, folders),
  };
}

/** Passed to `deskmate.postError` after the error by the quick fix: a user ran it, not a program. */
export const byQuickFix = 'quick-fix';

/** An error, as `deskmate.postError` accepts it. */
export interface LocatedDiagnostic {
  readonly uri: vscode.Uri;
  readonly diagnostic: vscode.Diagnostic;
}

/** Whether a command's argument is an error in that form. */
export function isLocatedDiagnostic(value: unknown): value is LocatedDiagnostic {
  const { uri, diagnostic } = Object(value) as Record<string, unknown>;
  return uri instanceof vscode.Uri && diagnostic instanceof vscode.Diagnostic;
}

/** Maximum number of diagnostics in one place that get their own quick fix. */
const maxActions = 5;

/**
 * Adds “Send error to chat” to the quick fixes of every diagnostic in every file: in the editor, and in the
 * Problems view, whose context menu shows the quick fixes of the selected diagnostic.
 */
export class ErrorActions implements vscode.CodeActionProvider {
  constructor(
    /** Whether this window's room carries cards. */
    private readonly canPost: () => boolean,
    private readonly t: Translate,
  ) {}

  register(): vscode.Disposable {
    return vscode.languages.registerCodeActionsProvider({ pattern: '**' }, this, {
      providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
    });
  }

  provideCodeActions(
    { uri }: vscode.TextDocument,
    _range: vscode.Range,
    { diagnostics }: vscode.CodeActionContext,
  ): vscode.CodeAction[] {
    if (!this.canPost()) return [];
    return diagnostics.slice(0, maxActions).map((diagnostic) => {
      const title =
        diagnostics.length === 1
          ? this.t('Send error to chat')
          : this.t('Send error to chat: {0}', inertText(shortName(diagnostic.message, 60)));
      const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
      action.diagnostics = [diagnostic];
      const place: LocatedDiagnostic = { uri, diagnostic };
      const command: CommandId = 'deskmate.postError';
      action.command = { command, title, arguments: [place, byQuickFix] };
      return action;
    });
  }
}
