import * as vscode from 'vscode';
import { maxJsonBytes } from '../../protocol/message-text';
import { changeText } from '../../strings/card-text';
import type { Translate } from '../../strings/translate';
import { DisposableStore } from '../../util/disposable';
import { showWarningMessage } from '../window/messages';
import { createQuickPick } from '../window/quick-pick';
import type { PickItem } from '../window/shown-items';
import { type ChangedFile, cardBytes, type PatchFile } from './changed-file';
import type { Changes } from './changes';
import { kibibytes, patchProblem, unsendableText } from './patch-text';

interface FileItem extends PickItem {
  /** Absent when it can't be sent, and for separators. */
  readonly file?: PatchFile;
}

/**
 * Asks which files to send. Resolves with at least one file, all fitting in one message together; with
 * undefined when the user cancelled.
 * @param preselected whether a file is selected at first
 */
export function pickChangedFiles(
  changes: Changes,
  preselected: (file: ChangedFile) => boolean,
  t: Translate,
): Promise<readonly PatchFile[] | undefined> {
  const pick = createQuickPick<FileItem>();
  const items = new Map(changes.files.map((file) => [file, itemOf(file, t)]));
  pick.canSelectMany = true;
  pick.matchOnDescription = true;
  pick.ignoreFocusOut = true;
  pick.placeholder = changes.left
    ? t('{0} more changed files aren’t shown. Commit or discard some first.', changes.left)
    : t('Choose the files whose changes you want to send');
  pick.items = grouped(items, t);
  pick.selectedItems = changes.files
    .filter((file) => file.outcome.sendable && preselected(file))
    .flatMap((file) => items.get(file) ?? []);
  const chosen = () => pick.selectedItems.flatMap(({ file }) => file ?? []);
  const retitle = () => {
    const size = kibibytes(cardBytes(chosen()));
    pick.title =
      patchProblem({ files: chosen() }, '', t) ??
      t('Send Patch: {0} of {1}', size, kibibytes(maxJsonBytes));
  };
  retitle();
  return new Promise((resolve) => {
    const store = new DisposableStore();
    store.add(pick);
    store.add(
      pick.onDidChangeSelection((selected) => {
        const sendable = selected.filter(({ file }) => file);
        // Files that can't be sent can't be selected.
        if (sendable.length < selected.length) pick.selectedItems = sendable;
        retitle();
      }),
    );
    store.add(
      pick.onDidAccept(() => {
        const files = chosen();
        if (files.length === 0) return;
        const problem = patchProblem({ files }, '', t);
        if (problem) return void showWarningMessage(problem);
        resolve(files);
        pick.hide();
      }),
    );
    store.add(
      pick.onDidHide(() => {
        resolve(undefined);
        store.dispose();
      }),
    );
    pick.show();
  });
}

function itemOf({ path, outcome }: ChangedFile, t: Translate): FileItem {
  if (!outcome.sendable) {
    return { icon: 'circle-slash', label: path, description: unsendableText(outcome.reason, t) };
  }
  const { file, added, removed, modeChanged } = outcome;
  const counts = `${changeText(file.change, t)}  +${added} −${removed}`;
  const description = modeChanged ? `${counts}  ${t('without its execute bit')}` : counts;
  return { icon: icons[file.change], label: path, description, file };
}

const icons = { modified: 'diff-modified', added: 'diff-added', deleted: 'diff-removed' } as const;

/** The items, by repository if there are several; files that can't be sent come last. */
function grouped(items: ReadonlyMap<ChangedFile, FileItem>, t: Translate): FileItem[] {
  const separator = (label: string): FileItem => ({
    label,
    kind: vscode.QuickPickItemKind.Separator,
  });
  const roots = new Set([...items.keys()].map(({ root }) => root?.toString()));
  const sendable = [...items].filter(([{ outcome }]) => outcome.sendable);
  const others = [...items].filter(([{ outcome }]) => !outcome.sendable).map(([, item]) => item);
  const groups = [...roots].flatMap((root) => {
    const group = sendable.filter(([file]) => file.root?.toString() === root);
    const name = group[0]?.[0].root?.path.split('/').at(-1) ?? t('Unsaved changes');
    const separators = roots.size > 1 && group.length > 0 ? [separator(name)] : [];
    return [...separators, ...group.map(([, item]) => item)];
  });
  return others.length > 0 ? [...groups, separator(t('Can’t be sent')), ...others] : groups;
}
