import type { MessageEntry } from '../../room/log/log-entry';
import type { Member, SessionState } from '../../room/room';
import type { Session } from '../../room/session/session';
import { isInvited } from '../../strings/invited-room';
import { arrivalText, nudgeText } from '../../strings/message-text';
import type { Problem } from '../../strings/problem';
import { turnedAwayText } from '../../strings/room-text';
import { storageFailedText } from '../../strings/storage-text';
import type { Translate } from '../../strings/translate';
import type { LinksOf } from '../../text/message-link';
import type { Clock } from '../../util/clock';
import { type Disposable, DisposableStore } from '../../util/disposable';
import type { Logger } from '../../util/logger';
import type { AddedEntry, PanelAdapter } from '../panel/panel-adapter';
import type { Nicknames } from '../rooms/nicknames';
import type { RoomAttempts } from '../rooms/room-attempts';
import type { Settings } from '../settings';
import { showInformationMessage, showWarningMessage } from '../window/messages';
import {
  type Alert,
  AlertBatcher,
  alertText,
  shouldNotifyArrival,
  shouldNotifyMessage,
} from './alerts';
import type { MutedRooms } from './muted-rooms';

export interface NotifierDeps {
  readonly session: Session;
  readonly attempts: RoomAttempts;
  readonly settings: Settings;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly t: Translate;
  /** Shows a failure with what the user can do about it. */
  offer(problem: Problem): void;
  /** What the user calls someone: their name, or a nickname for an address. */
  readonly nicknames: Pick<Nicknames, 'shown'>;
  /** What links to messages lead to. */
  readonly linksOf: LinksOf;
  /** Whether the user has muted the room. */
  isMuted(): boolean;
  /** Whether a panel is visible. */
  isChatVisible(): boolean;
  /** Plays a sound in the chat, where it is visible. */
  chime(): void;
  showChat(): Promise<void>;
}

export interface NotificationsDeps extends Omit<NotifierDeps, 'isMuted' | 'chime'> {
  readonly muted: Pick<MutedRooms, 'isMuted'>;
  readonly panel: Pick<PanelAdapter, 'chime' | 'status' | 'onDidAddEntry' | 'surfaces'>;
}

/** Notifies the user of what happens in the room, unless the user has muted it. */
export function startNotifications(deps: NotificationsDeps): Disposable {
  const { muted, panel, session } = deps;
  const store = new DisposableStore();
  const notifier = store.add(
    new Notifier({ ...deps, isMuted: () => muted.isMuted, chime: () => panel.chime() }),
  );
  const nudges = session.onDidNudge((member) => {
    if (!muted.isMuted) panel.status.nudged(member);
    notifier.nudge(member);
  });
  store.add(nudges);
  store.add(panel.onDidAddEntry((added) => notifier.add(added)));
  store.add(panel.surfaces.onDidChange((visible) => visible && notifier.clear()));
  return store;
}

/** The least time between two sounds, in ms: a burst of messages is one. */
const soundMs = 5000;

/**
 * Shows notifications about the room while no panel is visible. While one is, a window in the background
 * shows none either: the user wouldn't see it there, and on coming back would find it in front of the
 * message itself.
 */
export class Notifier implements Disposable {
  private readonly store = new DisposableStore();
  private readonly alerts: AlertBatcher<MessageEntry>;
  /** Names of new members. */
  private readonly arrivals: AlertBatcher<string>;
  /** Names of members who asked for attention. */
  private readonly nudges: AlertBatcher<string>;
  private soundedAt = Number.NEGATIVE_INFINITY;
  private lastConnection: SessionState['connection']['kind'];

  constructor(private readonly deps: NotifierDeps) {
    const { session, clock } = deps;
    this.lastConnection = session.state.connection.kind;
    this.alerts = this.store.add(new AlertBatcher(clock, (alert) => this.showMessages(alert)));
    this.arrivals = this.store.add(new AlertBatcher(clock, (alert) => this.showArrivals(alert)));
    this.nudges = this.store.add(
      new AlertBatcher(clock, ({ last }) => {
        if (!deps.isChatVisible()) this.notify(nudgeText(last, deps.t));
      }),
    );
    this.store.add(session.onDidChangeState((state) => this.checkConnection(state)));
  }

  /** Adds a new message from someone else or a new line about the room; shows or batches what needs it. */
  add({ entry, mention }: AddedEntry): void {
    const { session, settings, nicknames, t } = this.deps;
    if (entry.kind === 'system' && entry.event.type === 'turned-away') {
      this.offerGroup(entry.event.name);
      return;
    }
    if (this.deps.isMuted()) return;
    const { room } = session.state;
    if (this.deps.isChatVisible()) {
      const isMessage = entry.kind === 'message';
      const { notifications } = settings;
      if (isMessage && shouldNotifyMessage(entry, mention, room, notifications)) this.sound();
      return;
    }
    if (entry.kind === 'message') {
      if (shouldNotifyMessage(entry, mention, room, settings.notifications)) this.alerts.add(entry);
    } else if (entry.event.type === 'joined' || entry.event.type === 'let-in') {
      const { name, self } = entry.event;
      const wants = settings.notifyJoins && shouldNotifyArrival(room, settings.notifications);
      if (!self && wants) this.arrivals.add(nicknames.shown(name));
    } else if (entry.event.type === 'closed' && entry.event.why === 'host') {
      // An invite room ends with an error, and checkConnection shows that with what to do next.
      if (!isInvited(room)) this.notify(t('The host closed the room.'));
    }
  }

  /** A member asks for the user's attention. While a panel is visible, it shows that itself. */
  nudge({ name }: Member): void {
    const { settings, isChatVisible, isMuted } = this.deps;
    if (isMuted() || settings.notifications === 'none') return;
    if (isChatVisible()) {
      this.sound();
      return;
    }
    this.nudges.add(name);
  }

  /** Drops pending notifications, because a panel is visible now. */
  clear(): void {
    this.alerts.clear();
    this.arrivals.clear();
    this.nudges.clear();
  }

  dispose(): void {
    this.store.dispose();
  }

  /** Shows why a room was lost. Failed attempts to join or host show their own errors. */
  private checkConnection({ connection }: SessionState): void {
    const { attempts, offer, isChatVisible } = this.deps;
    const { lastConnection } = this;
    this.lastConnection = connection.kind;
    if (connection.kind !== 'offline' || connection.error === undefined) return;
    if (lastConnection === 'offline' || attempts.isTrying || isChatVisible()) return;
    attempts.markReported();
    offer(attempts.problem(connection.error));
  }

  private sound(): void {
    const { settings, clock, chime } = this.deps;
    const passed = clock.now() - this.soundedAt;
    // If the clock was set back, a sound is due.
    if (!settings.sound || (passed >= 0 && passed < soundMs)) return;
    this.soundedAt = clock.now();
    chime();
  }

  private showArrivals({ count, last }: Alert<string>): void {
    const { isChatVisible, t } = this.deps;
    // A notification without buttons closes by itself.
    if (!isChatVisible()) void showInformationMessage(arrivalText(count, last, t));
  }

  private showMessages({ count, last }: Alert<MessageEntry>): void {
    const { session, nicknames, linksOf, isChatVisible, t } = this.deps;
    const isPlain = !isInvited(session.state.room);
    const message = alertText(count, session.entry(last.id), isPlain, nicknames.shown, linksOf, t);
    if (message !== undefined && !isChatVisible()) this.notify(message);
  }

  /** Offers to let more people in. Appears even while a panel is visible, because it needs a decision. */
  private offerGroup(name: string): void {
    const { session, logger, t } = this.deps;
    const pin = session.pin;
    const convert = t('Convert to Group');
    showInformationMessage(turnedAwayText(name, t), convert).then(
      (chosen) => {
        if (chosen !== convert || session.pin !== pin) return;
        const converted = session.invited?.hostActions?.openToMore();
        if (converted === false) void showWarningMessage(storageFailedText(t));
      },
      (error: unknown) => logger.error(`a notification failed: ${error}`),
    );
  }

  /** Shows a notification with a button that opens the chat. */
  private notify(message: string): void {
    this.offerChat(message).catch((error: unknown) => {
      this.deps.logger.error(`a notification failed: ${error}`);
    });
  }

  private async offerChat(message: string): Promise<void> {
    const open = this.deps.t('Open Chat');
    const chosen = await showInformationMessage(message, open);
    if (chosen === open) await this.deps.showChat();
  }
}
