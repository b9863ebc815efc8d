import type { AdapterAddress } from '../../net/socket/adapters';
import { traitsOf } from '../../protocol/room-kinds';
import type { RoomInfo } from '../../room/room';
import type { Session } from '../../room/session/session';
import { isLoopback } from '../../strings/addresses';
import { linkName } from '../../strings/inline-text';
import { CodedError, netErrorCode } from '../../strings/problem';
import { type ContinueQuestion, continueQuestion, continueText } from '../../strings/question-text';
import { storageFailedText } from '../../strings/storage-text';
import type { Translate } from '../../strings/translate';
import type { HostedRoom } from '../api';
import type { CommandHandlers } from '../commands';
import type { Settings } from '../settings';
import { allNetworks } from './addresses';
import type { HostAbsence, RoomWithoutHost } from './host-absence';
import type { HostFlow } from './host-flow';
import { hostedRoom } from './host-options';
import type { RoomAttempts } from './room-attempts';

export interface ContinueFlowDeps {
  readonly session: Pick<Session, 'state' | 'entries' | 'firstPin'>;
  readonly absence: Pick<HostAbsence, 'room'>;
  readonly attempts: Pick<RoomAttempts, 'continueAsNewRoom'>;
  readonly hostFlow: Pick<HostFlow, 'opened'>;
  readonly settings: Pick<Settings, 'keepHistory'>;
  readonly t: Translate;
  adapters(): readonly AdapterAddress[];
  /** The invite to the room this window hosts, as a link; undefined when it hosts none. */
  inviteLink(): string | undefined;
  isChatVisible(): boolean;
  showChat(): Promise<void>;
  showLog(): void;
  /** Moves what isn't sent yet from the room with this key to the one that this window is in now. */
  moveDraft(from: string): void;
  /** Asks whether to stop the files on their way, if there are any. */
  confirmTransfers(): Promise<boolean>;
  /** Asks a question with this button. Returns whether the user pressed it. */
  confirm(question: ContinueQuestion, button: string): Promise<boolean>;
  /** Shows a notification. Returns the button that the user pressed. */
  tell(message: string, ...buttons: readonly string[]): Promise<string | undefined>;
  showFailure(message: string, ...buttons: readonly string[]): Promise<string | undefined>;
}

/** Continues a room without its host, as a new one. */
export class ContinueFlow {
  /** The ids of the rooms about which the user was told. */
  private readonly told = new Set<string>();

  constructor(private readonly deps: ContinueFlowDeps) {}

  /** Asks, and continues the room as a new one. Shows why it failed. */
  async ask(): Promise<void> {
    const { absence, confirm, confirmTransfers, hostFlow, settings, showChat, t, tell } = this.deps;
    const { room } = absence;
    if (!room) {
      void tell(nothingText(t));
      return;
    }
    if (!(await confirmTransfers())) return;
    const question = continueQuestion(room, settings.keepHistory, t);
    if (!(await confirm(question, t('Continue as New Room')))) return;
    try {
      const info = await this.continue(room);
      if (!info) {
        void tell(t('The host is back, so nothing was changed.'));
        return;
      }
      await showChat();
      await hostFlow.opened(info);
    } catch (error) {
      const showLog = t('Show Log');
      const chosen = await this.deps.showFailure(this.failure(error, room), showLog);
      if (chosen === showLog) this.deps.showLog();
    }
  }

  /** Continues the room for a program, without asking. @throws {CodedError} */
  async continueNow(): Promise<HostedRoom> {
    const { absence, inviteLink, t } = this.deps;
    const { room } = absence;
    const info =
      room &&
      (await this.continue(room).catch((error: unknown) => {
        throw new CodedError(netErrorCode(error), this.failure(error, room));
      }));
    if (!info) throw new CodedError('not-without-host', nothingText(t));
    return hostedRoom(info, inviteLink());
  }

  /** Tells the user, once for each room, what can be done without the host. The chat shows that itself. */
  async offer(): Promise<void> {
    const { absence, isChatVisible, t, tell } = this.deps;
    const { room } = absence;
    if (!room?.isOffered || !room.isIn || isChatVisible() || this.told.has(room.id)) return;
    this.told.add(room.id);
    const answer = t('Continue as New Room…');
    const chosen = await tell(continueText(room, t), answer);
    if (chosen === answer) await this.ask();
  }

  private async continue({ id, host }: RoomWithoutHost): Promise<RoomInfo | undefined> {
    const { adapters, attempts, moveDraft, session } = this.deps;
    const { firstPin, state } = session;
    // A copy of a room that only this computer could reach is no more open than that room.
    const isLocal = state.room !== undefined && isLoopback(state.room.address);
    const address = isLocal ? '127.0.0.1' : allNetworks(adapters());
    const { guests } = traitsOf(state.room?.kind ?? 'group');
    const options = { address, port: 0, maxClients: guests };
    const info = await attempts.continueAsNewRoom(id, { ...options, host });
    if (info && firstPin !== undefined) moveDraft(firstPin);
    return info;
  }

  private failure(error: unknown, { name }: RoomWithoutHost): string {
    const { t } = this.deps;
    if (netErrorCode(error) === 'storage-failed') return storageFailedText(t);
    return t(
      'Couldn’t open the new room, so nothing was changed in “{0}”. Try again, or see the log for details.',
      linkName(name),
    );
  }
}

function nothingText(t: Translate): string {
  return t(
    'There’s no room to continue: this works in a pair or group whose host is gone, or whose saved chat is open.',
  );
}

export interface ContinueCommandDeps {
  readonly continueFlow: ContinueFlow;
  readonly t: Translate;
}

/** The command that continues a room without its host. */
export function continueCommands({ continueFlow, t }: ContinueCommandDeps) {
  return {
    'deskmate.continueRoom': (isConfirmed) => {
      if (isConfirmed === undefined) return continueFlow.ask();
      if (isConfirmed === true) return continueFlow.continueNow();
      throw new CodedError('bad-argument', t('Continue as New Room expects true, or nothing.'));
    },
  } satisfies Partial<CommandHandlers>;
}
