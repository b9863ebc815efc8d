import { chmod, stat } from 'node:fs/promises';
import * as vscode from 'vscode';
import { patchText } from '../../text/hunks';
import type { ApplicablePlan } from './file-plan';

/**
 * The result of a plan, judged by its file: it is as planned, it was skipped because the document had
 * changed since, or the editor failed to apply it.
 */
export type Outcome = 'done' | 'changed' | 'failed';

type NewFile = Extract<ApplicablePlan, { readonly state: 'create' }>;

/** Whether edited documents stay unsaved until the user saves them. */
export function staysUnsaved(): boolean {
  return vscode.workspace.getConfiguration('files').get('autoSave') === 'off';
}

/**
 * Applies plans as one edit with one undo step. Documents stay unsaved, so that the user can review them.
 * The editor may stop halfway, so each outcome reflects the file's content afterwards, not the editor's
 * result. Never throws.
 */
export async function applyPlans(
  plans: readonly ApplicablePlan[],
): Promise<ReadonlyMap<ApplicablePlan, Outcome>> {
  const contents = new Map<ApplicablePlan, Uint8Array>();
  for (const plan of plans) {
    if (plan.state !== 'create') continue;
    contents.set(plan, await bytesOf(plan));
  }
  const edit = new vscode.WorkspaceEdit();
  const changed = new Set<ApplicablePlan>();
  // No `await` between here and the edit, so that nothing can change in between.
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
    // The result covers all files together; the check below finds the outcome of each.
    await Promise.resolve(vscode.workspace.applyEdit(edit)).catch(() => false);
  }
  for (const plan of plans) if (plan.state === 'create') await makeExecutable(plan);
  const outcomes = new Map<ApplicablePlan, Outcome>();
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

/** Makes a file executable for everyone who can read it. */
async function makeExecutable({ uri, form }: NewFile): Promise<void> {
  if (!form.executable || uri.scheme !== 'file' || process.platform === 'win32') return;
  try {
    const { mode } = await stat(uri.fsPath);
    await chmod(uri.fsPath, mode | ((mode & 0o444) >> 2));
  } catch {
    // The file wasn't created; its outcome says so.
  }
}

function addLineEdits(
  edit: vscode.WorkspaceEdit,
  { own, fit }: Extract<ApplicablePlan, { state: 'edit' }>,
): void {
  const eol = own.document.eol === vscode.EndOfLine.CRLF ? '\r\n' : '\n';
  for (const { start, end, lines } of fit.edits) {
    const range = own.document.validateRange(new vscode.Range(start, 0, end, 0));
    edit.replace(own.uri, range, lines.join('').replaceAll('\n', eol));
  }
}

async function isAsPlanned(plan: ApplicablePlan, contents?: Uint8Array): Promise<boolean> {
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
