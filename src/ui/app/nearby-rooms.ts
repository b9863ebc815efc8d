import type * as vscode from 'vscode';
import type { Nearby } from '../../net/nearby/nearby';
import type { Session } from '../../room/session/session';
import type { Translate } from '../../strings/translate';
import type { Clock } from '../../util/clock';
import { type Disposable, DisposableStore } from '../../util/disposable';
import { Emitter } from '../../util/event';
import type { Logger } from '../../util/logger';
import { AnnouncedRooms } from '../rooms/announced-rooms';
import { CodeFlow } from '../rooms/code-flow';
import { KnockAnswers } from '../rooms/knock-answers';
import { guestDialogs, hostDialogs } from '../rooms/knock-commands';
import { KnockFlow, type KnockFlowDeps } from '../rooms/knock-flow';
import { announcedText } from '../rooms/nearby-text';
import { showWarningMessage } from '../window/messages';
import { createInputBox } from '../window/quick-input';

export interface NearbyRoomsDeps
  extends Pick<KnockFlowDeps, 'platform' | 'join' | 'joinAnother' | 'checkConnection' | 'showLog'> {
  readonly session: Session;
  readonly nearby: Nearby;
  readonly clock: Clock;
  readonly logger: Logger;
  /** The storage that all windows share. */
  readonly memento: vscode.Memento;
  readonly t: Translate;
}

/**
 * Connects rooms on the network to the editor: announces this window's room, answers requests to join it, and asks
 * to join others, or enters their codes.
 */
export class NearbyRooms implements Disposable {
  private readonly store = new DisposableStore();
  private readonly changes = this.store.add(new Emitter<void>());
  /** Fires when anything below changes. */
  readonly onDidChange = this.changes.event;
  readonly announced: AnnouncedRooms;
  readonly knocks: KnockAnswers;
  readonly knockFlow: KnockFlow;
  readonly codeFlow: CodeFlow;

  constructor(private readonly deps: NearbyRoomsDeps) {
    const { session, nearby, clock, logger, memento, t } = deps;
    const { platform, join, joinAnother, checkConnection, showLog } = deps;
    this.announced = this.store.add(new AnnouncedRooms(session, memento, nearby));
    this.knocks = this.store.add(new KnockAnswers({ session, logger, t, ...hostDialogs(t) }));
    this.knockFlow = this.store.add(
      new KnockFlow({
        ...{ session, clock, t, platform, join, joinAnother, checkConnection, showLog },
        ...guestDialogs,
      }),
    );
    this.codeFlow = new CodeFlow({
      ...{ session, logger, t, platform, join, joinAnother, checkConnection, showLog },
      createBox: createInputBox,
      showFailure: showWarningMessage,
    });
    for (const { onDidChange } of [this.announced, this.knocks, this.knockFlow]) {
      this.store.add(onDidChange(() => this.changes.fire()));
    }
  }

  /** What commands and menus depend on. */
  get status() {
    return {
      announcing: this.announced.announcing,
      mutesRequests: this.knocks.muted,
      asking: this.knockFlow.isAsking,
    };
  }

  /** Under which words others see the room that this window hosts; undefined if they don't see it. */
  get announcedText(): string | undefined {
    const { announcement } = this.announced;
    return announcement && announcedText(announcement, !this.knocks.muted, this.deps.t);
  }

  dispose(): void {
    this.store.dispose();
  }
}
