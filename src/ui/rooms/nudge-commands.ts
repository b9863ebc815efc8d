import type { Member, NudgeResult } from '../../room/room';
import type { Session } from '../../room/session/session';
import { isInvited } from '../../strings/invited-room';
import { noticeText } from '../../strings/names';
import { CodedError } from '../../strings/problem';
import type { Translate } from '../../strings/translate';
import type { CommandHandlers } from '../commands';
import { setStatusBarMessage, showInformationMessage } from '../window/messages';
import { showQuickPick } from '../window/quick-pick';

/** How long the status bar says that a nudge was passed on, in ms. */
const doneMs = 5000;

export interface NudgeCommandParts {
  readonly session: Session;
  readonly t: Translate;
}

/** The command that asks for a member's attention. */
export function nudgeCommands(parts: NudgeCommandParts) {
  return {
    'deskmate.nudgeMember': async (who) => {
      const { session, t } = parts;
      if (!isInvited(session.state.room)) {
        void showInformationMessage(
          t(
            'Lab rooms carry plain text only, so no one can be nudged there. Write a message instead.',
          ),
        );
        return;
      }
      const member = await choose(who, parts);
      const result = member && (await session.invited?.nudge(member.id));
      if (!member || !result) return;
      const words = resultWords(result, noticeText(member.name), t);
      if (result === 'passed-on') setStatusBarMessage(words, doneMs);
      else void showInformationMessage(words);
    },
  } satisfies Partial<CommandHandlers>;
}

function resultWords(result: NudgeResult, name: string, t: Translate): string {
  switch (result) {
    case 'passed-on':
      return t('You nudged {0}', name);
    case 'too-soon':
      return t('You already nudged {0}. You can do it once a minute.', name);
    case 'not-here':
      return t('{0} isn’t connected right now.', name);
    case 'unsupported':
      return t('The host’s version of Deskmate doesn’t pass on nudges.');
    case 'offline':
      return t('You aren’t connected right now, so {0} can’t be nudged.', name);
  }
}

/**
 * The member that is meant; asks if it isn't said and there are several.
 * @param who a member's id, or an object with a `memberId` from a participant's menu
 * @throws {CodedError} `no-member`, for a program
 */
async function choose(
  who: unknown,
  { session, t }: NudgeCommandParts,
): Promise<Member | undefined> {
  const id: unknown = typeof who === 'string' ? who : Object(who).memberId;
  const others = session.state.members.filter(({ self }) => !self);
  if (typeof id === 'string') {
    const member = others.find((each) => each.id === id);
    if (!member && typeof who === 'string') {
      throw new CodedError('no-member', t('There’s no member “{0}”.', id));
    }
    return member;
  }
  if (others.length === 0) void showInformationMessage(t('No one else is in the room.'));
  if (others.length <= 1) return others[0];
  const items = others.map((member) => ({ label: noticeText(member.name), member }));
  return (await showQuickPick(items, { placeHolder: t('Nudge which member?') }))?.member;
}
