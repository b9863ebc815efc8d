import { hasCode } from '../../protocol/room-kinds';
import type { HostActions } from '../../room/host-actions';
import type { Session } from '../../room/session/session';
import { CodedError } from '../../strings/problem';
import { pausedText } from '../../strings/room-code-text';
import type { Translate } from '../../strings/translate';
import { type Disposable, DisposableStore } from '../../util/disposable';
import type { Logger } from '../../util/logger';

export interface RoomCodeHostDeps {
  readonly session: Pick<Session, 'state' | 'invited' | 'onDidChangeState'>;
  readonly logger: Logger;
  readonly t: Translate;
  /** The host's actions for the current room. @throws {CodedError} `no-room`, `not-host` */
  hostActions(): HostActions;
  /** Shows the code as large as the window. */
  showTab(): void;
  /** Shows a notification; resolves with the button pressed. */
  warn(message: string, ...buttons: string[]): PromiseLike<string | undefined>;
  /** Says what the user has just done. */
  showDone(message: string): void;
}

/** The room code for the user who hosts a group: makes, shows and stops it, and says when it is paused. */
export class RoomCodeHost implements Disposable {
  private readonly store = new DisposableStore();
  private wasPaused = false;

  constructor(private readonly deps: RoomCodeHostDeps) {
    this.store.add(deps.session.onDidChangeState(() => this.follow()));
  }

  /** Whether the room has a code, which may be paused. */
  get hasCode(): boolean {
    return this.deps.session.invited?.hostActions?.roomCode.state !== undefined;
  }

  /** Shows the code; makes one if there is none. Returns it, unless it is paused. @throws {CodedError} */
  async show(): Promise<string | undefined> {
    const { roomCode } = this.actions();
    if (!roomCode.state) await roomCode.renew();
    this.deps.showTab();
    const { state } = roomCode;
    return state?.paused ? undefined : state?.code;
  }

  /** Makes a new code and shows it; the one before lets no one in any more. Returns it. @throws {CodedError} */
  async renew(): Promise<string | undefined> {
    const { roomCode } = this.actions();
    await roomCode.renew();
    this.deps.showTab();
    return roomCode.state?.code;
  }

  /** @throws {CodedError} */
  stop(): void {
    const { roomCode } = this.actions();
    if (!roomCode.state) return;
    roomCode.stop();
    this.deps.showDone(this.deps.t('The room code no longer works.'));
  }

  dispose(): void {
    this.store.dispose();
  }

  private actions(): HostActions {
    const { hostActions, session, t } = this.deps;
    const actions = hostActions();
    if (hasCode(session.state.room?.kind)) return actions;
    throw new CodedError(
      'not-a-group',
      t('Only a group has a room code. Use Convert to Group first.'),
    );
  }

  private follow(): void {
    const { logger, session, t, warn } = this.deps;
    const state = session.invited?.hostActions?.roomCode.state;
    const isNew = state?.paused !== undefined && !this.wasPaused;
    this.wasPaused = state?.paused !== undefined;
    if (!isNew || !state?.paused) return;
    const [renew, stop] = [t('New Code'), t('Stop Code')];
    const act = async () => {
      const chosen = await warn(pausedText(state.paused ?? 'guesses', state, t), renew, stop);
      // Meanwhile there may be a new code, or another room.
      if (!this.wasPaused) return;
      if (chosen === renew) await this.renew();
      else if (chosen === stop) this.stop();
    };
    act().catch((error: unknown) => logger.error(`a paused room code: ${error}`));
  }
}
