import * as vscode from 'vscode';
import type { Applicable } from './file-plan';

/** Whether edited documents wait until the person saves them. */
export function staysUnsaved(): boolean {
  return vscode.workspace.getConfiguration('files').get('autoSave') === 'off';
}

/**
 * Applies what was planned, as one edit that can be undone as one. Documents stay unsaved, so that the
 * person can look at them in peace.
 * @returns what was left out because the document has changed since the plan; undefined when the editor
 * refused or failed, maybe halfway
 */
export async function applyPlans(
  plans: readonly Applicable[],
): Promise<ReadonlySet<Applicable> | undefined> {
  const texts = new Map<Applicable, Uint8Array>();
  for (const plan of plans) {
    if (plan.state !== 'create') continue;
    texts.set(plan, await vscode.workspace.encode(plan.text, { uri: plan.uri }));
  }
  const edit = new vscode.WorkspaceEdit();
  const left = new Set<Applicable>();
  // From here to the edit nothing is waited for, so that nothing can come between.
  for (const plan of plans) {
    if (plan.state === 'create') {
      const contents = texts.get(plan) ?? new Uint8Array();
      edit.createFile(plan.uri, { contents, overwrite: false, ignoreIfExists: false });
    } else if (plan.own.document.version !== plan.own.version) {
      left.add(plan);
    } else if (plan.state === 'delete') {
      edit.deleteFile(plan.own.uri, { recursive: false, ignoreIfNotExists: false });
    } else {
      addLineEdits(edit, plan);
    }
  }
  if (edit.size === 0) return left;
  try {
    return (await vscode.workspace.applyEdit(edit)) ? left : undefined;
  } catch {
    return undefined;
  }
}

function addLineEdits(
  edit: vscode.WorkspaceEdit,
  { own, fit }: Extract<Applicable, { state: 'edit' }>,
): void {
  const eol = own.document.eol === vscode.EndOfLine.CRLF ? '\r\n' : '\n';
  for (const { start, end, lines } of fit.edits) {
    const range = own.document.validateRange(new vscode.Range(start, 0, end, 0));
    edit.replace(own.uri, range, lines.join('').replaceAll('\n', eol));
  }
}
