import { chmod, stat } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { Applicable } from './file-plan';
import { patchText } from './hunks';

/**
 * What became of a plan, as its file shows: it is as planned, it was left alone because the document had
 * changed since, or the editor did not do it.
 */
export type Outcome = 'done' | 'changed' | 'failed';

type NewFile = Extract<Applicable, { readonly state: 'create' }>;

/** Whether edited documents wait until the person saves them. */
export function staysUnsaved(): boolean {
  return vscode.workspace.getConfiguration('files').get('autoSave') === 'off';
}

/**
 * Applies what was planned, as one edit that can be undone as one. Documents stay unsaved, so that the
 * person can look at them in peace. The editor may stop halfway: each outcome is what the file itself says
 * afterwards, not what the editor answered. Never throws.
 */
export async function applyPlans(
  plans: readonly Applicable[],
): Promise<ReadonlyMap<Applicable, Outcome>> {
  const contents = new Map<Applicable, Uint8Array>();
  for (const plan of plans) {
    if (plan.state !== 'create') continue;
    contents.set(plan, await bytesOf(plan));
  }
  const edit = new vscode.WorkspaceEdit();
  const changed = new Set<Applicable>();
  // From here to the edit nothing is waited for, so that nothing can come between.
  for (const plan of plans) {
    if (plan.state === 'create') {
      const bytes = contents.get(plan) ?? new Uint8Array();
      edit.createFile(plan.uri, { contents: bytes, overwrite: false, ignoreIfExists: false });
    } else if (plan.own.document.version !== plan.own.version) {
      changed.add(plan);
    } else if (plan.state === 'delete') {
      edit.deleteFile(plan.own.uri, { recursive: false, ignoreIfNotExists: false });
    } else {
      addLineEdits(edit, plan);
    }
  }
  if (changed.size < plans.length) {
    // The answer tells of all of it together; what was done of it shows below.
    await Promise.resolve(vscode.workspace.applyEdit(edit)).catch(() => false);
  }
  for (const plan of plans) if (plan.state === 'create') await makeExecutable(plan);
  const outcomes = new Map<Applicable, Outcome>();
  for (const plan of plans) {
    const isDone = !changed.has(plan) && (await isAsPlanned(plan, contents.get(plan)));
    outcomes.set(plan, changed.has(plan) ? 'changed' : isDone ? 'done' : 'failed');
  }
  return outcomes;
}

async function bytesOf({ uri, text, form }: NewFile): Promise<Uint8Array> {
  const { encode } = vscode.workspace;
  const whole = form.crlf ? text.replaceAll('\n', '\r\n') : text;
  return form.bom ? encode(whole, { encoding: 'utf8bom' }) : encode(whole, { uri });
}

/** Whoever may read it may run it. */
async function makeExecutable({ uri, form }: NewFile): Promise<void> {
  if (!form.executable || uri.scheme !== 'file' || process.platform === 'win32') return;
  try {
    const { mode } = await stat(uri.fsPath);
    await chmod(uri.fsPath, mode | ((mode & 0o444) >> 2));
  } catch {
    // Then it is not there: its outcome says so.
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

async function isAsPlanned(plan: Applicable, contents?: Uint8Array): Promise<boolean> {
  if (plan.state === 'edit') return patchText(plan.own.document.getText()) === plan.fit.text;
  const { fs } = vscode.workspace;
  try {
    if (plan.state === 'create') {
      const bytes = await fs.readFile(plan.uri);
      return contents !== undefined && Buffer.compare(bytes, contents) === 0;
    }
    await fs.stat(plan.own.uri);
    return false;
  } catch (error) {
    const gone = error instanceof vscode.FileSystemError && error.code === 'FileNotFound';
    return gone && plan.state === 'delete';
  }
}
