import * as vscode from 'vscode';
import { checkName } from '../../protocol/names';
import type { Member } from '../../room/session-state';
import { CodedError } from '../../strings/coded-error';
import { nameProblemWords, renameProblemWords } from '../../strings/input-words';
import { noticeText } from '../../strings/notice-text';
import type { CommandHandlers, CommandParts } from '../commands';
import { showInformationMessage, showWarningMessage } from '../window/messages';
import { assertKept, keeperOf } from './invite-commands';
import { askName } from './name-prompt';
import { askRemoval, maxReasonLength } from './removal-prompt';

/** Who is in the room, and under which name. */
export function memberCommands(parts: CommandParts): CommandHandlers {
  return {
    'deskmate.removeMember': (who, reason) => removeMember(who, reason, parts),
    'deskmate.mentionMember': (who) => mentionMember(who, parts),
    'deskmate.changeName': (name) =>
      name === undefined || isMenuContext(name)
        ? changeNameWithPrompts(parts)
        : changeName(name, parts),
  };
}

/**
 * @param who a member's id; from a menu on a participant an object that holds it, and then the person
 *   is asked why; absent, the person is asked who as well
 */
async function removeMember(who: unknown, reason: unknown, parts: CommandParts): Promise<void> {
  const { session, t } = parts;
  const keeper = keeperOf(parts);
  const others = session.state.members.filter(({ self }) => !self);
  if (typeof who === 'string') {
    const { id } = memberOf(who, others, parts);
    assertKept(keeper.remove(id, readReason(reason, parts)), parts);
    return;
  }
  const id: unknown = Object(who).memberId;
  const chosen = typeof id === 'string' ? memberOf(id, others, parts) : undefined;
  const answer = await askRemoval(others, chosen, t);
  // They may have left, and the room may be over, while the person thought about it.
  if (!answer || !session.state.members.some((member) => member.id === answer.member.id)) return;
  assertKept(keeperOf(parts).remove(answer.member.id, answer.reason), parts);
  const copy = t('Copy Invite');
  showInformationMessage(
    t(
      '{0} was removed and can’t come back with the old invite. Send others the new one.',
      noticeText(answer.member.name),
    ),
    copy,
  ).then(async (pressed) => {
    if (pressed === copy) await vscode.commands.executeCommand('deskmate.copyInvite');
  });
}

/**
 * Begins to write to somebody: puts a mention of them where the person is writing.
 *
 * @param who a member's id; from a menu on a participant an object that holds it
 */
function mentionMember(who: unknown, parts: CommandParts): void {
  const id: unknown = typeof who === 'string' ? who : Object(who).memberId;
  const member = parts.session.state.members.find((each) => each.id === id);
  // They may have left while the menu was open.
  if (member) parts.request({ mention: member.name });
}

/** What a participant's menu passes. */
function isMenuContext(argument: unknown): boolean {
  return typeof Object(argument).webviewSection === 'string';
}

function memberOf(id: string, others: readonly Member[], { t }: CommandParts): Member {
  const member = others.find((other) => other.id === id);
  if (!member) throw new CodedError('no-member', t('There’s no member “{0}” to remove.', id));
  return member;
}

function readReason(reason: unknown, { t }: CommandParts): string {
  if (reason === undefined) return '';
  if (typeof reason !== 'string' || reason.length > maxReasonLength) {
    throw new CodedError(
      'bad-argument',
      t('Remove Member takes the reason as a string of at most {0} characters.', maxReasonLength),
    );
  }
  return reason.trim();
}

/** @returns the name as it is now */
async function changeName(wished: unknown, parts: CommandParts): Promise<string> {
  const { session, name, t } = parts;
  if (typeof wished !== 'string') {
    throw new CodedError('bad-argument', t('Change Name takes the name as a string.'));
  }
  const checked = checkName(wished);
  if (!checked.ok) throw new CodedError('bad-name', nameProblemWords(checked.problem, t));
  const answer = await session.invited?.rename(checked.name);
  if (answer && !answer.ok) {
    throw new CodedError(answer.problem, renameProblemWords(checked.name, answer, t));
  }
  await name.keep(checked.name);
  return answer?.name ?? checked.name;
}

/** Asks for a name, and again with the room's proposal while somebody there has it. */
async function changeNameWithPrompts(parts: CommandParts): Promise<void> {
  const { session, name, t } = parts;
  const self = session.invited && session.state.members.find((member) => member.self)?.name;
  let proposal = self ?? (await name.known());
  let prompt = t('What should others call you?');
  // Ends when the person takes a name or gives up.
  for (;;) {
    const wished = await askName({ title: t('Change Name'), proposal, prompt }, t);
    if (wished === undefined) return;
    const answer = await session.invited?.rename(wished);
    if (!answer || answer.ok) {
      await name.keep(wished);
      if (!answer) {
        void showInformationMessage(
          t('From now on, you’re called “{0}” in pair and group rooms.', wished),
        );
      }
      return;
    }
    prompt = renameProblemWords(wished, answer, t);
    if (answer.problem === 'offline') {
      void showWarningMessage(prompt);
      return;
    }
    proposal = answer.proposal ?? wished;
  }
}
