import type { WideControl } from '../../protocol/wide';
import { nameInText } from '../../strings/inline-text';
import { CodedError } from '../../strings/problem';
import type { CommandHandlers } from '../commands';
import { chooseMember } from '../window/choose-member';
import { setStatusBarMessage } from '../window/messages';
import { assertStored, type InviteCommandDeps } from './invite-commands';

type ModeratorCommandDeps = Pick<InviteCommandDeps, 'session' | 't'>;

/** The commands with which the owner of a wide room names those who may remove members and reset the invite. */
export function moderatorCommands(deps: ModeratorCommandDeps) {
  return {
    'deskmate.addModerator': (who) => setModerator(who, true, deps),
    'deskmate.removeModerator': (who) => setModerator(who, false, deps),
  } satisfies Partial<CommandHandlers>;
}

/** @throws {CodedError} `not-host` */
function controlOf({ session, t }: ModeratorCommandDeps): WideControl {
  const control = session.invited?.wideControl;
  if (control?.isOwner) return control;
  throw new CodedError('not-host', t('Only the owner of a wide room can do this.'));
}

/** @param who a member's id or menu, or undefined to ask */
async function setModerator(who: unknown, on: boolean, deps: ModeratorCommandDeps): Promise<void> {
  const { t } = deps;
  const control = controlOf(deps);
  const member = await chooseMember(who, deps, {
    title: on ? t('Make which member a moderator?') : t('Who is no longer a moderator?'),
    suits: ({ id, host }) => !host && control.moderators.includes(id) !== on,
    none: on
      ? t('No one else is in the room who isn’t a moderator.')
      : t('No one in the room is a moderator.'),
  });
  if (!member) return;
  assertStored(await controlOf(deps).setModerator(member.id, on), deps);
  const name = nameInText(member.name);
  setStatusBarMessage(
    on
      ? t('{0} can remove members and reset the invite now.', name)
      : t('{0} is no longer a moderator.', name),
  );
}
