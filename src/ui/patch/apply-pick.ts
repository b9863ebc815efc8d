import * as vscode from 'vscode';
import { DisposableStore } from '../../util/disposable';
import { showInformationMessage } from '../window/messages';
import { createQuickPick, type PickItem, pickButton } from '../window/quick-pick';
import { noticeText } from '../words/notice-text';
import { planWords, undoWords } from '../words/patch-words';
import type { Translate } from '../words/translate';
import { staysUnsaved } from './apply-edit';
import { type FilePlan, isApplicable } from './file-plan';

/** Asks the person about a patch. */
export interface PatchDialogs {
  /** Which files to apply; each of them was previewed. Undefined when the person gave up. */
  choose(question: PatchQuestion): Promise<readonly number[] | undefined>;
  /** The last question before anything is written. */
  confirm(plans: readonly FilePlan[], author: string): Promise<boolean>;
}

export interface PatchQuestion {
  readonly author: string;
  readonly plans: readonly FilePlan[];
  /** Shows these files, by their index. */
  preview(files: readonly number[]): Promise<void>;
  isPreviewed(file: number): boolean;
}

interface FileItem extends PickItem {
  readonly file?: number;
}

/** Files that a question names before it counts the rest. */
const mostNamed = 15;

/** The editor's own dialogs. */
export function patchDialogs(t: Translate): PatchDialogs {
  return {
    choose: (question) => askPlans(question, t),
    confirm: async (plans, author) => {
      const apply = t('Apply');
      const title =
        plans.length === 1
          ? t('Apply {0}’s patch to 1 file?', author)
          : t('Apply {0}’s patch to {1} files?', author, plans.length);
      const options = { modal: true, detail: detailOf(plans, t) } as const;
      return (await showInformationMessage(title, options, apply)) === apply;
    },
  };
}

function detailOf(plans: readonly FilePlan[], t: Translate): string {
  const lines = plans
    .slice(0, mostNamed)
    .map((plan) => `${noticeText(plan.path)}: ${planWords(plan, t)}`);
  if (plans.length > mostNamed) lines.push(t('and {0} more', plans.length - mostNamed));
  return [...lines, '', undoWords(staysUnsaved(), t)].join('\n');
}

function askPlans(question: PatchQuestion, t: Translate): Promise<readonly number[] | undefined> {
  const { plans, author } = question;
  const pick = createQuickPick<FileItem>();
  const button = pickButton('diff', t('Show What It Changes'));
  const itemOf = (plan: FilePlan, file: number): FileItem => ({
    icon: isApplicable(plan) ? icons[plan.change] : 'circle-slash',
    label: plan.path,
    description: planWords(plan, t),
    buttons: [button],
    file,
  });
  const items = plans.map(itemOf);
  const isReady = ({ file }: FileItem) => isApplicable(plans[file ?? -1] as FilePlan);
  const ready = items.filter(isReady);
  const others = items.filter((item) => !isReady(item));
  const separator = { label: t('Left as it is'), kind: vscode.QuickPickItemKind.Separator };
  pick.title = t('Apply {0}’s Patch', author);
  pick.placeholder = t('Choose the files to change. You see what changes before it happens.');
  pick.canSelectMany = true;
  pick.matchOnDescription = true;
  pick.ignoreFocusOut = true;
  pick.items = others.length > 0 ? [...ready, separator, ...others] : ready;
  pick.selectedItems = ready;
  const chosen = () => pick.selectedItems.flatMap(({ file }) => file ?? []);
  const preview = async (files: readonly number[]) => {
    pick.busy = true;
    pick.enabled = false;
    try {
      await question.preview(files);
    } finally {
      pick.busy = false;
      pick.enabled = true;
      pick.show();
    }
  };
  return new Promise((resolve, reject) => {
    const fail = (error: unknown) => {
      reject(error);
      pick.hide();
    };
    const store = new DisposableStore();
    store.add(pick);
    store.add(
      pick.onDidChangeSelection((selected) => {
        // What cannot be applied cannot be ticked.
        if (!selected.every(isReady)) pick.selectedItems = selected.filter(isReady);
      }),
    );
    store.add(
      pick.onDidTriggerItemButton(({ item }) => {
        if (item.file !== undefined) preview([item.file]).catch(fail);
      }),
    );
    store.add(
      pick.onDidAccept(() => {
        const files = chosen();
        if (files.length === 0 || pick.busy) return;
        const unseen = files.filter((file) => !question.isPreviewed(file));
        if (unseen.length > 0) {
          pick.title = t('Look through the changes, then press OK again');
          preview(unseen).catch(fail);
          return;
        }
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
