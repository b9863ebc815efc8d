import type { NudgeResult } from '../../room/room';
import type { Session } from '../../room/session/session';
import { noticeText } from '../../strings/inline-text';
import { isInvited } from '../../strings/invited-room';
import type { Translate } from '../../strings/translate';
import type { CommandHandlers } from '../commands';
import { chooseMember } from '../window/choose-member';
import { setStatusBarMessage, showInformationMessage } from '../window/messages';

export interface NudgeCommandDeps {
  readonly session: Session;
  readonly t: Translate;
}

/** The command that asks for a member's attention. */
export function nudgeCommands(deps: NudgeCommandDeps) {
  return {
    'deskmate.nudgeMember': async (who) => {
      const { session, t } = deps;
      if (!isInvited(session.state.room)) {
        void showInformationMessage(
          t(
            'Lab rooms carry plain text only, so no one can be nudged there. Write a message instead.',
          ),
        );
        return;
      }
      const member = await chooseMember(who, deps, {
        title: t('Nudge which member?'),
        none: t('No one else is in the room.'),
      });
      const result = member && (await session.invited?.nudge(member.id));
      if (!member || !result) return;
      const words = resultText(result, noticeText(member.name), t);
      if (result === 'passed-on') setStatusBarMessage(words);
      else void showInformationMessage(words);
    },
  } satisfies Partial<CommandHandlers>;
}

function resultText(result: NudgeResult, name: string, t: Translate): string {
  switch (result) {
    case 'passed-on':
      return t('You nudged {0}', name);
    case 'too-soon':
      return t('You already nudged {0}. You can do it once a minute.', name);
    case 'not-here':
      return t('{0} isn’t connected right now.', name);
    case 'unsupported':
      return t('The host’s version of Deskmate doesn’t support nudges.');
    case 'offline':
      return t('You aren’t connected right now, so {0} can’t be nudged.', name);
  }
}
