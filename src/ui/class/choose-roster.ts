import * as vscode from 'vscode';
import { maxRosterBytes, type RosterFile, readRosterFile } from '../../protocol/roster-file';
import type { ClassHostActions } from '../../room/classroom';
import { CodedError } from '../../strings/problem';
import { rosterCountText, rosterProblemText, rosterQuestion } from '../../strings/roster-text';
import { storageFailedText } from '../../strings/storage-text';
import type { Translate } from '../../strings/translate';
import {
  pickFile,
  setStatusBarMessage,
  showErrorMessage,
  showWarningMessage,
} from '../window/messages';
import { showQuickPick } from '../window/quick-pick';

/**
 * Lets the host of a class choose the file with those who may join, or remove them.
 * @param given the file's URI, for a program; the user confirms what was read in any case
 */
export async function chooseRoster(
  given: unknown,
  actions: ClassHostActions,
  language: string,
  t: Translate,
): Promise<void> {
  let file = given instanceof vscode.Uri ? given : undefined;
  if (!file && actions.roster.length > 0) {
    const choice = await chooseChange(actions, t);
    if (choice === 'remove') store(actions, [], t);
    if (choice !== 'another') return;
  }
  const [choose, title] = [t('Choose'), t('Choose Roster')];
  for (;;) {
    file ??= await pickFile(choose, title, { [t('Names')]: ['csv', 'tsv', 'txt'] });
    if (!file) return;
    const read = await readRoster(file, t);
    if (read.ok) {
      const { message, detail, confirm } = rosterQuestion(read.names, language, t);
      const answer = await showWarningMessage(message, { modal: true, detail }, confirm);
      if (answer === confirm) store(actions, read.names, t);
      return;
    }
    const another = t('Choose Another File');
    if ((await showErrorMessage(rosterProblemText(read.problem, t), another)) !== another) return;
    file = undefined;
  }
}

async function chooseChange({ roster }: ClassHostActions, t: Translate) {
  const joined = roster.filter(({ member }) => member !== undefined).length;
  const items = [
    { label: t('Choose Another File'), icon: 'file', choice: 'another' },
    {
      label: t('Remove Roster'),
      detail: t('Everyone with the invite can join then.'),
      icon: 'trash',
      choice: 'remove',
    },
  ] as const;
  const options = {
    title: t('Choose Roster'),
    placeHolder: rosterCountText(joined, roster.length, t),
  };
  return (await showQuickPick(items, options))?.choice;
}

/** @throws {CodedError} `bad-argument` */
async function readRoster(file: vscode.Uri, t: Translate): Promise<RosterFile> {
  try {
    // The disk's word on the size keeps a huge file out of memory.
    const { size } = await vscode.workspace.fs.stat(file);
    if (size > maxRosterBytes) return { ok: false, problem: { code: 'too-large' } };
    return readRosterFile(await vscode.workspace.fs.readFile(file));
  } catch {
    throw new CodedError('bad-argument', t('This file can’t be read. Choose another one.'));
  }
}

/** @throws {CodedError} `storage-failed` */
function store(actions: ClassHostActions, names: readonly string[], t: Translate): void {
  if (!actions.setRoster(names)) throw new CodedError('storage-failed', storageFailedText(t));
  const { length } = names;
  setStatusBarMessage(
    length === 0
      ? t('There’s no roster any more.')
      : t('The roster has {0} names. Export Class shows who has joined.', length),
  );
}
