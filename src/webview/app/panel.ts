import { guard } from 'lit/directives/guard.js';
import { html, nothing, render } from 'lit/html.js';
import type { PanelCommand, PanelStatus, PanelStrings, ToPanel } from '../messages';
import { Composer } from './composer';
import type { Host, ReadingPosition } from './host';
import { MessageList } from './message-list';
import { PanelStore } from './panel-store';
import { participantsTemplate } from './participants';
import { roomBarTemplate } from './room-bar';
import { pageClock, TypingReporter, typingTemplate } from './typing';
import { welcomeTemplate } from './welcome';

/** Milliseconds without scrolling after which the reading position is remembered. */
const readingDelay = 100;

/** The whole page: hands on what arrives, draws what there is, reports what was seen. */
export class Panel {
  private readonly store = new PanelStore();
  private readonly list: MessageList;
  private readonly composer: Composer;
  /** From this width on the participants have a column of their own; as in the style sheet. */
  private readonly wide = window.matchMedia('(min-width: 700px)');
  private readonly typing: TypingReporter;
  /** End of the log when it was last reported as seen. */
  private lastSeen: number | undefined;
  private readingTimer: number | undefined;

  constructor(
    private readonly host: Host,
    private readonly root: HTMLElement,
  ) {
    this.list = new MessageList(this.remember, this.draw);
    this.typing = new TypingReporter(() => host.post({ type: 'typing' }), pageClock);
    this.composer = new Composer(
      (message) => host.post(message),
      { typed: this.typed, sent: this.sent },
      this.draw,
    );
    this.list.aim(host.remembered().reading);
    this.wide.addEventListener('change', this.draw);
    document.addEventListener('visibilitychange', this.draw);
    window.addEventListener('focus', this.focused);
    host.listen((message) => this.apply(message));
    host.post({ type: 'ready' });
  }

  private apply(message: ToPanel): void {
    this.store.apply(message, this.attentive());
    // What was reported at the edge of attention may not have counted: it is reported again.
    if (message.type === 'focus' || message.type === 'snapshot') this.lastSeen = undefined;
    this.composer.apply(message, this.store.snapshots === 1);
    this.draw();
  }

  private readonly draw = (): void => {
    const { store, list, composer } = this;
    const { status, strings } = store;
    if (!status || !strings) return;
    document.documentElement.lang = store.language;
    if (store.welcomes) {
      list.detach();
      render(welcomeTemplate(status, strings, this.run), this.root);
      return;
    }
    list.prepare(store);
    composer.prepare(status.canSend);
    render(this.roomTemplate(status, strings), this.root);
    list.settle();
    composer.settle(status.canSend);
    this.reportSeen();
  };

  private roomTemplate(status: PanelStatus, strings: PanelStrings): unknown {
    const folds = !this.wide.matches;
    const open = this.host.remembered().participantsClosed !== true;
    const people = () =>
      participantsTemplate({ status, strings, folds, open, toggle: this.togglePeople });
    return html`<div class="room">
      ${guard([status], () => roomBarTemplate(status, this.run))}
      ${guard([status, strings, folds, open], people)}
      ${this.list.template(this.store, strings)}
      ${guard([status], () => typingTemplate(status))}
      ${this.composer.template(status.canSend, strings) ?? nothing}
    </div>`;
  }

  private readonly run = (command: PanelCommand): void => {
    this.host.post({ type: 'command', command });
  };

  private readonly togglePeople = (): void => {
    this.host.remember({ participantsClosed: this.host.remembered().participantsClosed !== true });
    this.draw();
  };

  private readonly typed = (text: string): void => {
    if (this.store.status?.typing !== undefined) this.typing.typed(text);
  };

  private readonly sent = (): void => {
    this.typing.stopped();
    this.list.jumpToNewest();
  };

  /** Whether the person looks at the newest message. */
  private attentive(): boolean {
    const inSight = document.visibilityState === 'visible' && this.list.atBottom;
    return this.store.windowFocused && inSight;
  }

  private reportSeen(): void {
    const { newest, end } = this.store.log;
    // The end also moves when a message is put before the newest one.
    if (newest === undefined || end === this.lastSeen || !this.attentive()) return;
    this.lastSeen = end;
    this.host.post({ type: 'seen', messageId: newest.id });
  }

  private readonly remember = (reading: ReadingPosition | undefined): void => {
    clearTimeout(this.readingTimer);
    this.readingTimer = setTimeout(() => this.host.remember({ reading }), readingDelay);
  };

  /** Whoever comes to the panel comes to write, unless they clicked on something else. */
  private readonly focused = (): void => {
    if (document.activeElement === document.body) this.composer.focus();
  };
}
