import * as vscode from 'vscode';
import { noticeText } from '../../strings/inline-text';
import type { Translate } from '../../strings/translate';
import { DisposableStore } from '../../util/disposable';
import { showWarningMessage } from '../window/messages';
import { createQuickPick, pickButton, showQuickPick } from '../window/quick-pick';
import type { PickItem } from '../window/shown-items';
import { type FilePlan, isApplicable, isMergeable } from './file-plan';
import { planText } from './patch-text';

/** The questions to the user about a patch. */
export interface PatchDialogs {
  /** Asks which files to apply; the dialog shows all of them. Undefined when the user cancelled. */
  choose(question: PatchQuestion): Promise<readonly number[] | undefined>;
  /** Asks which of these places a path refers to; undefined when the user cancelled. */
  which(path: string, places: readonly vscode.Uri[]): Promise<vscode.Uri | undefined>;
  /** Asks for confirmation when something runs the files later. */
  warn(plans: readonly FilePlan[], author: string): Promise<boolean>;
}

export interface PatchQuestion {
  readonly author: string;
  readonly plans: readonly FilePlan[];
  /** Shows what one file would become, by its index. */
  preview(file: number): Promise<void>;
  /** Opens the merge of a file with conflicts, which ends the question without an answer. */
  merge(file: number): void;
}

interface FileItem extends PickItem {
  readonly file?: number;
}

/** Maximum number of files that a question names; it counts the others. */
const maxNamed = 15;

/** The dialogs of the editor. */
export function patchDialogs(t: Translate): PatchDialogs {
  return {
    choose: (question) => askPlans(question, t),
    which: async (path, places) => {
      const items = places.map((uri) => ({
        label: uri.path.split('/').at(-1) ?? '',
        description: vscode.workspace.asRelativePath(uri, true),
        uri,
      }));
      const placeHolder =
        places.length === 1
          ? t('Does “{0}” belong here?', path)
          : t('Which location does “{0}” refer to?', path);
      return (await showQuickPick(items, { placeHolder, matchOnDescription: true }))?.uri;
    },
    warn: async (plans, author) => {
      const apply = t('Apply');
      const title =
        plans.length === 1
          ? t('Apply {0}’s changes to a file that can run code?', author)
          : t('Apply {0}’s changes to {1} files that can run code?', author, plans.length);
      const detail = detailOf(plans, t);
      return (await showWarningMessage(title, { modal: true, detail }, apply)) === apply;
    },
  };
}

function detailOf(plans: readonly FilePlan[], t: Translate): string {
  const lines = plans
    .slice(0, maxNamed)
    .map((plan) => `${noticeText(plan.path)}: ${planText(plan, t)}`);
  if (plans.length > maxNamed) lines.push(t('and {0} more', plans.length - maxNamed));
  const why = t(
    'Files like these control what runs when you build, test, install or push. Apply the changes only if you’ve read and trust them.',
  );
  return [...lines, '', why].join('\n');
}

function askPlans(question: PatchQuestion, t: Translate): Promise<readonly number[] | undefined> {
  const { plans, author } = question;
  const pick = createQuickPick<FileItem>();
  const show = pickButton('diff', t('Show Changes'));
  const merge = pickButton('git-merge', t('Open in Merge Editor'));
  const itemOf = (plan: FilePlan, file: number): FileItem => ({
    icon: isApplicable(plan) ? icons[plan.change] : 'circle-slash',
    label: plan.path,
    description: planText(plan, t),
    buttons: isMergeable(plan) ? [merge, show] : [show],
    file,
  });
  const items = plans.map(itemOf);
  const isReady = ({ file }: FileItem) => isApplicable(plans[file ?? -1] as FilePlan);
  const ready = items.filter(isReady);
  const others = items.filter((item) => !isReady(item));
  const separator = { label: t('Left unchanged'), kind: vscode.QuickPickItemKind.Separator };
  pick.title = t('Apply {0}’s Patch', author);
  pick.placeholder = t('The editor shows the changes. Press Enter to apply the selected files.');
  pick.canSelectMany = true;
  pick.matchOnDescription = true;
  pick.ignoreFocusOut = true;
  pick.items = others.length > 0 ? [...ready, separator, ...others] : ready;
  pick.selectedItems = ready;
  return new Promise((resolve, reject) => {
    const store = new DisposableStore();
    store.add(pick);
    store.add(
      pick.onDidChangeSelection((selected) => {
        // Files that can't be applied can't be selected.
        if (!selected.every(isReady)) pick.selectedItems = selected.filter(isReady);
      }),
    );
    store.add(
      pick.onDidTriggerItemButton(({ item, button }) => {
        if (item.file === undefined) return;
        if (button === merge) {
          pick.hide();
          question.merge(item.file);
          return;
        }
        question.preview(item.file).then(
          () => pick.show(),
          (error: unknown) => {
            reject(error);
            pick.hide();
          },
        );
      }),
    );
    store.add(
      pick.onDidAccept(() => {
        const files = pick.selectedItems.flatMap(({ file }) => file ?? []);
        if (files.length === 0) return;
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

const icons = { modified: 'diff-modified', added: 'diff-added', deleted: 'diff-removed' } as const;
