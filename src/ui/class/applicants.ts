import type { Waiting } from '../../room/room';
import { noticeText } from '../../strings/inline-text';
import { applicantText } from '../../strings/roster-text';
import type { Translate } from '../../strings/translate';
import type { Clock } from '../../util/clock';
import { type Disposable, DisposableStore } from '../../util/disposable';
import { AlertBatcher } from '../messages/alerts';
import type { ClassSession, CurrentClass } from './current-class';

export interface ApplicantsDeps {
  readonly session: Pick<ClassSession, 'state' | 'onDidChangeState'>;
  readonly current: Pick<CurrentClass, 'hostActions'>;
  readonly clock: Clock;
  readonly t: Translate;
  /** Shows a notification; resolves with the button pressed. */
  notify(message: string, ...buttons: string[]): PromiseLike<string | undefined>;
  showChat(): Promise<void>;
}

/**
 * Asks the host of a class about newcomers who aren't on its roster: one notification for a burst, whatever anyone
 * does. They are in the chat's list of participants besides.
 */
export class Applicants implements Disposable {
  private readonly store = new DisposableStore();
  private readonly batch: AlertBatcher<Waiting>;
  private known: ReadonlySet<number> = new Set();

  constructor(private readonly deps: ApplicantsDeps) {
    this.batch = this.store.add(
      new AlertBatcher(deps.clock, ({ count, last }) => void this.ask(count, last)),
    );
    this.store.add(deps.session.onDidChangeState(() => this.update()));
    this.update();
  }

  /** Lets someone in about whom the host decides, or turns them away. */
  decide(applicant: number, admit: boolean): void {
    const { current, notify, t } = this.deps;
    const { hostActions } = current;
    if (!admit) hostActions?.turnAway(applicant);
    else if (!hostActions?.admit(applicant)) {
      void notify(t('They couldn’t be let in: they’re gone, or the room and its line are full.'));
    }
  }

  dispose(): void {
    this.store.dispose();
  }

  private update(): void {
    const waiting = this.waiting;
    for (const person of waiting) {
      if (!this.known.has(person.applicant ?? 0)) this.batch.add(person);
    }
    this.known = new Set(waiting.map(({ applicant = 0 }) => applicant));
  }

  private get waiting(): readonly Waiting[] {
    return this.deps.session.state.waiting.filter(({ applicant }) => applicant !== undefined);
  }

  private async ask(burst: number, { applicant = 0, name, why }: Waiting): Promise<void> {
    const { notify, showChat, t } = this.deps;
    const isHere = this.waiting.some((person) => person.applicant === applicant);
    const count = Math.min(burst, this.waiting.length);
    if (count === 0) return;
    if (count > 1 || !isHere || !why) {
      const show = t('Open Chat');
      const text = t('{0} people wait for you to let them in.', this.waiting.length);
      if ((await notify(text, show)) === show) await showChat();
      return;
    }
    const [admit, turnAway] = [t('Admit'), t('Turn Away')];
    const answer = await notify(applicantText(noticeText(name), why, t), admit, turnAway);
    if (answer !== undefined) this.decide(applicant, answer === admit);
  }
}
