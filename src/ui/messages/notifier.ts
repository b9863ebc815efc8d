import type { MessageEntry } from '../../room/log/log-entry';
import type { SessionState } from '../../room/room';
import type { Session } from '../../room/session/session';
import { isInvited } from '../../strings/invited-room';
import { arrivalWords } from '../../strings/message-words';
import type { Problem } from '../../strings/problem';
import { knockedWords } from '../../strings/room-words';
import { storageFailedWords } from '../../strings/storage-words';
import type { Translate } from '../../strings/translate';
import type { Clock } from '../../util/clock';
import { type Disposable, DisposableStore } from '../../util/disposable';
import type { Logger } from '../../util/logger';
import type { RoomAttempts } from '../rooms/room-attempts';
import type { Settings } from '../settings';
import { showInformationMessage, showWarningMessage } from '../window/messages';
import { type Alert, alertWords, deservesAlert, deservesNotice, GatheredAlerts } from './alerts';
import type { Heard } from './panel-adapter';

export interface NotifierParts {
  readonly session: Session;
  readonly attempts: RoomAttempts;
  readonly settings: Settings;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly t: Translate;
  /** Shows a failure with what the person can do about it. */
  offer(problem: Problem): void;
  /** Whether a panel is in sight. */
  isChatVisible(): boolean;
  showChat(): Promise<void>;
}

/**
 * Tells of what happens in the room while no panel is in sight. Where one is, a window in the background
 * shows no notification either: nobody would see it there, and whoever comes back finds it in front of the
 * message itself.
 */
export class Notifier implements Disposable {
  private readonly store = new DisposableStore();
  private readonly alerts: GatheredAlerts<MessageEntry>;
  /** Names of those who came in. */
  private readonly arrivals: GatheredAlerts<string>;
  private before: SessionState['connection']['kind'];

  constructor(private readonly parts: NotifierParts) {
    const { session, clock } = parts;
    this.before = session.state.connection.kind;
    this.alerts = this.store.add(new GatheredAlerts(clock, (alert) => this.show(alert)));
    this.arrivals = this.store.add(new GatheredAlerts(clock, (alert) => this.showArrival(alert)));
    this.store.add(session.onDidChangeState((state) => this.watch(state)));
  }

  /** A new entry of the log that is another's message, or a new line about the room. */
  add({ entry, mention }: Heard): void {
    const { session, settings, t } = this.parts;
    if (entry.kind === 'system' && entry.event.type === 'knocked') {
      this.offerGroup(entry.event.name);
      return;
    }
    if (this.parts.isChatVisible()) return;
    const { room } = session.state;
    if (entry.kind === 'message') {
      if (deservesAlert(entry, mention, room, settings.notifications)) this.alerts.add(entry);
    } else if (entry.event.type === 'joined' || entry.event.type === 'let-in') {
      const { name, self } = entry.event;
      if (!self && deservesNotice(room, settings.notifications)) this.arrivals.add(name);
    } else if (entry.event.type === 'closed' && entry.event.why === 'host') {
      // Of a room by invite it is the error that ended it, which is told with what to do next.
      if (!isInvited(room)) this.tell(t('The host closed the room.'));
    }
  }

  /** A panel came into sight. */
  looked(): void {
    this.alerts.clear();
    this.arrivals.clear();
  }

  dispose(): void {
    this.store.dispose();
  }

  /** A room that was lost; a failed attempt to get into one is told by who tried. */
  private watch({ connection }: SessionState): void {
    const { attempts, offer, isChatVisible } = this.parts;
    const { before } = this;
    this.before = connection.kind;
    if (connection.kind !== 'offline' || connection.error === undefined) return;
    if (before === 'offline' || attempts.isTrying || isChatVisible()) return;
    attempts.told();
    offer(attempts.problem(connection.error));
  }

  private showArrival({ count, last }: Alert<string>): void {
    const { isChatVisible, t } = this.parts;
    // Without a button it goes away by itself.
    if (!isChatVisible()) void showInformationMessage(arrivalWords(count, last, t));
  }

  private show({ count, last }: Alert<MessageEntry>): void {
    const { session, isChatVisible, t } = this.parts;
    const message = alertWords(count, session.entry(last.id), !isInvited(session.state.room), t);
    if (message !== undefined && !isChatVisible()) this.tell(message);
  }

  /** Also where the chat is in sight: there is something to decide. */
  private offerGroup(name: string): void {
    const { session, logger, t } = this.parts;
    const pin = session.pin;
    const grow = t('Convert to Group');
    showInformationMessage(knockedWords(name, t), grow).then(
      (chosen) => {
        if (chosen !== grow || session.pin !== pin) return;
        const made = session.invited?.hostActions?.openToMore();
        if (made === false) void showWarningMessage(storageFailedWords(t));
      },
      (error: unknown) => logger.error(`a notification failed: ${error}`),
    );
  }

  private tell(message: string): void {
    this.offer(message).catch((error: unknown) => {
      this.parts.logger.error(`a notification failed: ${error}`);
    });
  }

  private async offer(message: string): Promise<void> {
    const open = this.parts.t('Open Chat');
    const chosen = await showInformationMessage(message, open);
    if (chosen === open) await this.parts.showChat();
  }
}
