import type { ExcerptCard } from '../../protocol/card';
import type { Session } from '../../room/session/session';
import { ownRequestText } from '../../strings/class-text';
import type { Translate } from '../../strings/translate';
import type { Clock } from '../../util/clock';
import { type Disposable, DisposableStore } from '../../util/disposable';
import type { Logger } from '../../util/logger';
import type { PanelClass } from '../../webview/class-messages';
import { readRecipient } from '../../webview/recipient';
import { Applicants } from '../class/applicants';
import { ClassAlerts } from '../class/class-alerts';
import { CurrentClass } from '../class/current-class';
import { ownTraces } from '../class/own-traces';
import { panelClass } from '../class/panel-class';
import { PrivateLines } from '../class/private-lines';
import { waitingCount } from '../class/queue-tree';
import { QueueView } from '../class/queue-view';
import type { CodeCards } from '../code/code-cards';
import type { PanelAdapter } from '../panel/panel-adapter';
import type { Settings } from '../settings';
import { showInformationMessage } from '../window/messages';

export interface ClassInterfaceDeps {
  readonly session: Session;
  readonly clock: Clock;
  readonly settings: Settings;
  readonly logger: Logger;
  /** BCP 47 tag of the display language. */
  readonly language: string;
  readonly t: Translate;
  isMuted(): boolean;
  isChatVisible(): boolean;
  showChat(): Promise<void>;
  /** The panel's model, which isn't there yet when this is created. */
  panel(): PanelAdapter;
}

/** The parts of the interface that are about classes, connected. */
export class ClassInterface implements Disposable {
  private readonly store = new DisposableStore();
  readonly current: CurrentClass;
  readonly lines: PrivateLines;
  readonly applicants: Applicants;
  private queue: QueueView | undefined;

  constructor(private readonly deps: ClassInterfaceDeps) {
    const { session, clock, settings, language, t } = deps;
    const { isMuted, isChatVisible, showChat } = deps;
    this.current = this.store.add(new CurrentClass(session, clock));
    const { current } = this;
    this.lines = this.store.add(
      new PrivateLines({
        current,
        shown: () => (isChatVisible() ? this.student : undefined),
        traces: () => ownTraces([current.nameOf(current.selfId ?? '') ?? '', settings.name]),
        tell: (message) => void showInformationMessage(message),
        ...{ language, t },
      }),
    );
    this.store.add(
      new ClassAlerts({
        ...{ current, clock, settings, language, t, isMuted, isChatVisible },
        isQueueVisible: () => this.queue?.isVisible ?? false,
        notify: (message) => this.notify(message),
      }),
    );
    this.applicants = this.store.add(
      new Applicants({
        ...{ session, current, clock, showChat, t },
        notify: (message, ...buttons) => showInformationMessage(message, ...buttons),
      }),
    );
  }

  /**
   * Connects what the class changes in the rest of the interface.
   * @param update called when the status bar or the context keys may show something else
   */
  start(panel: PanelAdapter, update: () => void): void {
    const { current, lines, store } = this;
    const { clock, t } = this.deps;
    this.queue = store.add(new QueueView({ current, clock, t }));
    const classChanged = () => {
      panel.status.classChanged();
      update();
    };
    let rules = current.room?.rules;
    const changed = () => {
      // Not before the draft is that of the room that was entered, too.
      queueMicrotask(() => this.keepRecipient(panel));
      // They say who is a helper, and the list of participants, too.
      if (current.room?.rules !== rules) panel.status.changed();
      rules = current.room?.rules;
      classChanged();
    };
    store.add(current.onDidChange(changed));
    store.add(lines.onDidChange(classChanged));
    store.add(panel.draft.onDidChangeTo(() => lines.see()));
    store.add(panel.surfaces.onDidChange(() => lines.see()));
    changed();
  }

  /** The student whose line the message box writes to. */
  private get student(): string | undefined {
    const { to } = this;
    return to === undefined ? undefined : readRecipient(to).student;
  }

  /** The recipient that the message box writes to. */
  get to(): string | undefined {
    return this.deps.panel().draft.to;
  }

  /** What the panel shows of it. */
  get panel(): PanelClass | undefined {
    const { current, lines, to } = this;
    const { clock, language, t } = this.deps;
    return panelClass({ current, lines, to, now: clock.now(), language }, t);
  }

  /** What the status bar shows of it: the user's own request, or how many wait for a helper. */
  get status(): string | undefined {
    const { asHelper, asStudent } = this.current;
    const { clock, language, t } = this.deps;
    if (asHelper) {
      const count = waitingCount(asHelper.queue);
      return count === 0 ? undefined : t('{0} waiting for help', count);
    }
    if (!asStudent) return undefined;
    const { own } = asStudent;
    const helper = own.state === 'taken' ? this.current.nameOf(own.helper) : undefined;
    return ownRequestText(own, { helper, now: clock.now(), language }, t);
  }

  /** What the commands need of it. */
  commandDeps(cards: Pick<CodeCards, 'open'>) {
    const { current } = this;
    return {
      current,
      writesPrivately: () => this.to !== undefined,
      selectedRequest: () => this.queue?.selected,
      openCard: (id: string, card: ExcerptCard) => cards.open(id, card),
      writeTo: (student: string) => {
        this.deps.panel().draft.setTo(student);
        void this.deps.showChat();
      },
    };
  }

  dispose(): void {
    this.store.dispose();
  }

  /** Where a student can't write to everyone, the message box writes to the helpers. Never the other way round. */
  private keepRecipient({ draft }: PanelAdapter): void {
    const { asStudent, selfId } = this.current;
    if (asStudent && asStudent.rules.speaking !== 'all' && draft.to === undefined) {
      draft.setTo(selfId);
    }
  }

  /** Shows a notification with a button that opens the chat. */
  private notify(message: string): void {
    const { showChat, logger, t } = this.deps;
    const open = t('Open Chat');
    showInformationMessage(message, open).then(
      async (chosen) => {
        if (chosen === open) await showChat();
      },
      (error: unknown) => logger.error(`a notification failed: ${error}`),
    );
  }
}
