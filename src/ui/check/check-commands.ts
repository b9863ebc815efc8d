import * as vscode from 'vscode';
import type { ComputerPlanOptions } from '../../net/check/host-check';
import type { CheckRun } from '../../net/check/run-checks';
import { systemTools } from '../../net/check/tools';
import type { AdapterAddress } from '../../net/socket/adapters';
import type { Report } from '../../protocol/connection-report';
import type { Endpoint } from '../../protocol/endpoint';
import type { Invite } from '../../protocol/invite';
import { parseTarget } from '../../protocol/join-target';
import type { NetErrorCode } from '../../protocol/net-error';
import type { Session } from '../../room/session/session';
import { inviteAddresses } from '../../strings/addresses';
import { reportJson, reportText } from '../../strings/check-report';
import type { CheckContext } from '../../strings/check-text';
import type { CheckAction, VerdictText } from '../../strings/check-verdict';
import { verdictText } from '../../strings/check-verdict-text';
import { linkName } from '../../strings/inline-text';
import { targetProblemText } from '../../strings/input-text';
import { CodedError } from '../../strings/problem';
import type { Translate } from '../../strings/translate';
import type { Clock } from '../../util/clock';
import type { CommandHandlers, CommandId } from '../commands';
import type { JoinFlow } from '../rooms/join-flow';
import { copiedInvite } from '../rooms/join-prompt';
import type { RoomAttempts } from '../rooms/room-attempts';
import { setStatusBarMessage, showErrorMessage, withProgress } from '../window/messages';
import { showInputBox } from '../window/quick-input';
import { showQuickPick } from '../window/quick-pick';
import type { CheckButton } from './check-button';
import { CheckLimit } from './check-limit';
import { CheckList } from './check-list';
import { type CheckSubject, checkSubject, currentSubject, inviteSubject } from './check-subject';

export interface CheckCommandDeps {
  readonly session: Session;
  readonly attempts: RoomAttempts;
  readonly joinFlow: Pick<JoinFlow, 'join' | 'joinByInvite'>;
  readonly clock: Clock;
  /** BCP 47 tag. */
  readonly language: string;
  /** The machine on which this extension opens ports, if it isn't the one in front of the user. */
  readonly remote: string | undefined;
  readonly t: Translate;
  adapters(): readonly AdapterAddress[];
  showChat(): Promise<void>;
}

/** Addresses of the system settings that matter; Apple doesn't document its own. */
const settings: Readonly<Record<string, Partial<Readonly<Record<CheckAction, string>>>>> = {
  darwin: {
    'open-firewall': 'x-apple.systempreferences:com.apple.Network-Settings.extension?Firewall',
    'open-local-network':
      'x-apple.systempreferences:com.apple.preference.security?Privacy_LocalNetwork',
  },
  win32: { 'open-firewall': 'windowsdefender://network' },
};

/** The command that finds out why people can't join. */
export function checkCommands(deps: CheckCommandDeps) {
  const limit = new CheckLimit(deps.clock);
  return {
    'deskmate.checkConnection': (invite) =>
      invite === undefined ? checkConnection(deps) : checkForProgram(invite, limit, deps),
  } satisfies Partial<CommandHandlers>;
}

/** Checks the present room, the one that couldn't be joined, or what the user chooses. */
async function checkConnection(deps: CheckCommandDeps): Promise<void> {
  const { session, attempts } = deps;
  const { lastAttempt } = attempts;
  const subject = currentSubject({ session, lastAttempt }) ?? (await askSubject(deps));
  if (subject) await show(subject, deps);
}

/** Finds out why the user couldn't ask to join a room: `code` says how that failed. */
export async function checkFailedKnock(
  endpoint: Endpoint,
  code: NetErrorCode,
  deps: CheckCommandDeps,
): Promise<void> {
  await show({ type: 'guest', target: { type: 'lab', endpoint, code } }, deps);
}

/** @throws {CodedError} if it isn't an invite, or if there are too many checks */
async function checkForProgram(invite: unknown, limit: CheckLimit, deps: CheckCommandDeps) {
  const { session, t } = deps;
  const read = readInvite(typeof invite === 'string' ? invite : '', t);
  if (typeof read === 'string') throw new CodedError('bad-argument', read);
  const subject = inviteSubject(read, session);
  const location = vscode.ProgressLocation.Window;
  // Shows the user that this computer connects to others.
  const checked = await limit.run(() =>
    withProgress({ location, title: t('Checking the connection…') }, () =>
      run(subject, deps, new AbortController()),
    ),
  );
  if (!checked) {
    throw new CodedError(
      'too-many-checks',
      t('Another check isn’t done yet, or there were too many. Try again in a minute.'),
    );
  }
  return reportJson(checked.report, contextOf(deps), process.platform);
}

async function show(subject: CheckSubject, deps: CheckCommandDeps): Promise<void> {
  const context = contextOf(deps);
  const stop = new AbortController();
  const list = new CheckList(context, process.platform, {
    closed: () => stop.abort(),
    failed: (error) => void showErrorMessage(error.message),
  });
  const { report, isStopped } = await run(subject, deps, stop, (finding) => list.add(finding));
  if (isStopped) return;
  const words = verdictText(report.verdict, context, process.platform);
  list.finish(report, buttonsOf(words, report, subject, deps));
}

async function run(
  subject: CheckSubject,
  { adapters, clock, remote, session }: CheckCommandDeps,
  stop: AbortController,
  onFinding?: CheckRun['onFinding'],
): Promise<{ readonly report: Report; readonly isStopped: boolean }> {
  const { signal } = stop;
  const computer: ComputerPlanOptions = {
    ...{ adapters: adapters(), clock, remote, signal, tools: systemTools },
    program: process.execPath,
  };
  const checkRun = { clock, signal, ...(onFinding && { onFinding }) };
  const report = await checkSubject(subject, session, computer, checkRun);
  const isStopped = signal.aborted;
  // Ends what didn't finish in time.
  stop.abort();
  return { report, isStopped };
}

function contextOf({ language, t }: CheckCommandDeps): CheckContext {
  return { t, language, program: vscode.env.appName };
}

/** Lets the user choose between the copied invite, another one and this computer alone. */
async function askSubject(deps: CheckCommandDeps): Promise<CheckSubject | undefined> {
  const { session, t } = deps;
  const copied = await copiedInvite();
  if (!copied) return askInvite(deps);
  const title = t('Check Connection');
  const chosen = await showQuickPick(
    [
      {
        icon: 'link',
        label: t('Check the connection to “{0}”', linkName(copied.name)),
        description: t('from the clipboard'),
        detail: inviteAddresses(copied),
        choose: () => inviteSubject(copied, session),
      },
      { icon: 'edit', label: t('Another invite…'), choose: () => askInvite(deps) },
      {
        icon: 'device-desktop',
        label: t('This computer only'),
        choose: () => ({ type: 'computer' }) as const,
      },
    ],
    { title, placeHolder: t('What do you want to check?') },
  );
  return chosen?.choose();
}

async function askInvite({ session, t }: CheckCommandDeps): Promise<CheckSubject | undefined> {
  const typed = await showInputBox({
    title: t('Check Connection'),
    prompt: t('Paste the invite that doesn’t work, or press Enter to check this computer only.'),
    ignoreFocusOut: true,
    problem: (text) => {
      const read = text.trim() === '' ? undefined : readInvite(text, t);
      return typeof read === 'string' ? read : undefined;
    },
  });
  if (typed === undefined) return undefined;
  const read = readInvite(typed, t);
  return typeof read === 'string' ? { type: 'computer' } : inviteSubject(read, session);
}

/** The invite in a text, or what is wrong with it. */
function readInvite(text: string, t: Translate): Invite | string {
  const parsed = parseTarget(text);
  if (!parsed.ok) return targetProblemText(parsed.problem, t);
  return parsed.target.type === 'invite'
    ? parsed.target.invite
    : t(
        'Lab rooms show everyone who connects, so the connection is checked only after joining has failed.',
      );
}

/** What the user can do with a result: the verdict's own action first. */
function buttonsOf(
  words: VerdictText,
  report: Report,
  subject: CheckSubject,
  deps: CheckCommandDeps,
): readonly CheckButton[] {
  const { t } = deps;
  const again = button('refresh', t('Check Again'), () => show(subject, deps));
  const copyLine =
    words.line === undefined
      ? undefined
      : copyButton(t('Copy Message for the Other Person'), words.line, deps);
  const text = reportText(report, contextOf(deps), process.platform);
  const copyResult = copyButton(t('Copy Result'), text, deps);
  const main = actionButton(words, subject, deps);
  const rest = [copyLine, copyResult, again].filter((each) => each !== undefined);
  if (words.action === 'copy-line' || !main) return rest;
  return [main, ...rest];
}

/** The button of a verdict's action; undefined if it is one of those that every result has. */
function actionButton(
  { action, command }: VerdictText,
  subject: CheckSubject,
  deps: CheckCommandDeps,
): CheckButton | undefined {
  const { joinFlow, t } = deps;
  switch (action) {
    case 'check-again':
    case 'copy-line':
      return undefined;
    case 'copy-command':
      return command === undefined
        ? undefined
        : copyButton(t('Copy Command: {0}', command), command, deps);
    case 'copy-invite':
      return commandButton('copy', t('Copy Invite'), 'deskmate.copyInvite');
    case 'host-room':
      return commandButton('broadcast', t('Host Room…'), 'deskmate.hostRoom');
    case 'join':
      return joinButton(subject, deps);
    case 'make-group':
      return commandButton('organization', t('Convert to Group'), 'deskmate.makeGroup');
    case 'unlock':
      return commandButton('unlock', t('Unlock Room'), 'deskmate.unlockRoom');
    case 'use-invite':
      return button('sign-in', t('Use Another Invite'), () => joinFlow.join());
    case 'open-firewall':
      return settingsButton(t('Open Firewall Settings'), action);
    case 'open-local-network':
      return settingsButton(t('Open Local Network Settings'), action);
  }
}

function joinButton(subject: CheckSubject, deps: CheckCommandDeps): CheckButton | undefined {
  const { attempts, joinFlow, showChat, t } = deps;
  const invite: Invite | undefined = 'invite' in subject ? subject.invite : undefined;
  if (!invite) return undefined;
  return attempts.isIn(invite.pin)
    ? button('comment-discussion', t('Open Chat'), showChat)
    : button('sign-in', t('Join Room'), () => joinFlow.joinByInvite(invite));
}

function settingsButton(label: string, action: CheckAction): CheckButton | undefined {
  const address = settings[process.platform]?.[action];
  if (address === undefined) return undefined;
  return button('gear', label, () => vscode.env.openExternal(vscode.Uri.parse(address)));
}

function commandButton(icon: string, label: string, command: CommandId): CheckButton {
  return button(icon, label, () => vscode.commands.executeCommand(command));
}

function copyButton(label: string, text: string, { t }: CheckCommandDeps): CheckButton {
  const copy = async () => {
    await vscode.env.clipboard.writeText(text);
    setStatusBarMessage(t('Copied'));
  };
  return { icon: 'copy', label, stays: true, run: copy };
}

function button(icon: string, label: string, run: () => unknown): CheckButton {
  return { icon, label, run };
}
