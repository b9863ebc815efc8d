import { isForTwo } from '../../protocol/room-kinds';
import type { Session } from '../../room/session/session';
import { noticeText } from '../../strings/inline-text';
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
    // The members come right after the welcome.
    const host = state.members.find((member) => member.host)?.name;
    if (isAsked && host !== undefined && this.setting === 'ask') void this.ask(host);
  }

  private async ask(host: string): Promise<void> {
    if (this.isAsking) return;
    this.isAsking = true;
    const { settings, t } = this.deps;
    const [allow, refuse] = [t('Allow'), t('Never')];
    const answer = await showInformationMessage(
      t('When {0} leaves, may the group go on with you as its host?', noticeText(host)),
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
      t('You host the room now. Earlier invites no longer work: send others the new one.'),
      copy,
    );
    if (chosen === copy) await copyInvite();
  }
}
