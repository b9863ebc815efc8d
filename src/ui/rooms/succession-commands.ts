import type { HandOverResult } from '../../room/host-actions';
import type { Session } from '../../room/session/session';
import { noticeText } from '../../strings/inline-text';
import { CodedError } from '../../strings/problem';
import type { Translate } from '../../strings/translate';
import type { CommandHandlers } from '../commands';
import { type Settings, type TakeOverSetting, takeOverSettings } from '../settings';
import { showInformationMessage, showWarningMessage } from '../window/messages';
import { showQuickPick } from '../window/quick-pick';
import { hostActionsOf, type InviteCommandDeps } from './invite-commands';

export interface SuccessionCommandDeps extends InviteCommandDeps {
  readonly session: Session;
  readonly settings: Pick<Settings, 'takeOver' | 'setTakeOver'>;
}

/** The commands about who hosts the room next. */
export function successionCommands(deps: SuccessionCommandDeps) {
  return {
    'deskmate.handOver': (who) => handOver(who, true, deps),
    'deskmate.chooseTakeOver': (setting) =>
      setting === undefined ? chooseSetting(deps) : setSetting(setting, deps),
  } satisfies Partial<CommandHandlers>;
}

/**
 * Hands the room over to a member. Asks to whom if that isn't given.
 * @param who a member's id, or an object with a `memberId` from a participant's menu
 * @param stays whether the user stays in the room; otherwise they leave it
 * @throws {CodedError} see {@link hostActionsOf}; `no-member` and `not-handed-over`, for a program
 */
export async function handOver(
  who: unknown,
  stays: boolean,
  deps: SuccessionCommandDeps,
): Promise<void> {
  const { session, t } = deps;
  const actions = hostActionsOf(deps);
  const wanted: unknown = typeof who === 'string' ? who : Object(who).memberId;
  const id = typeof wanted === 'string' ? wanted : await chooseSuccessor(deps);
  if (id === undefined) return;
  const name = session.state.members.find((member) => member.id === id)?.name ?? '';
  if (typeof who === 'string' && name === '') {
    throw new CodedError('no-member', t('There’s no member “{0}”.', id));
  }
  const result = await actions.handOver(id, stays);
  const words = resultText(result, noticeText(name), stays, t);
  if (result.ok && result.confirmed) void showInformationMessage(words);
  else if (result.ok) void showWarningMessage(words);
  else if (typeof who === 'string') throw new CodedError('not-handed-over', words);
  else void showWarningMessage(words);
}

/** Returns the id of the member who takes over; undefined if no one can, which is shown, or no one was chosen. */
async function chooseSuccessor(deps: SuccessionCommandDeps): Promise<string | undefined> {
  const { t } = deps;
  const { successors } = hostActionsOf(deps);
  if (successors.length === 0) {
    void showInformationMessage(
      t(
        'No one can take over the room right now. A member allows that with Choose Whether to Take Over Rooms.',
      ),
    );
    return undefined;
  }
  // Also when there is only one: it can't be undone.
  const items = successors.map(({ id, name }) => ({ label: noticeText(name), id }));
  const title = t('Hand Over Room');
  const { roster = [] } = deps.session.invited?.classroom?.hostActions ?? {};
  const placeHolder =
    roster.length > 0
      ? t(
          'Who hosts the room from now on? The invites you’ve sent stop working, and the next host has to choose the roster again.',
        )
      : t('Who hosts the room from now on? The invites you’ve sent stop working.');
  return (await showQuickPick(items, { title, placeHolder }))?.id;
}

function resultText(result: HandOverResult, name: string, stays: boolean, t: Translate): string {
  if (result.ok && !result.confirmed) {
    return t(
      'You no longer host the room, but {0} hasn’t taken it over yet. The members choose another host if {0} doesn’t, which can take a minute.',
      name,
    );
  }
  if (result.ok) {
    return stays
      ? t('{0} hosts the room now. Your invites no longer work.', name)
      : t('{0} hosts the room now. You left it, and can join again.', name);
  }
  switch (result.problem) {
    case 'in-progress':
      return t('You’re already handing the room over. That can take a few seconds.');
    case 'no-majority':
      return t(
        'You still host the room: too many of those who can take it over are away. Try again when they’re back.',
      );
    case 'not-ready':
      return t(
        '{0} can’t take over the room right now. Try again, or ask them to run Choose Whether to Take Over Rooms.',
        name,
      );
    case 'no-answer':
      return t('{0} didn’t answer, so you still host the room. Try again in a moment.', name);
    case 'storage':
      return t(
        'You still host the room: this computer couldn’t save the hand-over to {0}. Free some disk space, then try again.',
        name,
      );
  }
}

async function chooseSetting({ settings, t }: SuccessionCommandDeps): Promise<void> {
  const words: Readonly<Record<TakeOverSetting, string>> = {
    ask: t('Ask when I join a group'),
    allow: t('Yes: when the host leaves or is gone, I can become the host'),
    never: t('No: I never become the host of someone else’s room'),
  };
  const items = takeOverSettings.map((setting) => ({
    label: words[setting],
    ...(setting === settings.takeOver && { description: t('current') }),
    setting,
  }));
  const placeHolder = t(
    'When a host leaves or is gone, can the room continue on your computer? Deskmate then listens on a port of this computer while you’re in a room.',
  );
  const chosen = await showQuickPick(items, { placeHolder });
  if (chosen) await settings.setTakeOver(chosen.setting);
}

/** @throws {CodedError} `bad-argument` */
async function setSetting(value: unknown, { settings, t }: SuccessionCommandDeps): Promise<void> {
  const setting = takeOverSettings.find((each) => each === value);
  if (!setting) {
    throw new CodedError(
      'bad-argument',
      t('Choose Whether to Take Over Rooms expects one of: {0}.', takeOverSettings.join(', ')),
    );
  }
  await settings.setTakeOver(setting);
}
