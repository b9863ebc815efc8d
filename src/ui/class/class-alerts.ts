import type { OpenRequest, OwnRequest, PrivateMessage } from '../../room/classroom';
import { newRequestsText, ownRequestText } from '../../strings/class-text';
import { nameInText, noticeText } from '../../strings/inline-text';
import type { Translate } from '../../strings/translate';
import type { Clock } from '../../util/clock';
import { type Disposable, DisposableStore } from '../../util/disposable';
import { AlertBatcher } from '../messages/alerts';
import type { NotificationSetting } from '../settings';
import type { CurrentClass } from './current-class';

export interface ClassAlertsDeps {
  readonly current: CurrentClass;
  readonly clock: Clock;
  readonly settings: { readonly notifications: NotificationSetting };
  /** BCP 47 tag of the display language. */
  readonly language: string;
  readonly t: Translate;
  /** Whether the user has muted the room. */
  isMuted(): boolean;
  /** Whether the user sees what a notification would say: the chat is visible. */
  isChatVisible(): boolean;
  /** Whether the view with the queue is visible. */
  isQueueVisible(): boolean;
  /** Shows a notification with a button that opens the chat. */
  notify(message: string): void;
}

/**
 * Notifications about a class, under the rules of those about messages: none while the user sees it anyway, in a muted
 * room, or without the setting; and a burst is one. They are meant for the user like a mention.
 */
export class ClassAlerts implements Disposable {
  private readonly store = new DisposableStore();
  private readonly requests: AlertBatcher<OpenRequest>;
  private readonly privately: AlertBatcher<PrivateMessage>;
  private room: CurrentClass['room'];
  private known = new Set<string>();
  private own: OwnRequest['state'] | undefined;

  constructor(private readonly deps: ClassAlertsDeps) {
    const { current, clock, t } = deps;
    this.requests = this.store.add(
      new AlertBatcher(clock, ({ count, last }) => {
        // Some may have ended meanwhile.
        if (!deps.isQueueVisible() && isOpen(last, current)) {
          deps.notify(newRequestsText(count, last, t));
        }
      }),
    );
    this.privately = this.store.add(
      new AlertBatcher(clock, ({ count, last }) => {
        if (deps.isChatVisible()) return;
        const name = nameInText(noticeText(last.name));
        deps.notify(
          count === 1
            ? t('Private message from {0}', name)
            : t('{0} private messages, the latest from {1}', count, name),
        );
      }),
    );
    this.store.add(current.onDidChange(() => this.update()));
    this.store.add(
      current.onDidReceive((message) => {
        if (!message.own && this.wants(deps.isChatVisible())) this.privately.add(message);
      }),
    );
    this.update();
  }

  dispose(): void {
    this.store.dispose();
  }

  private update(): void {
    const { current, isQueueVisible, isChatVisible, notify, language, clock, t } = this.deps;
    const { room } = current;
    const keys = new Map((room?.queue ?? []).map((request) => [keyOf(request), request]));
    const isSame = room === this.room;
    // What is there when the user comes, or becomes a helper, is no news.
    const wasHelper = isSame && this.known.size > 0;
    if (wasHelper && this.wants(isQueueVisible())) {
      for (const [key, request] of keys) {
        if (!this.known.has(key) && request.state === 'waiting') this.requests.add(request);
      }
    }
    const before = isSame ? this.own : undefined;
    const own = room?.own;
    this.room = room;
    // A request that was gone while the connection was is known all the same.
    const known = wasHelper ? this.known : [];
    this.known = new Set(room?.isHelper ? [helperKey, ...known, ...keys.keys()] : []);
    this.own = own?.state;
    if (own?.state !== 'taken' || before === undefined || before === 'taken') return;
    if (!this.wants(isChatVisible())) return;
    const helper = current.nameOf(own.helper);
    const words = ownRequestText(own, { helper, now: clock.now(), language }, t);
    if (words !== undefined) notify(t('{0}.', words));
  }

  private wants(isSeen: boolean): boolean {
    const { settings, isMuted } = this.deps;
    return !isSeen && !isMuted() && settings.notifications !== 'none';
  }
}

/** Says that the queue of a helper is known, even if it is empty. */
const helperKey = '';

function keyOf({ member, id }: OpenRequest): string {
  return `${member}/${id}`;
}

function isOpen(request: OpenRequest, { asHelper }: CurrentClass): boolean {
  return asHelper?.queue.some((each) => keyOf(each) === keyOf(request)) ?? false;
}
