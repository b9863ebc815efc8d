import * as vscode from 'vscode';
import { type ReportFormat, reportFormats } from '../../export/class-report';
import { maxCooldown, maxHelpers, queueOrders, speakingModes } from '../../protocol/class-frames';
import type { ClassHostActions } from '../../room/classroom';
import type { Session } from '../../room/session/session';
import { orderText, parseCooldown, speakingText } from '../../strings/class-text';
import { noticeText } from '../../strings/inline-text';
import { CodedError } from '../../strings/problem';
import { storageFailedText } from '../../strings/storage-text';
import type { Translate } from '../../strings/translate';
import { columnForCode } from '../code/editor-column';
import type { CommandHandlers } from '../commands';
import { chooseMember } from '../window/choose-member';
import { showInformationMessage, showWarningMessage } from '../window/messages';
import { showInputBox } from '../window/quick-input';
import { showQuickPick } from '../window/quick-pick';
import { chooseRoster } from './choose-roster';
import type { CurrentClass } from './current-class';

export interface ClassHostCommandDeps {
  readonly current: CurrentClass;
  readonly session: Pick<Session, 'state'>;
  /** BCP 47 tag of the display language. */
  readonly language: string;
  readonly t: Translate;
}

/** The commands of the host of a class. */
export function classHostCommands(deps: ClassHostCommandDeps) {
  return {
    'deskmate.addHelper': (who) => setHelper(who, true, deps),
    'deskmate.removeHelper': (who) => setHelper(who, false, deps),
    'deskmate.setSpeaking': (mode) => setSpeaking(mode, deps),
    'deskmate.setQueueOrder': (order) => setOrder(order, deps),
    'deskmate.setCooldown': (minutes) => setCooldown(minutes, deps),
    'deskmate.chooseRoster': (file) => chooseRoster(file, actionsOf(deps), deps.language, deps.t),
    'deskmate.exportClass': (format, names) => exportClass(format, names, deps),
  } satisfies Partial<CommandHandlers>;
}

/** @throws {CodedError} `not-host` */
function actionsOf({ current, t }: ClassHostCommandDeps): ClassHostActions {
  const actions = current.hostActions;
  if (actions) return actions;
  throw new CodedError(
    'not-host',
    t('Only the host of a class room can do this. Host a room of the kind Class first.'),
  );
}

/** @param who a member's id or menu, or undefined to ask */
async function setHelper(who: unknown, on: boolean, deps: ClassHostCommandDeps): Promise<void> {
  const { current, session, t } = deps;
  const actions = actionsOf(deps);
  const isHost = (id: string) => session.state.members.some((each) => each.id === id && each.host);
  const member = await chooseMember(who, deps, {
    title: on ? t('Make which member a helper?') : t('Which helper becomes a student again?'),
    suits: ({ id }) => !isHost(id) && current.isHelper(id) !== on,
    none: on ? t('Everyone in the room is a helper already.') : t('No one but you is a helper.'),
  });
  if (!member || actions.setHelper(member.id, on)) return;
  const isFull = on && (current.room?.rules.helpers.length ?? 0) >= maxHelpers;
  void showWarningMessage(
    isFull
      ? t('A class can have at most {0} helpers. Make one of them a student first.', maxHelpers)
      : storageFailedText(t),
  );
}

async function setSpeaking(given: unknown, deps: ClassHostCommandDeps): Promise<void> {
  const { current, t } = deps;
  const actions = actionsOf(deps);
  const now = current.room?.rules.speaking;
  const known = speakingModes.find((each) => each === given);
  const speaking =
    known ??
    (await chooseOne(
      speakingModes.map((value) => ({ ...speakingText(value, t), value })),
      now,
      t('Who can write to everyone?'),
      t,
    ));
  if (speaking !== undefined) assertStored(actions.configure({ speaking }), deps);
}

async function setOrder(given: unknown, deps: ClassHostCommandDeps): Promise<void> {
  const { current, t } = deps;
  const actions = actionsOf(deps);
  const now = current.room?.rules.order;
  const known = queueOrders.find((each) => each === given);
  const order =
    known ??
    (await chooseOne(
      queueOrders.map((value) => ({ ...orderText(value, t), value })),
      now,
      t('Who is next?'),
      t,
    ));
  if (order !== undefined) assertStored(actions.configure({ order }), deps);
}

async function chooseOne<T>(
  choices: readonly { readonly label: string; readonly detail: string; readonly value: T }[],
  now: T | undefined,
  placeHolder: string,
  t: Translate,
): Promise<T | undefined> {
  const items = choices.map((choice) => ({
    ...choice,
    ...(choice.value === now && { description: t('current') }),
  }));
  return (await showQuickPick(items, { placeHolder }))?.value;
}

/** @param given minutes, for a program */
async function setCooldown(given: unknown, deps: ClassHostCommandDeps): Promise<void> {
  const { current, t } = deps;
  const actions = actionsOf(deps);
  const now = current.room?.rules.cooldown ?? 0;
  const problem = (text: string) =>
    parseCooldown(text, maxCooldown) === undefined
      ? t('Type a number of minutes from 0 to {0}.', maxCooldown)
      : undefined;
  const text =
    typeof given === 'number'
      ? String(given)
      : await showInputBox({
          title: t('Set Time Between Requests'),
          prompt: t(
            'How many minutes does a student who was helped wait before asking again? 0 for none.',
          ),
          value: String(now),
          problem,
        });
  if (text === undefined) return;
  const cooldown = parseCooldown(text, maxCooldown);
  if (cooldown === undefined) throw new CodedError('bad-argument', problem(text) ?? '');
  assertStored(actions.configure({ cooldown }), deps);
}

/** @param given a format's name; @param withNames false to leave names out; both for a program */
async function exportClass(
  given: unknown,
  withNames: unknown,
  deps: ClassHostCommandDeps,
): Promise<void> {
  const { current, session, t } = deps;
  const actions = actionsOf(deps);
  if (actions.records.length === 0 && actions.roster.length === 0) {
    void showInformationMessage(t('No request has ended yet, so there’s nothing to export.'));
    return;
  }
  const known = (Object.keys(reportFormats) as ReportFormat[]).find((each) => each === given);
  const choice = known ? { format: known, names: withNames !== false } : await chooseReport(t);
  if (!choice) return;
  const { language, write } = reportFormats[choice.format];
  const room = noticeText(session.state.room?.name ?? '');
  const { records = [], roster = [] } = current.hostActions ?? {};
  const content = write({ room, records, roster, names: choice.names }, t);
  const languages = await vscode.languages.getLanguages();
  const document = await vscode.workspace.openTextDocument({
    language: languages.includes(language) ? language : 'plaintext',
    content,
  });
  await vscode.window.showTextDocument(document, { viewColumn: columnForCode(), preview: false });
}

async function chooseReport(
  t: Translate,
): Promise<{ readonly format: ReportFormat; readonly names: boolean } | undefined> {
  const [withNames, without] = [t('With names'), t('With numbers instead of names')];
  const items = [
    { label: 'CSV', description: withNames, icon: 'table', format: 'csv', names: true },
    { label: 'CSV', description: without, icon: 'table', format: 'csv', names: false },
    {
      label: 'Markdown',
      description: withNames,
      icon: 'markdown',
      format: 'markdown',
      names: true,
    },
    { label: 'Markdown', description: without, icon: 'markdown', format: 'markdown', names: false },
  ] as const;
  return showQuickPick(items, {
    title: t('Export Class'),
    placeHolder: t('Which format do you want? Topics are as students wrote them.'),
    matchOnDescription: true,
  });
}

/** @throws {CodedError} `storage-failed` */
function assertStored(kept: boolean, { t }: ClassHostCommandDeps): void {
  if (!kept) throw new CodedError('storage-failed', storageFailedText(t));
}
