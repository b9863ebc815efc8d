import * as vscode from 'vscode';
import type { CardOf } from '../../protocol/card';
import { fitsEntry } from '../../protocol/room-text';
import { shortName } from '../../strings/names';
import type { Translate } from '../../strings/translate';
import { inertText } from '../../util/inert-text';
import type { CommandId } from '../commands';
import { type CardSource, excerptOf, type LineSpan } from './own-copy';

export type ErrorCard = CardOf<'error'>;

/** Lines shown before and after an error, and most lines of the error itself. */
const around = 3;
const maxLines = 40;
/** UTF-16 units that a card takes. */
const longestMessage = 4096;
const longestName = 100;

const severities = {
  [vscode.DiagnosticSeverity.Error]: 'error',
  [vscode.DiagnosticSeverity.Warning]: 'warning',
  [vscode.DiagnosticSeverity.Information]: 'information',
  [vscode.DiagnosticSeverity.Hint]: 'hint',
} as const;

/** What a tool says of a place in a document, with the lines around it; with fewer when those are long. */
export function errorCard(
  document: vscode.TextDocument,
  diagnostic: vscode.Diagnostic,
  source: CardSource,
): ErrorCard {
  // The document may have become shorter since the tool looked at it.
  const { start, end } = document.validateRange(diagnostic.range);
  const own = { first: start.line, last: Math.min(end.line, start.line + maxLines - 1) };
  const wide: LineSpan = {
    first: Math.max(own.first - around, 0),
    last: Math.min(own.last + around, document.lineCount - 1),
  };
  const about = {
    type: 'error',
    severity: severities[diagnostic.severity],
    ...told(diagnostic),
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

/** What the tool says: a message in any case, as far as it fits. */
function told({
  message,
  source,
  code,
}: vscode.Diagnostic): Pick<ErrorCard, 'message' | 'source' | 'code'> {
  const name = typeof code === 'object' ? code.value : code;
  const shown = {
    ...(source && { source: cut(source, longestName) }),
    ...(name !== undefined && name !== '' && { code: cut(String(name), longestName) }),
  };
  return {
    ...shown,
    message: cut(message.trim() || shown.code || shown.source || '?', longestMessage),
  };
}

/** The beginning of a text, in UTF-16 units, not cut within a character. */
function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1).replace(/\p{Surrogate}$/u, '')}…`;
}

/** What the quick fix passes to `deskmate.postError` behind the error: a person took it, no program. */
export const byQuickFix = 'quick-fix';

/** An error, as `deskmate.postError` takes it. */
export interface LocatedDiagnostic {
  readonly uri: vscode.Uri;
  readonly diagnostic: vscode.Diagnostic;
}

export function isLocatedDiagnostic(value: unknown): value is LocatedDiagnostic {
  const { uri, diagnostic } = Object(value) as Record<string, unknown>;
  return uri instanceof vscode.Uri && diagnostic instanceof vscode.Diagnostic;
}

/** Diagnostics in one place that get a quick fix of their own. */
const maxActions = 5;

/**
 * “Send error to chat” among the quick fixes of every diagnostic in every file: in the editor,
 * and in the Problems view, whose context menu lists the quick fixes of what is selected there.
 */
export class ErrorActions implements vscode.CodeActionProvider {
  constructor(
    /** Whether the room this window is in carries cards. */
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
