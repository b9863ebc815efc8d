import * as vscode from 'vscode';
import type { Translate } from '../../strings/translate';
import { showQuickPick } from '../window/quick-pick';

const icons = {
  [vscode.DiagnosticSeverity.Error]: 'error',
  [vscode.DiagnosticSeverity.Warning]: 'warning',
  [vscode.DiagnosticSeverity.Information]: 'info',
  [vscode.DiagnosticSeverity.Hint]: 'lightbulb',
} as const;

/**
 * The diagnostic of a file that is meant: the only one at the cursor, or in the file. Of several the
 * person chooses one, the worst is offered first; undefined when they choose none.
 *
 * @param diagnostics at least one
 */
export async function chooseDiagnostic(
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
