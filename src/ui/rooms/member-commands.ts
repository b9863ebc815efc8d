import { checkName } from '../../protocol/names';
import type { Member } from '../../room/room';
import { noticeText } from '../../strings/inline-text';
import { nameProblemText, renameProblemText } from '../../strings/input-text';
import { presenceText } from '../../strings/invited-room';
import { CodedError } from '../../strings/problem';
import type { Translate } from '../../strings/translate';
import type { CommandHandlers } from '../commands';
import { showInformationMessage, showWarningMessage } from '../window/messages';
import { runSteps } from '../window/multi-step-input';
import { pickStep, textStep } from '../window/step-input';
import {
  assertStored,
  copyInvite,
  type InviteCommandDeps,
  inviteActionsOf,
} from './invite-commands';
import { askName } from './room-questions';
import type { UserName } from './user-name';

/** Longest reason the protocol carries, in UTF-16 units. */
const maxReasonLength = 500;

export interface MemberCommandDeps extends InviteCommandDeps {
  readonly name: UserName;
  /** Inserts a mention of a member into the message box. */
  mention(name: string): void;
}

/** The commands about the members of the room and the user's own name. */
export function memberCommands(deps: MemberCommandDeps) {
  return {
    'deskmate.removeMember': (who, reason) => removeMember(who, reason, deps),
    'deskmate.mentionMember': (who) => mentionMember(who, deps),
    'deskmate.changeName': (name) =>
      name === undefined || isMenuContext(name)
        ? changeNameWithPrompts(deps)
        : changeName(name, deps),
  } satisfies Partial<CommandHandlers>;
}

/**
 * Removes a member from the room.
 * @param who a member's id; or an object with a `memberId` from a participant's menu, which makes the command
 *   ask why; or undefined, which makes it ask who as well
 * @throws {CodedError} see {@link inviteActionsOf}, {@link memberOf}, {@link readReason}, {@link assertStored}
 */
async function removeMember(who: unknown, reason: unknown, deps: MemberCommandDeps): Promise<void> {
  const { session, t } = deps;
  const actions = inviteActionsOf(deps);
  const others = session.state.members.filter(({ host, self }) => !self && !host);
  if (typeof who === 'string') {
    const { id } = memberOf(who, others, deps);
    assertStored(await actions.remove(id, readReason(reason, deps)), deps);
    return;
  }
  const id: unknown = Object(who).memberId;
  const chosen = typeof id === 'string' ? memberOf(id, others, deps) : undefined;
  const answer = await askRemoval(others, chosen, t);
  // They may have left, or the room may have ended, before the user answered.
  if (!answer || !session.state.members.some((member) => member.id === answer.member.id)) return;
  assertStored(await inviteActionsOf(deps).remove(answer.member.id, answer.reason), deps);
  const copy = t('Copy Invite');
  showInformationMessage(
    t(
      '{0} was removed and can’t come back with the old invite. Send others the new one.',
      noticeText(answer.member.name),
    ),
    copy,
  ).then(async (pressed) => {
    if (pressed === copy) await copyInvite(deps);
  });
}

/**
 * Starts a message to a member: inserts a mention of them into the message box.
 * @param who a member's id, or an object with a `memberId` from a participant's menu
 */
function mentionMember(who: unknown, deps: MemberCommandDeps): void {
  const id: unknown = typeof who === 'string' ? who : Object(who).memberId;
  const member = deps.session.state.members.find((each) => each.id === id);
  // They may have left while the menu was open.
  if (member) deps.mention(member.name);
}

/** Whether an argument comes from a participant's menu. */
export function isMenuContext(argument: unknown): boolean {
  return typeof Object(argument).webviewSection === 'string';
}

/** @throws {CodedError} `no-member` */
function memberOf(id: string, others: readonly Member[], { t }: MemberCommandDeps): Member {
  const member = others.find((other) => other.id === id);
  if (!member) throw new CodedError('no-member', t('There’s no member “{0}” to remove.', id));
  return member;
}

/** @throws {CodedError} `bad-argument` */
function readReason(reason: unknown, { t }: MemberCommandDeps): string {
  if (reason === undefined) return '';
  if (typeof reason !== 'string' || reason.length > maxReasonLength) {
    throw new CodedError(
      'bad-argument',
      t('Remove Member expects the reason as a string of at most {0} characters.', maxReasonLength),
    );
  }
  return reason.trim();
}

/** Changes the name for a program. Returns the new name. @throws {CodedError} if it is invalid or refused */
async function changeName(wished: unknown, deps: MemberCommandDeps): Promise<string> {
  const { session, name, t } = deps;
  if (typeof wished !== 'string') {
    throw new CodedError('bad-argument', t('Change Name expects the name as a string.'));
  }
  const checked = checkName(wished);
  if (!checked.ok) throw new CodedError('bad-name', nameProblemText(checked.problem, t));
  const answer = await session.invited?.rename(checked.name);
  if (answer && !answer.ok) {
    throw new CodedError(answer.problem, renameProblemText(checked.name, answer, t));
  }
  await name.save(checked.name);
  return answer?.name ?? checked.name;
}

/** Asks for a name; while it is taken in the room, asks again with the room's proposal. */
async function changeNameWithPrompts(deps: MemberCommandDeps): Promise<void> {
  const { session, name, t } = deps;
  const self = session.invited && session.state.members.find((member) => member.self)?.name;
  let proposal = self ?? (await name.known());
  let prompt = t('What should others call you?');
  // Ends when a name is accepted, the user cancels, or the hub can't be reached.
  for (;;) {
    const wished = await askName({ title: t('Change Name'), proposal, prompt }, t);
    if (wished === undefined) return;
    const answer = await session.invited?.rename(wished);
    if (!answer || answer.ok) {
      await name.save(wished);
      if (!answer) {
        void showInformationMessage(
          t('From now on, you’re called “{0}” in pair and group rooms.', wished),
        );
      }
      return;
    }
    prompt = renameProblemText(wished, answer, t);
    if (answer.problem === 'offline') {
      void showWarningMessage(prompt);
      return;
    }
    proposal = answer.proposal ?? wished;
  }
}

/** The member to remove from the room, and the reason. */
interface Removal {
  readonly member: Member;
  /** Empty if the user gave none. */
  readonly reason: string;
}

/**
 * Asks which member to remove and why.
 * @param chosen the member, if already chosen; then the prompt only asks why
 * @returns undefined if the user cancelled
 */
async function askRemoval(
  others: readonly Member[],
  chosen: Member | undefined,
  t: Translate,
): Promise<Removal | undefined> {
  const title = t('Remove Member');
  let member = chosen;
  let reason = '';
  const done = await runSteps(
    [
      {
        applies: () => chosen === undefined,
        ask: async (at) => {
          const answer = await pickStep(at, {
            title,
            placeholder:
              others.length > 0 ? t('Remove which member?') : t('No one else is in the room.'),
            items: others.map((other) => ({
              label: noticeText(other.name),
              description: presenceText(other, t),
              value: other,
            })),
            active: member,
          });
          if (answer.outcome === 'next') member = answer.value;
          return answer.outcome;
        },
      },
      {
        ask: async (at) => {
          const answer = await textStep(at, {
            title,
            prompt: t(
              'Why remove {0}? They and everyone in the room see the reason; leave it empty to give none. The invite is reset as well.',
              noticeText(member?.name ?? ''),
            ),
            placeholder: t('No reason'),
            value: reason,
            problem: (text) =>
              text.length > maxReasonLength
                ? t('A reason can have at most {0} characters. Shorten it.', maxReasonLength)
                : undefined,
          });
          if (answer.outcome === 'next') reason = answer.value.trim();
          return answer.outcome;
        },
      },
    ],
    chosen === undefined ? 0 : 1,
  );
  return done && member ? { member, reason } : undefined;
}
