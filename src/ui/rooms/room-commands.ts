import type { AdapterAddress } from '../../net/socket/adapters';
import { parseTarget } from '../../protocol/join-target';
import type { Session } from '../../room/session/session';
import type { RoomInfo } from '../../room/session-state';
import { targetProblemWords } from '../../strings/input-words';
import { CodedError, netErrorCode } from '../../strings/problem';
import { openElsewhereWords } from '../../strings/question-words';
import type { Translate } from '../../strings/translate';
import type { HostedRoom } from '../api';
import type { CommandHandlers } from '../commands';
import type { Settings } from '../settings';
import { allNetworks } from './addresses';
import { readHostOptions, readJoinOptions } from './host-options';
import { thisWindow } from './other-window';
import type { PersonName } from './person-name';
import { OpenElsewhere, type RoomAttempts } from './room-attempts';
import type { RoomFlow } from './room-flow';
import { mayClose, mayLose } from './room-questions';
import type { StorageNotice } from './storage-notice';

export interface RoomCommandParts {
  readonly session: Session;
  readonly attempts: RoomAttempts;
  readonly roomFlow: RoomFlow;
  readonly name: PersonName;
  readonly storage: StorageNotice;
  readonly settings: Settings;
  readonly t: Translate;
  adapters(): readonly AdapterAddress[];
  /** The invite to the room this window hosts, as a link; undefined when it hosts none. */
  inviteLink(): string | undefined;
}

/** Hosting, joining and leaving attempts. */
export function roomCommands(parts: RoomCommandParts) {
  const { session, roomFlow, settings, storage, t } = parts;
  return {
    'deskmate.hostRoom': (options) =>
      options === undefined ? hostWithPrompts(parts) : hostRoom(options, parts),
    'deskmate.joinRoom': (target, options) =>
      target === undefined ? roomFlow.join() : joinRoom(target, options, parts),
    'deskmate.rejoinRoom': () => roomFlow.rejoin(),
    'deskmate.leaveRoom': async () => {
      if (await mayLose(session.state, t)) await session.leave();
    },
    'deskmate.closeRoom': async () => {
      if (await mayClose(session.state, settings.keepHistory, t)) await session.leave();
    },
    'deskmate.askAboutStorage': () => storage.show(),
  } satisfies Partial<CommandHandlers>;
}

async function hostRoom(options: unknown, parts: RoomCommandParts): Promise<HostedRoom> {
  const { attempts, name, adapters, t } = parts;
  const wanted = readHostOptions(options, allNetworks(adapters()), t);
  const room = await coded(attempts.host(wanted, await name.known()), parts);
  return hosted(room, parts);
}

async function hostWithPrompts(parts: RoomCommandParts): Promise<HostedRoom | undefined> {
  const room = await parts.roomFlow.host();
  return room && hosted(room, parts);
}

function hosted({ kind, address, port }: RoomInfo, { inviteLink }: RoomCommandParts): HostedRoom {
  const invite = inviteLink();
  return { kind, address, port, ...(invite === undefined ? {} : { invite }) };
}

async function joinRoom(target: unknown, options: unknown, parts: RoomCommandParts): Promise<void> {
  const { attempts, name, t } = parts;
  if (typeof target !== 'string') {
    throw new CodedError(
      'bad-argument',
      t('Join Room takes an invite, or the address of a lab room, as a string.'),
    );
  }
  const parsed = parseTarget(target);
  if (!parsed.ok) throw new CodedError(parsed.problem, targetProblemWords(parsed.problem, t));
  const encoding = readJoinOptions(options, parsed.target.type === 'lab', t).encoding;
  await coded(
    parsed.target.type === 'lab'
      ? attempts.joinLab(parsed.target.endpoint, undefined, encoding)
      : attempts.joinByInvite(parsed.target.invite, await name.known()),
    parts,
  );
}

/** Rejects with a coded, worded error instead of the network's. */
async function coded<T>(work: Promise<T>, { attempts, t }: RoomCommandParts): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof OpenElsewhere) {
      const words = openElsewhereWords(error.holder, error.room, thisWindow(), t);
      throw new CodedError('open-elsewhere', words);
    }
    if (error instanceof CodedError) throw error;
    const code = netErrorCode(error);
    throw new CodedError(code, attempts.problem(code).message);
  }
}
