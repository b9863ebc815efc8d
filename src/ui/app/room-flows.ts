import type * as vscode from 'vscode';
import type { Nearby } from '../../net/nearby/nearby';
import type { AdapterAddress } from '../../net/socket/adapters';
import type { Archive } from '../../room/log/journal';
import { rememberedHosts } from '../../room/nearby-addresses';
import type { Session } from '../../room/session/session';
import type { OpenRooms } from '../../store/open-rooms';
import type { Problem } from '../../strings/problem';
import type { Translate } from '../../strings/translate';
import type { Clock } from '../../util/clock';
import { type Disposable, DisposableStore } from '../../util/disposable';
import type { Logger } from '../../util/logger';
import { ContinueFlow } from '../rooms/continue-flow';
import { FlowHelpers } from '../rooms/flow-helpers';
import type { HostAbsence } from '../rooms/host-absence';
import { HostFlow } from '../rooms/host-flow';
import { JoinFlow } from '../rooms/join-flow';
import { runRecoveryAction } from '../rooms/recovery-actions';
import type { RoomAttempts } from '../rooms/room-attempts';
import { RecentRoomStore } from '../rooms/room-store';
import { defaultName, UserName } from '../rooms/user-name';
import type { WideServers } from '../rooms/wide-servers';
import type { Settings } from '../settings';
import type { Handoff } from '../window/keyboard-handoff';
import { showErrorMessage, showInformationMessage } from '../window/messages';
import type { InvitedRooms } from './invited-rooms';
import type { NearbyRooms } from './nearby-rooms';

export interface RoomFlowsDeps {
  readonly session: Session;
  readonly archive: Archive;
  readonly settings: Settings;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly t: Translate;
  /** The storage that all windows share. */
  readonly memento: vscode.Memento;
  readonly servers: WideServers;
  readonly attempts: RoomAttempts;
  readonly absence: HostAbsence;
  readonly openRooms: OpenRooms;
  readonly invited: InvitedRooms;
  readonly nearby: Nearby;
  readonly nearbyRooms: NearbyRooms;
  /** See {@link HostFlow}. */
  readonly remote: string | undefined;
  adapters(): readonly AdapterAddress[];
  isChatVisible(): boolean;
  /** @param from the input that has the keyboard focus until the chat takes it */
  showChat(from?: Handoff): Promise<void>;
  showLog(): void;
  showInviteQr(): void;
  /** Moves what isn't sent yet from the room with this key to the one that this window is in now. */
  moveDraft(from: string): void;
  /** Asks whether to stop the files on their way, if there are any. */
  confirmTransfers(): Promise<boolean>;
  checkConnection(): unknown;
}

/** Connects hosting, joining and continuing rooms to the editor, and the remedies for what fails. */
export class RoomFlows implements Disposable {
  private readonly store = new DisposableStore();
  readonly recent: RecentRoomStore;
  readonly name: UserName;
  readonly hostFlow: HostFlow;
  readonly joinFlow: JoinFlow;
  readonly continueFlow: ContinueFlow;

  constructor(private readonly deps: RoomFlowsDeps) {
    const { session, archive, settings, clock, logger, t, memento, attempts, absence } = deps;
    const { openRooms, invited, nearby, nearbyRooms, remote, servers } = deps;
    const { adapters, isChatVisible, showLog, showInviteQr, moveDraft, confirmTransfers } = deps;
    const { announced, codeFlow, knockFlow } = nearbyRooms;
    const recent = new RecentRoomStore(memento, settings);
    const name = new UserName(settings, defaultName);
    this.recent = recent;
    this.name = name;
    const state = () => session.state;
    const inviteLink = () => invited.inviteLink();
    const showChat = () => deps.showChat();
    const showProblem = (problem: Problem) => this.showProblem(problem);
    const steps = new FlowHelpers({
      ...{ attempts, clock, logger, t, state, offer: showProblem },
      showChat: (from) => deps.showChat(from),
    });
    this.hostFlow = new HostFlow({
      ...{ steps, attempts, name, t, remote, adapters, inviteLink, showInviteQr, announced },
      ...{ settings, memento, servers },
    });
    this.joinFlow = new JoinFlow({
      ...{ steps, attempts, recent, name, clock, logger, t, state, showProblem, showChat },
      ...{ codeFlow, knockFlow },
      browse: () => nearby.browse(rememberedHosts(recent.rooms, archive.list())),
      ownAnnouncement: () => announced.ownId,
      holder: (pin) => openRooms.holder(pin),
      ownInvite: () => invited.ownInvite,
    });
    const { hostFlow } = this;
    this.continueFlow = new ContinueFlow({
      ...{ session, absence, attempts, hostFlow, settings, adapters, inviteLink, t },
      ...{ isChatVisible, showChat, showLog, moveDraft, confirmTransfers },
      confirm: async ({ message, detail }, button) =>
        (await showInformationMessage(message, { modal: true, detail }, button)) === button,
      tell: async (message, ...buttons) => showInformationMessage(message, ...buttons),
      showFailure: async (message, ...buttons) => showErrorMessage(message, ...buttons),
    });
    this.store.add(absence.onDidChange(() => this.offerToContinue()));
    this.store.add(settings.onDidChange(() => void recent.respectSetting()));
    void recent.respectSetting();
  }

  /** Shows a failure, and runs the remedy that the user chooses. */
  showProblem(problem: Problem): void {
    const { hostFlow, joinFlow } = this;
    const { attempts, checkConnection, logger, showLog, t } = this.deps;
    const actions = { hostFlow, joinFlow, checkConnection };
    runRecoveryAction(problem, actions, { attempts, t, showLog }).catch((error: unknown) => {
      logger.error(`a remedy failed: ${error}`);
    });
  }

  dispose(): void {
    this.store.dispose();
  }

  private offerToContinue(): void {
    this.continueFlow.offer().catch((error: unknown) => {
      this.deps.logger.error(`a notification failed: ${error}`);
    });
  }
}
