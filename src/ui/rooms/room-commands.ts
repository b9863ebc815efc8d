import { parseTarget } from '../../protocol/join-target';
import { defaultLabWire } from '../../protocol/lab-endpoint';
import { wires } from '../../protocol/room-kinds';
import type { Session } from '../../room/session/session';
import { targetProblemText } from '../../strings/input-text';
import { isInvited } from '../../strings/invited-room';
import { CodedError } from '../../strings/problem';
import type { Translate } from '../../strings/translate';
import type { CommandHandlers } from '../commands';
import type { Settings } from '../settings';
import { showInformationMessage } from '../window/messages';
import type { AnnouncedRooms } from './announced-rooms';
import { withErrorCodes } from './flow-helpers';
import { readJoinOptions } from './host-options';
import type { JoinFlow } from './join-flow';
import type { RoomAttempts } from './room-attempts';
import { confirmClose, confirmLoss, confirmTransfers } from './room-questions';
import type { StorageNotice } from './storage-notice';
import { handOver, type SuccessionCommandDeps } from './succession-commands';
import type { UserName } from './user-name';

export interface RoomCommandDeps extends SuccessionCommandDeps {
  readonly session: Session;
  readonly attempts: RoomAttempts;
  readonly joinFlow: JoinFlow;
  readonly name: UserName;
  readonly storage: StorageNotice;
  readonly settings: Settings;
  readonly announced: Pick<AnnouncedRooms, 'announcing' | 'set'>;
  /** The files on their way, which leaving would stop. */
  readonly ownFiles: { readonly running: number };
  readonly t: Translate;
}

/** The commands that join, leave and close rooms. */
export function roomCommands(deps: RoomCommandDeps) {
  const { session, joinFlow, settings, storage, ownFiles, t } = deps;
  return {
    'deskmate.joinRoom': (target, options) =>
      target === undefined ? joinFlow.join() : joinRoom(target, options, deps),
    'deskmate.rejoinRoom': () => joinFlow.rejoin(),
    'deskmate.leaveRoom': async () => {
      const leaves =
        (await confirmTransfers(ownFiles.running, t)) && (await confirmLoss(session.state, t));
      if (leaves) await session.leave();
    },
    'deskmate.closeRoom': async () => {
      if (!(await confirmTransfers(ownFiles.running, t))) return;
      const successors = session.invited?.hostActions?.successors ?? [];
      const answer = await confirmClose(session.state, settings.keepHistory, successors, t);
      if (answer === 'close') await session.leave();
      if (answer !== 'hand-over') return;
      // The button has named the only one.
      const [first, second] = successors;
      await handOver(first && !second ? { memberId: first.id } : undefined, false, deps);
    },
    'deskmate.announceRoom': () => setAnnounced(true, deps),
    'deskmate.stopAnnouncing': () => setAnnounced(false, deps),
    'deskmate.askAboutStorage': () => storage.show(),
  } satisfies Partial<CommandHandlers>;
}

/** Shows the hosted room to others on the network, or hides it. @throws {CodedError} `not-host` */
async function setAnnounced(
  on: boolean,
  { announced, session, t }: RoomCommandDeps,
): Promise<void> {
  if (announced.announcing === undefined) {
    throw new CodedError(
      'not-host',
      t('You aren’t hosting a room that others on the network can reach.'),
    );
  }
  await announced.set(on);
  const { room } = session.state;
  void showInformationMessage(
    on
      ? isInvited(room) && !room.locked
        ? t('Others on the same network can now find the room in Join Room and ask to join.')
        : t('Others on the same network can now find the room in Join Room.')
      : t('Others on the same network can no longer find the room in Join Room.'),
  );
}

/** Joins a room for a program. @throws {CodedError} if an argument is invalid or joining fails */
async function joinRoom(target: unknown, options: unknown, deps: RoomCommandDeps): Promise<void> {
  const { attempts, name, t } = deps;
  if (typeof target !== 'string') {
    throw new CodedError(
      'bad-argument',
      t('Join Room expects an invite, or the address of a lab room, as a string.'),
    );
  }
  const parsed = parseTarget(target);
  if (!parsed.ok) throw new CodedError(parsed.problem, targetProblemText(parsed.problem, t));
  if (parsed.target.type === 'lab') {
    const { endpoint } = parsed.target;
    const { hasEncodings } = wires[endpoint.wire ?? defaultLabWire];
    const { encoding } = readJoinOptions(options, hasEncodings, t);
    await withErrorCodes(attempts.joinLab(endpoint, undefined, encoding), deps);
  } else {
    readJoinOptions(options, false, t);
    const { invite } = parsed.target;
    await withErrorCodes(attempts.joinByInvite(invite, await name.known()), deps);
  }
}
