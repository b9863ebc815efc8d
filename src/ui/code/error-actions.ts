import * as vscode from 'vscode';
import { shortName } from '../../strings/names';
import type { Translate } from '../../strings/translate';
import { inertText } from '../../util/inert-text';
import type { CommandId } from '../commands';

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
