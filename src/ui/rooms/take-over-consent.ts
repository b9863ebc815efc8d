import { isForTwo } from '../../protocol/room-kinds';
import type { Session } from '../../room/session/session';
import type { Translate } from '../../strings/translate';
import { type Disposable, DisposableStore } from '../../util/disposable';
import type { Settings, TakeOverSetting } from '../settings';
import type { RoomAttempts } from './room-attempts';

export interface TakeOverConsentDeps {
  readonly session: Pick<Session, 'state' | 'invited' | 'onDidChangeState'>;
  readonly settings: Pick<Settings, 'takeOver' | 'setTakeOver' | 'onDidChange'>;
  /** While an attempt to join runs, its progress is in the place of the question. */
  readonly attempts: Pick<RoomAttempts, 'isTrying' | 'onDidSettle'>;
  copyInvite(): unknown;
  /** Shows a notification. Returns the button that the user pressed. */
  tell(message: string, ...buttons: readonly string[]): Promise<string | undefined>;
  readonly t: Translate;
}

/**
 * Lets this window take over rooms if the user agrees, which is asked once in each group until the user decides. Tells
 * the user when the window hosts a room that it has joined.
 */
export class TakeOverConsent implements Disposable {
  private readonly store = new DisposableStore();
  /** The ids of the rooms in which the user was asked. An open question gives way to the same one, asked again. */
  private readonly asked = new Set<string>();
  /** The room that this window is a guest in. */
  private joined = '';

  /** Read once: the state changes often. */
  private setting: TakeOverSetting;

  constructor(private readonly deps: TakeOverConsentDeps) {
    const { attempts, session, settings } = deps;
    this.setting = settings.takeOver;
    this.store.add(session.onDidChangeState(() => this.update()));
    this.store.add(attempts.onDidSettle(() => this.update()));
    this.store.add(
      settings.onDidChange(() => {
        this.setting = settings.takeOver;
        this.update();
      }),
    );
  }

  dispose(): void {
    this.store.dispose();
  }

  private update(): void {
    const { attempts, session } = this.deps;
    const { invited, state } = session;
    const { kind } = state.connection;
    const id = invited?.journalId ?? '';
    if (kind === 'hosting' && id !== '' && id === this.joined) void this.tellHost();
    this.joined = kind === 'hosting' ? '' : id;
    if (!invited?.setMayTakeOver) return;
    invited.setMayTakeOver(this.setting === 'allow');
    const isInGroup = kind === 'joined' && state.room && !isForTwo(state.room.kind);
    if (!isInGroup || attempts.isTrying || this.setting !== 'ask' || this.asked.has(id)) return;
    this.asked.add(id);
    void this.ask();
  }

  private async ask(): Promise<void> {
    const { settings, t, tell } = this.deps;
    const [allow, refuse] = [t('Allow'), t('Never')];
    const answer = await tell(
      t(
        'When the host of a group leaves or is gone, can the room continue on your computer? If you allow it, Deskmate listens on a port of this computer while you’re in a room.',
      ),
      allow,
      refuse,
    );
    if (answer !== undefined) await settings.setTakeOver(answer === allow ? 'allow' : 'never');
  }

  /** Says that this window hosts a room now, which needs new invites. */
  private async tellHost(): Promise<void> {
    const { copyInvite, t, tell } = this.deps;
    const copy = t('Copy Invite');
    const chosen = await tell(
      t('You host the room now, and everyone stays. To invite others, send them the new invite.'),
      copy,
    );
    if (chosen === copy) await copyInvite();
  }
}
