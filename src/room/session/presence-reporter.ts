import type { Clock } from '../../util/clock';
import { type Disposable, DisposableStore } from '../../util/disposable';
import { PresenceClock } from './presence-clock';
import type { Session } from './session';

/** Reports to the room whether the user is here, idle or away. */
export class PresenceReporter implements Disposable {
  private readonly store = new DisposableStore();
  private readonly presence: PresenceClock;
  private room: string | undefined;

  constructor(
    private readonly session: Pick<Session, 'invited' | 'onDidChangeState'>,
    clock: Clock,
  ) {
    this.presence = this.store.add(
      new PresenceClock(clock, (presence) => session.invited?.setPresence(presence)),
    );
    this.store.add(session.onDidChangeState(() => this.reportToNewRoom()));
  }

  /** See {@link PresenceClock.attend}. */
  attend(attending: boolean): void {
    this.presence.attend(attending);
  }

  dispose(): void {
    this.store.dispose();
  }

  /** Reports the presence to a newly joined room, which assumes that the user is here. */
  private reportToNewRoom(): void {
    const { invited } = this.session;
    if (invited?.journalId === this.room) return;
    this.room = invited?.journalId;
    if (this.presence.current !== 'here') invited?.setPresence(this.presence.current);
  }
}
