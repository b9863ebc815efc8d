import type { NearbyRoom } from '../../protocol/announcement';
import type { Endpoint } from '../../protocol/endpoint';
import type { Invite } from '../../protocol/invite';
import { formatLabEndpoint } from '../../protocol/lab-endpoint';
import type { NetErrorCode } from '../../protocol/net-error';
import type { KnockAttempt } from '../../room/guest/knock-attempt';
import type { KnockState } from '../../room/knocks';
import { nearbyEndpoint } from '../../room/nearby-addresses';
import type { Session } from '../../room/session/session';
import { linkName } from '../../strings/inline-text';
import {
  confirmQuestion,
  type KnockEndText,
  knockActionLabel,
  knockEndText,
  notAskedText,
  type WaitingText,
  waitingShort,
  waitingText,
} from '../../strings/knock-text';
import type { Translate } from '../../strings/translate';
import type { Clock } from '../../util/clock';
import { type Disposable, DisposableStore } from '../../util/disposable';
import { Emitter, type Event } from '../../util/event';
import { exhaustive } from '../../util/exhaustive';

/**
 * How long the code is shown at least, in ms. A computer that poses as the host can accept at once, and the Enter
 * that asked to join must not answer the question that comes next.
 */
const shownMs = 3000;

type Attempt = Pick<KnockAttempt, 'state' | 'onDidChange' | 'cancel'>;

/** A progress notification that the user can cancel. */
export interface KnockProgress {
  readonly onCancel: Event<void>;
  report(message: string): void;
}

export interface KnockFlowDeps {
  readonly session: { knock(...given: Parameters<Session['knock']>): Attempt };
  /** Node's name for the operating system. */
  readonly platform: string;
  readonly clock: Clock;
  readonly t: Translate;
  /** Shows progress until the work is done. */
  withProgress<T>(title: string, work: (progress: KnockProgress) => Promise<T>): PromiseLike<T>;
  /** Asks in a dialog. Returns whether the answer is yes. */
  confirm(question: ReturnType<typeof confirmQuestion>): PromiseLike<boolean>;
  /** Shows a failure; resolves with the button pressed. */
  showFailure(message: string, ...buttons: string[]): PromiseLike<string | undefined>;
  /** Says what the user has just done. */
  showDone(message: string): void;
  /** Joins as with any invite. */
  join(invite: Invite): Promise<void>;
  /** Lets the user choose how to join. */
  joinAnother(): Promise<void>;
  /** Finds out why the room at this address couldn't be reached. */
  checkConnection(endpoint: Endpoint, code: NetErrorCode): Promise<void>;
  showLog(): void;
}

type Outcome = Extract<KnockState, { readonly kind: 'accepted' | 'ended' }>;

/** What is known of a room: from its announcement, then from the connection. */
interface Known {
  readonly room: string;
  readonly host: string;
  readonly code: string;
}

/** Asks to join a room on the network, and joins it when its host has typed the code that the user reads out. */
export class KnockFlow implements Disposable {
  private readonly store = new DisposableStore();
  private readonly changes = this.store.add(new Emitter<void>());
  /** Fires when {@link waiting} changes. */
  readonly onDidChange = this.changes.event;
  private attempt: Attempt | undefined;

  constructor(private readonly deps: KnockFlowDeps) {}

  /** What the user reads out to the host now; undefined if there is nothing. */
  get waiting(): WaitingText | undefined {
    const state = this.attempt?.state;
    return state?.kind === 'waiting' ? waitingText(state, this.deps.t) : undefined;
  }

  /** Whether the user is asking to join a room. */
  get isAsking(): boolean {
    return this.attempt !== undefined;
  }

  /**
   * Asks to join a room, in place of any other. Resolves when the request has ended, and the room is joined or
   * the user has decided what to do instead.
   * @param person the user's name
   */
  async ask(room: NearbyRoom, person: string): Promise<void> {
    const { deps } = this;
    const { t } = deps;
    this.cancel();
    const known: Known = { room: room.name, host: room.host, code: '' };
    const { outcome, last } = await this.wait(deps.session.knock(room, person), known);
    if (outcome.kind === 'accepted') {
      if (await deps.confirm(confirmQuestion(last, last.code, t))) await deps.join(outcome.invite);
      else
        await this.fail({ message: notAskedText(last, t), actions: ['use-invite'] }, room, person);
      return;
    }
    const address = formatLabEndpoint(nearbyEndpoint(room));
    const end = knockEndText(outcome.code, { ...last, address }, deps.platform, t);
    if (end.actions.length === 0) deps.showDone(end.message);
    else await this.fail(end, room, person);
  }

  /** Says why the room wasn't joined, and does what the user chooses. */
  private async fail(
    { message, actions, failure = 'failed' }: KnockEndText,
    room: NearbyRoom,
    person: string,
  ): Promise<void> {
    const { checkConnection, joinAnother, showFailure, showLog, t } = this.deps;
    const labels = actions.map((action) => knockActionLabel(action, t));
    const chosen = await showFailure(message, ...labels);
    const action = chosen === undefined ? undefined : actions[labels.indexOf(chosen)];
    switch (action) {
      case undefined:
        return;
      case 'ask-again':
        return this.ask(room, person);
      case 'use-invite':
        return joinAnother();
      case 'check-connection':
        return checkConnection(nearbyEndpoint(room), failure);
      case 'show-log':
        return showLog();
      default:
        return exhaustive(action);
    }
  }

  /** Takes the request back; does nothing if there is none. */
  cancel(): void {
    this.attempt?.cancel();
  }

  dispose(): void {
    this.cancel();
    this.store.dispose();
  }

  /** Shows the code until the request is accepted or over. */
  private async wait(
    attempt: Attempt,
    first: Known,
  ): Promise<{ readonly outcome: Outcome; readonly last: Known }> {
    const { clock, withProgress, t } = this.deps;
    this.set(attempt);
    let last = first;
    let enoughAt = Number.NEGATIVE_INFINITY;
    const title = t('Asking to join “{0}”', linkName(first.room));
    const outcome = await withProgress(title, async ({ onCancel, report }) => {
      const store = new DisposableStore();
      try {
        return await new Promise<Outcome>((resolve) => {
          const follow = (state: KnockState) => {
            if (state.kind === 'waiting') {
              last = { room: state.room, host: state.host, code: state.code };
              enoughAt = clock.now() + shownMs;
              report(waitingShort(state, t));
            } else if (state.kind === 'accepted') {
              const early = Math.min(Math.max(enoughAt - clock.now(), 0), shownMs);
              store.add(clock.after(early, () => resolve(state)));
            } else if (state.kind === 'ended') resolve(state);
            this.changes.fire();
          };
          store.add(attempt.onDidChange(follow));
          store.add(onCancel(() => attempt.cancel()));
          follow(attempt.state);
        });
      } finally {
        store.dispose();
        if (this.attempt === attempt) this.set(undefined);
      }
    });
    return { outcome, last };
  }

  private set(attempt: Attempt | undefined): void {
    this.attempt = attempt;
    this.changes.fire();
  }
}
