import type { Session } from '../../room/session/session';
import type { Translate } from '../../strings/translate';
import type { Clock } from '../../util/clock';
import { type Disposable, DisposableStore } from '../../util/disposable';
import { BadgeTimer } from '../../webview/badge-timer';
import type { PanelAdapter } from '../panel/panel-adapter';
import type { StatusItem } from '../window/status-item';
import type { ContextKeys } from './context-keys';
import { type StatusSources, statusText } from './status-text';

export interface RoomStatusDeps {
  readonly session: Pick<Session, 'state' | 'onDidChangeState'>;
  readonly panel: Pick<PanelAdapter, 'badge' | 'onDidChangeBadge' | 'unseen'>;
  readonly item: Pick<StatusItem, 'show'>;
  readonly contextKeys: Pick<ContextKeys, 'setRoom'>;
  readonly clock: Clock;
  /** BCP 47 tag of the display language. */
  readonly language: string;
  readonly t: Translate;
  /** The current values of the context keys that depend on the room. */
  context(): Readonly<Record<string, boolean>>;
  /** What the status bar shows besides the room and what is unseen. */
  sources(): Omit<StatusSources, 'unseen'>;
}

/** Keeps the status bar and the editor's context keys in step with the room. */
export class RoomStatus implements Disposable {
  private readonly store = new DisposableStore();
  private unseen: StatusSources['unseen'];

  constructor(private readonly deps: RoomStatusDeps) {
    const { session, panel, clock } = deps;
    this.unseen = panel.unseen;
    // Like the badge: a message that is seen at once would make the item change twice.
    const timer = this.store.add(
      new BadgeTimer(panel, clock, () => {
        this.unseen = panel.unseen;
        this.update();
      }),
    );
    this.store.add(session.onDidChangeState(() => this.update()));
    this.store.add(panel.onDidChangeBadge(() => timer.update()));
    this.update();
  }

  /** Call this when {@link RoomStatusDeps.context} or {@link RoomStatusDeps.sources} have changed. */
  update(): void {
    const { session, item, contextKeys, language, t, context, sources } = this.deps;
    contextKeys.setRoom(context());
    item.show(statusText(session.state, { ...sources(), unseen: this.unseen }, language, t));
  }

  dispose(): void {
    this.store.dispose();
  }
}
