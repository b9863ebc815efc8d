import { createHash } from 'node:crypto';
import * as vscode from 'vscode';
import type { Translate } from '../../strings/translate';
import { patchText } from '../../text/hunks';
import { columnForCode, focusColumn } from '../code/editor-column';
import type { VirtualDocuments } from '../code/virtual-documents';
import { showChanges, showDiff, showMerge } from '../window/messages';
import { type AppliedHunks, mergeSides } from './apply-hunks';
import { type FilePlan, type MergeablePlan, uriOf } from './file-plan';
import { leftOutText, previewTitle } from './patch-text';

/** The reader's file, and a document with what it would become; one of them may be missing. */
interface Comparison {
  readonly path: string;
  readonly left?: vscode.Uri;
  readonly right?: vscode.Uri;
}

/** Shows what files of a patch would do. */
export class Previews {
  constructor(
    private readonly documents: Pick<VirtualDocuments, 'add' | 'scheme'>,
    private readonly t: Translate,
  ) {}

  /**
   * Shows one file in a diff editor, or several in one editor together. Hunks that don't fit are shown
   * beside it, as received.
   */
  async show(plans: readonly FilePlan[], author: string, preserveFocus = false): Promise<void> {
    const compared: (Comparison & { readonly plan: FilePlan })[] = [];
    for (const plan of plans) {
      const comparison = await this.compare(plan);
      if (comparison) compared.push({ plan, ...comparison });
    }
    const [first] = compared;
    const viewColumn = columnForCode(first && uriOf(first.plan));
    const options = { viewColumn, preserveFocus, preview: true };
    if (compared.length > 1) {
      const title = this.t('{0}’s patch', author);
      const list = compared.map(({ plan, left, right }) => [uriOf(plan), left, right] as const);
      await focusColumn(columnForCode());
      await showChanges(title, list);
    } else if (first) {
      const title = previewTitle(first.plan, author, this.t);
      const nothing = await this.documents.add(first.path, '');
      const { left = nothing, right = nothing } = first;
      await showDiff(left, right, title, options);
    }
    await this.showOwn(plans, compared.length === 0 ? options : undefined);
    await this.showLeftOut(plans, compared.length > 0);
  }

  /**
   * After a patch was applied, shows the first file that it changed in place of the preview: Undo then works at
   * once, and nothing read-only stays in front.
   */
  async leave(applied: readonly FilePlan[]): Promise<void> {
    const plan = applied.find(({ state }) => state === 'edit');
    if (plan?.state !== 'edit') return;
    const { uri, text } = plan.own;
    const line = firstChange(text, plan.fit.text);
    const preview = this.previewOf(uri);
    await vscode.window.showTextDocument(uri, {
      viewColumn: preview?.group.viewColumn ?? columnForCode(uri),
      preview: true,
      selection: new vscode.Range(line, 0, line, 0),
    });
    // An editor that isn't pinned has taken the preview's tab.
    const left = this.previewOf(uri);
    if (left) await vscode.window.tabGroups.close(left);
  }

  /**
   * Opens the own copy of a file and the patch in the merge editor, or the patch beside the file if the
   * editor has no merge editor. Only the user changes anything there.
   */
  async merge(plan: MergeablePlan, author: string): Promise<void> {
    const { uri, document, text } = plan.own;
    const crlf = document.eol === vscode.EndOfLine.CRLF;
    const add = (side: string) =>
      this.documents.add(uri.path, crlf ? side.replaceAll('\n', '\r\n') : side);
    const sides = mergeSides(text, plan.fit);
    const [base, theirs, mine] = [
      await add(sides.base),
      await add(sides.theirs),
      await add(patchText(text)),
    ];
    const description = leftOutText(plan, this.t);
    try {
      await showMerge(
        base,
        { uri: theirs, title: this.t('{0}’s patch', author), description },
        { uri: mine, title: this.t('Your copy'), description: '' },
        uri,
      );
    } catch {
      await this.show([plan], author);
    }
  }

  /** The tab that compares a file with what it would become. */
  private previewOf(uri: vscode.Uri): vscode.Tab | undefined {
    const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
    return tabs.find(
      ({ input }) =>
        input instanceof vscode.TabInputTextDiff &&
        input.original.toString() === uri.toString() &&
        input.modified.scheme === this.documents.scheme,
    );
  }

  private async compare(plan: FilePlan): Promise<Comparison | undefined> {
    if (plan.state === 'create') {
      const { path } = plan.uri;
      return { path, right: await this.documents.add(path, plan.text) };
    }
    if (plan.state !== 'edit' && plan.state !== 'delete' && plan.state !== 'differs') {
      return undefined;
    }
    const { uri, document } = plan.own;
    // The whole path of the reader's own file, so that the editor doesn't show it as renamed.
    const { path } = uri;
    if (plan.state === 'delete') return { path, left: uri };
    const text = plan.state === 'edit' ? plan.fit.text : plan.text;
    const crlf = document.eol === vscode.EndOfLine.CRLF;
    const right = await this.documents.add(path, crlf ? text.replaceAll('\n', '\r\n') : text);
    return { path, left: uri, right };
  }

  /** Shows a file that exists and stays unchanged. */
  private async showOwn(
    plans: readonly FilePlan[],
    options: vscode.TextDocumentShowOptions | undefined,
  ): Promise<void> {
    const own = plans.find(({ state }) => state === 'already' || state === 'conflict');
    const uri = own && uriOf(own);
    if (uri && options) await vscode.window.showTextDocument(uri, options);
  }

  /** Shows the hunks that can't be applied, as a diff to read. */
  private async showLeftOut(plans: readonly FilePlan[], beside: boolean): Promise<void> {
    const parts = plans.flatMap((plan) => {
      const left = leftOut(plan);
      return left === undefined
        ? []
        : [`# ${plan.path}\n# ${leftOutText(plan, this.t)}\n\n${left}\n`];
    });
    const [first] = plans;
    if (parts.length === 0 || !first) return;
    const name = plans.length === 1 ? first.path : 'patch';
    const uri = await this.documents.add(`${name}.conflicts.diff`, parts.join('\n'));
    const shown = beside || plans.some(({ state }) => state === 'conflict');
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), {
      viewColumn: shown ? vscode.ViewColumn.Beside : columnForCode(),
      preserveFocus: true,
      preview: true,
    });
  }
}

/** The first line that differs, counted from 0. */
function firstChange(before: string, after: string): number {
  const [old, changed] = [before.split(/\r?\n/), after.split(/\r?\n/)];
  return Math.max(
    0,
    changed.findIndex((line, index) => line !== old[index]),
  );
}

/** A fingerprint of what was shown: as long as it is equal, the file would become what the user saw. */
export function fingerprintOf(plan: FilePlan): string {
  const own = 'own' in plan ? plan.own?.text : undefined;
  const result = plan.state === 'edit' ? plan.fit.text : 'text' in plan ? plan.text : undefined;
  const seen = [plan.state, uriOf(plan)?.toString(), own, result];
  return createHash('sha256').update(JSON.stringify(seen)).digest('base64url');
}

/** The diff of what can't be applied, as received; undefined when everything can, or nothing needs to. */
function leftOut(plan: FilePlan): string | undefined {
  switch (plan.state) {
    case 'edit':
    case 'conflict':
      return conflicts(plan.fit);
    case 'create':
    case 'delete':
    case 'differs':
      return undefined;
    case 'already':
      return plan.own ? undefined : plan.diff;
    default:
      return plan.diff;
  }
}

function conflicts({ hunks }: AppliedHunks): string | undefined {
  const sources = hunks.filter(({ state }) => state === 'conflict').map(({ hunk }) => hunk.source);
  return sources.length > 0 ? sources.join('\n') : undefined;
}
