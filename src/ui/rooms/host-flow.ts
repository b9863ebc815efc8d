import type * as vscode from 'vscode';
import type { AdapterAddress } from '../../net/socket/adapters';
import { isByInvite } from '../../protocol/room-kinds';
import type { RoomInfo } from '../../room/room';
import type { Translate } from '../../strings/translate';
import type { HostedRoom } from '../api';
import type { CommandHandlers } from '../commands';
import { showWarningMessage } from '../window/messages';
import { allNetworks } from './addresses';
import type { WantedRoom } from './attempt';
import { coded, type FlowSteps } from './flow-steps';
import { answeredOptions, readHostAnswers, readHostOptions } from './host-options';
import { askHost, type HostQuestion } from './host-prompt';
import { tellInvite } from './invite-commands';
import type { PersonName } from './person-name';
import type { RoomAttempts } from './room-attempts';

const answersKey = 'deskmate.hostAnswers';
const toldOfRemoteKey = 'deskmate.toldOfRemote';

export interface HostFlowParts {
  readonly steps: FlowSteps;
  readonly attempts: RoomAttempts;
  readonly name: PersonName;
  /** Of all windows. */
  readonly memento: vscode.Memento;
  readonly t: Translate;
  /** The other machine this extension runs on, if it does; see `remoteMachine`. */
  readonly remote: string | undefined;
  adapters(): readonly AdapterAddress[];
  /** The invite to the room this window hosts, as a link; undefined when it hosts none. */
  inviteLink(): string | undefined;
}

/** Hosts a room interactively: asks what is needed, and offers what to do when it fails. */
export class HostFlow {
  constructor(private readonly parts: HostFlowParts) {}

  /** Asks what to host, and hosts it; undefined when the person cancelled or it failed. */
  async host(first: HostQuestion = 'kind'): Promise<RoomInfo | undefined> {
    const { steps, memento, name, adapters, t } = this.parts;
    const wanted = await askHost({
      adapters: adapters(),
      last: readHostAnswers(memento.get(answersKey)),
      first,
      person: name.given === undefined ? await name.proposal() : undefined,
      answered: steps.answered,
      t,
    });
    try {
      if (!wanted) return undefined;
      await memento.update(answersKey, wanted.answers);
      if (wanted.person !== undefined) await name.keep(wanted.person);
      return await this.open(answeredOptions(wanted.answers), wanted.person);
    } finally {
      steps.answered.closeUnlessHandedOver();
    }
  }

  /** Hosts a room without questions; undefined when it failed, or the person stays in the present room. */
  async open(options: WantedRoom, person?: string): Promise<RoomInfo | undefined> {
    const { steps, attempts, name, inviteLink, memento, remote, t } = this.parts;
    if (!(await steps.mayLeave(t('Leave and Host')))) return undefined;
    steps.turnToChat();
    try {
      const room = await attempts.host(options, person ?? (await name.known()));
      if (remote !== undefined) warnOfRemote(remote, memento, t);
      if (isByInvite(room.kind)) await tellInvite(room.kind, inviteLink, undefined, t);
      return room;
    } catch (error) {
      steps.fail(error);
      return undefined;
    }
  }
}

export interface HostCommandParts {
  readonly hostFlow: HostFlow;
  readonly attempts: RoomAttempts;
  readonly name: PersonName;
  readonly t: Translate;
  adapters(): readonly AdapterAddress[];
  /** The invite to the room this window hosts, as a link; undefined when it hosts none. */
  inviteLink(): string | undefined;
}

export function hostCommands(parts: HostCommandParts) {
  return {
    'deskmate.hostRoom': async (options) => {
      const room =
        options === undefined ? await parts.hostFlow.host() : await hostAs(options, parts);
      return room && hostedRoom(room, parts.inviteLink());
    },
  } satisfies Partial<CommandHandlers>;
}

/** Hosts what a program asks for. @throws {CodedError} */
async function hostAs(options: unknown, parts: HostCommandParts): Promise<RoomInfo> {
  const { attempts, name, adapters, t } = parts;
  const wanted = readHostOptions(options, allNetworks(adapters()), t);
  return coded(attempts.host(wanted, await name.known()), parts);
}

function hostedRoom({ kind, address, port }: RoomInfo, invite: string | undefined): HostedRoom {
  return { kind, address, port, ...(invite !== undefined && { invite }) };
}

/** Says, once on this computer, that a hosted room's port is open on another machine. */
function warnOfRemote(remote: string, memento: vscode.Memento, t: Translate): void {
  if (memento.get(toldOfRemoteKey) === true) return;
  void memento.update(toldOfRemoteKey, true);
  void showWarningMessage(
    t(
      'In this window, Deskmate runs on {0}: your room’s port is open there, not on the computer in front of you.',
      remote,
    ),
  );
}
