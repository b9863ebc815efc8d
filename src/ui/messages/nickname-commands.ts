import { checkName } from '../../protocol/names';
import type { Session } from '../../room/session/session';
import { noticeText } from '../../strings/inline-text';
import { nameProblemText } from '../../strings/input-text';
import { isInvited } from '../../strings/invited-room';
import { CodedError } from '../../strings/problem';
import type { Translate } from '../../strings/translate';
import type { CommandHandlers } from '../commands';
import type { Nicknames } from '../rooms/nicknames';
import { isInRoom } from '../rooms/room-questions';
import { chooseMember } from '../window/choose-member';
import { showInformationMessage } from '../window/messages';
import { showInputBox } from '../window/quick-input';

export interface NicknameCommandDeps {
  readonly session: Session;
  readonly nicknames: Pick<Nicknames, 'of' | 'set'>;
  readonly t: Translate;
}

/** The command that gives an address in a lab room a name of the user's own. */
export function nicknameCommands(deps: NicknameCommandDeps) {
  return {
    'deskmate.setNickname': (who, name) =>
      typeof who === 'string' ? setNickname(who, name, deps) : askNickname(who, deps),
  } satisfies Partial<CommandHandlers>;
}

/** @throws {CodedError} `no-room`, `no-member`, `bad-name`, `bad-argument`, for a program */
async function setNickname(
  id: string,
  name: unknown,
  { session, nicknames, t }: NicknameCommandDeps,
): Promise<void> {
  const { room, members } = session.state;
  if (!isInRoom(session) || isInvited(room)) {
    throw new CodedError('no-room', t('Only lab rooms have nicknames.'));
  }
  const member = members.find((each) => each.id === id && !each.self);
  if (!member) throw new CodedError('no-member', t('There’s no member “{0}”.', id));
  if (typeof name !== 'string') {
    throw new CodedError('bad-argument', t('Set Nickname expects the nickname as a string.'));
  }
  if (name.trim() === '') return nicknames.set(member.name, '');
  const checked = checkName(name);
  if (!checked.ok) throw new CodedError('bad-name', nameProblemText(checked.problem, t));
  await nicknames.set(member.name, checked.name);
}

/** @param who an object with a `memberId` from a participant's menu, or nothing */
async function askNickname(who: unknown, deps: NicknameCommandDeps): Promise<void> {
  const { session, nicknames, t } = deps;
  if (isInvited(session.state.room)) {
    void showInformationMessage(t('People in this room have names. Nicknames are for lab rooms.'));
    return;
  }
  const member = await chooseMember(who, deps, {
    title: t('Nickname for which address?'),
    none: t('No one else is in the room.'),
    describe: ({ name }) => nicknames.of(name) ?? '',
  });
  if (!member) return;
  const name = await showInputBox({
    title: t('Set Nickname'),
    prompt: t(
      'Nickname for {0}. Only you can see it. Leave it empty to remove the nickname.',
      noticeText(member.name),
    ),
    value: nicknames.of(member.name) ?? '',
    problem: (typed) => {
      const checked = checkName(typed);
      return checked.ok || typed.trim() === '' ? undefined : nameProblemText(checked.problem, t);
    },
  });
  if (name === undefined) return;
  const checked = checkName(name);
  await nicknames.set(member.name, checked.ok ? checked.name : '');
}
