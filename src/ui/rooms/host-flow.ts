import type * as vscode from 'vscode';
import type { AdapterAddress } from '../../net/socket/adapters';
import { isByInvite, isOnServer } from '../../protocol/room-kinds';
import type { RoomInfo } from '../../room/room';
import type { Translate } from '../../strings/translate';
import type { CommandHandlers } from '../commands';
import type { Settings } from '../settings';
import { showWarningMessage } from '../window/messages';
import { allNetworks } from './addresses';
import type { AnnouncedRooms } from './announced-rooms';
import type { WantedRoom, WantedWideRoom } from './attempt';
import { type FlowHelpers, withErrorCodes } from './flow-helpers';
import {
  answeredOptions,
  hostedRoom,
  readHostAnswers,
  readHostOptions,
  readServerName,
} from './host-options';
import { askHost, type HostQuestion } from './host-prompt';
import { announceInvite } from './invite-commands';
import type { RoomAttempts } from './room-attempts';
import type { UserName } from './user-name';
import { serverFor, type WideServers } from './wide-servers';

const answersKey = 'deskmate.hostAnswers';
const warnedOfRemoteKey = 'deskmate.toldOfRemote';

export interface HostFlowDeps {
  readonly steps: FlowHelpers;
  readonly attempts: RoomAttempts;
  readonly name: UserName;
  readonly announced: Pick<AnnouncedRooms, 'set'>;
  readonly settings: Pick<Settings, 'announceRooms' | 'setAnnounceRooms'>;
  /** The storage that all windows share. */
  readonly memento: vscode.Memento;
  readonly t: Translate;
  /** The remote machine that this extension runs on, if any; see `remoteMachine`. */
  readonly remote: string | undefined;
  adapters(): readonly AdapterAddress[];
  /** The invite to the room this window hosts, as a link; undefined when it hosts none. */
  inviteLink(): string | undefined;
  /** Shows the invite as a QR code. */
  showInviteQr(): void;
  readonly servers: WideServers;
}

/** Hosts a room interactively: asks for the options, and offers what to do if it fails. */
export class HostFlow {
  constructor(private readonly deps: HostFlowDeps) {}

  /** Asks what to host, and hosts it. Returns undefined if the user cancelled or it failed. */
  async host(first: HostQuestion = 'kind'): Promise<RoomInfo | undefined> {
    const { steps, memento, name, adapters, servers, settings, t } = this.deps;
    const wanted = await askHost({
      adapters: adapters(),
      last: readHostAnswers(memento.get(answersKey)),
      first,
      person: name.given === undefined ? await name.proposal() : undefined,
      knownName: await name.known(),
      announce: settings.announceRooms,
      servers,
      answered: steps.answered,
      t,
    });
    try {
      if (!wanted) return undefined;
      await memento.update(answersKey, wanted.answers);
      if (wanted.person !== undefined) await name.save(wanted.person);
      if (wanted.wide) return await this.openWide(wanted.wide, wanted.person);
      const { announce } = wanted;
      if (announce !== undefined) await settings.setAnnounceRooms(announce);
      const options = { ...answeredOptions(wanted.answers), announce: announce ?? false };
      return await this.open(options, wanted.person);
    } finally {
      steps.answered.closeUnlessHandedOver();
    }
  }

  /** Hosts a room. Returns undefined if it failed, or if the user stays in the current room. */
  open(options: WantedRoom, person?: string): Promise<RoomInfo | undefined> {
    const { attempts, name } = this.deps;
    return this.attempt(
      async () => attempts.host(options, person ?? (await name.known())),
      (room) => this.opened(room, options),
    );
  }

  private async attempt(
    work: () => Promise<RoomInfo>,
    opened: (room: RoomInfo) => Promise<void>,
  ): Promise<RoomInfo | undefined> {
    const { steps, t } = this.deps;
    if (!(await steps.confirmLeave(t('Leave and Host')))) return undefined;
    steps.focusChat();
    try {
      const room = await work();
      await opened(room);
      return room;
    } catch (error) {
      steps.fail(error);
      return undefined;
    }
  }

  /** Opens a wide room. Returns undefined if it failed, or if the user stays in the current room. */
  openWide(wanted: WantedWideRoom, person?: string): Promise<RoomInfo | undefined> {
    const { attempts, name } = this.deps;
    return this.attempt(
      async () => attempts.hostWide(wanted, person ?? (await name.known())),
      (room) => this.showInvite(room),
    );
  }

  /** Does what follows when a room is open: lists it on the network if the user wants that, and copies its invite. */
  async opened(room: RoomInfo, wanted: Pick<WantedRoom, 'announce'> = {}): Promise<void> {
    const { memento, remote, t } = this.deps;
    await announce(wanted, this.deps);
    if (remote !== undefined) warnOfRemote(remote, memento, t);
    await this.showInvite(room);
  }

  private async showInvite(room: RoomInfo): Promise<void> {
    const { inviteLink, showInviteQr, t } = this.deps;
    if (isByInvite(room.kind)) {
      await announceInvite(room.kind, inviteLink, { qr: showInviteQr }, t);
    }
  }
}

export interface HostCommandDeps
  extends Pick<
    HostFlowDeps,
    'attempts' | 'name' | 't' | 'adapters' | 'inviteLink' | 'announced' | 'settings' | 'servers'
  > {
  readonly hostFlow: HostFlow;
}

/** The command that hosts a room. */
export function hostCommands(deps: HostCommandDeps) {
  return {
    'deskmate.hostRoom': async (options) => {
      const room = options === undefined ? await deps.hostFlow.host() : await hostAs(options, deps);
      return room && hostedRoom(room, deps.inviteLink());
    },
  } satisfies Partial<CommandHandlers>;
}

/** Hosts a room for a program. @throws {CodedError} if the options are invalid or hosting fails */
async function hostAs(options: unknown, deps: HostCommandDeps): Promise<RoomInfo> {
  const { attempts, name, adapters, servers, t } = deps;
  const wanted = readHostOptions(options, allNetworks(adapters()), t);
  const person = await name.known();
  if (isOnServer(wanted.kind)) {
    const server = serverFor(readServerName(options, t), await servers.list(), t);
    return withErrorCodes(attempts.hostWide({ name: wanted.name, server }, person), deps);
  }
  const room = await withErrorCodes(attempts.host(wanted, person), deps);
  await announce(wanted, deps);
  return room;
}

/** Lists a new room for others on the network, or doesn't. */
async function announce(
  { announce: wanted }: Pick<WantedRoom, 'announce'>,
  { announced, settings }: Pick<HostFlowDeps, 'announced' | 'settings'>,
): Promise<void> {
  await announced.set(wanted ?? settings.announceRooms);
}

/** Warns, once per computer, that a hosted room's port is open on another machine. */
function warnOfRemote(remote: string, memento: vscode.Memento, t: Translate): void {
  if (memento.get(warnedOfRemoteKey) === true) return;
  void memento.update(warnedOfRemoteKey, true);
  void showWarningMessage(
    t(
      'In this window, Deskmate runs on {0}: your room’s port is open there, not on the computer in front of you.',
      remote,
    ),
  );
}
