import { isForTwo } from '../../protocol/room-kinds';
import type { Session } from '../../room/session/session';
import type { Translate } from '../../strings/translate';
import { type Disposable, DisposableStore } from '../../util/disposable';
import type { Settings, TakeOverSetting } from '../settings';
import { showInformationMessage } from '../window/messages';

export interface TakeOverConsentDeps {
  readonly session: Pick<Session, 'state' | 'invited' | 'onDidChangeState'>;
  readonly settings: Pick<Settings, 'takeOver' | 'setTakeOver' | 'onDidChange'>;
  copyInvite(): unknown;
  readonly t: Translate;
}

/**
 * Lets this window take over rooms if the user agrees, which is asked once, on joining a group. Tells the user when
 * the window hosts a room that it has joined.
 */
export class TakeOverConsent implements Disposable {
  private readonly store = new DisposableStore();
  private isAsking = false;
  /** The room that this window is a guest in. */
  private joined = '';

  /** Read once: the state changes often. */
  private setting: TakeOverSetting;

  constructor(private readonly deps: TakeOverConsentDeps) {
    const { session, settings } = deps;
    this.setting = settings.takeOver;
    this.store.add(session.onDidChangeState(() => this.update()));
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
    const { invited, state } = this.deps.session;
    const { kind } = state.connection;
    const id = invited?.journalId ?? '';
    if (kind === 'hosting' && id !== '' && id === this.joined) void this.tellHost();
    this.joined = kind === 'hosting' ? '' : id;
    if (!invited?.setMayTakeOver) return;
    invited.setMayTakeOver(this.setting === 'allow');
    const isAsked = kind === 'joined' && state.room && !isForTwo(state.room.kind);
    if (isAsked && this.setting === 'ask') void this.ask();
  }

  private async ask(): Promise<void> {
    if (this.isAsking) return;
    this.isAsking = true;
    const { settings, t } = this.deps;
    const [allow, refuse] = [t('Allow'), t('Never')];
    const answer = await showInformationMessage(
      t(
        'When the host of a group leaves, can they hand the room over to you? If you allow it, Deskmate listens on a port of this computer while you’re in a room.',
      ),
      allow,
      refuse,
    );
    if (answer !== undefined) await settings.setTakeOver(answer === allow ? 'allow' : 'never');
  }

  /** Says that this window hosts a room now, which needs new invites. */
  private async tellHost(): Promise<void> {
    const { copyInvite, t } = this.deps;
    const copy = t('Copy Invite');
    const chosen = await showInformationMessage(
      t('You host the room now, and everyone stays. To invite others, send them the new invite.'),
      copy,
    );
    if (chosen === copy) await copyInvite();
  }
}
