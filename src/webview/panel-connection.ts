import type { Clock } from '../util/clock';
import { type Disposable, DisposableStore } from '../util/disposable';
import type { Event } from '../util/event';
import { type FromPanel, parseFromPanel } from './from-panel';
import type { PageAction, PanelStatus, PlacedMessage, ToPanel } from './messages';
import type { PanelModel, PanelPlace } from './panel-model';

/** Milliseconds between two posts of changes: 30 a second are as smooth as people can see. */
const postInterval = 33;

/** The part of a webview that a connection needs. */
export interface PanelPort {
  postMessage(message: ToPanel): PromiseLike<boolean>;
  readonly onDidReceiveMessage: Event<unknown>;
}

/** Whether this window has the person's attention. */
export interface WindowFocus {
  isFocused(): boolean;
  readonly onDidChange: Event<void>;
}

/**
 * Ties one page to the model.
 * - A page MUST say `ready` before it is sent anything; it then gets a snapshot.
 * - Changes are gathered: an idle page gets them at once, a busy one at most every 33 ms.
 * - A page that left the sight is gone, and gets nothing until a new one says `ready`.
 * - What the person asks of a page that is still loading waits until it is `ready`.
 */
export class PanelConnection implements Disposable {
  private readonly store = new DisposableStore();
  private live = false;
  private flushing: Disposable | undefined;
  private lastFlush = Number.NEGATIVE_INFINITY;
  private resetPending = false;
  private statusPending = false;
  private readonly messagesPending = new Map<string, PlacedMessage>();
  private postedStatus: PanelStatus | undefined;
  private wanted: PageAction | undefined;
  /** Whether the keyboard's focus is in the page. */
  private focused = false;

  constructor(
    private readonly port: PanelPort,
    private readonly model: PanelModel,
    private readonly place: PanelPlace,
    private readonly focus: WindowFocus,
    private readonly clock: Clock,
  ) {
    const { store } = this;
    store.add(port.onDidReceiveMessage((value) => this.receive(value)));
    store.add(focus.onDidChange(() => this.postFocus()));
    store.add(
      model.onDidReset(() => {
        this.resetPending = true;
        this.changed();
      }),
    );
    store.add(
      model.onDidChangeStatus(() => {
        this.statusPending = true;
        this.changed();
      }),
    );
    store.add(
      model.onDidChangeMessage((message) => {
        if (!this.live) return;
        const { before } = this.messagesPending.get(message.id) ?? {};
        // A new message that changes before it was posted keeps its place.
        this.messagesPending.set(message.id, before ? { ...message, before } : message);
        this.changed();
      }),
    );
    store.add(
      model.draft.onDidChange(({ draft, origin }) => {
        if (origin !== place) this.post({ type: 'draft', draft });
      }),
    );
    store.add(
      model.draft.onDidChangeAttachment(() => {
        const { attachment } = model.draft;
        this.post({ type: 'attachment', ...(attachment && { attachment }) });
      }),
    );
    store.add(model.theme.onDidChange(() => this.postColors()));
    store.add(
      model.places.onDidRequest(({ action, place: wanted }) => {
        if (wanted === place) this.want(action);
      }),
    );
  }

  /** The page is out of sight, and with it its script. */
  sleep(): void {
    this.live = false;
    this.wanted = undefined;
    this.setFocused(false);
    this.forgetChanges();
  }

  dispose(): void {
    this.sleep();
    this.store.dispose();
  }

  private receive(value: unknown): void {
    const message = parseFromPanel(value);
    if (!message) return;
    if (message.type === 'ready') this.start();
    else this.obey(message);
  }

  private start(): void {
    this.live = true;
    this.postSnapshot();
    this.postFocus();
    const { wanted } = this;
    this.wanted = undefined;
    if (wanted) this.post({ type: 'do', action: wanted });
  }

  private obey(message: Exclude<FromPanel, { type: 'ready' }>): void {
    switch (message.type) {
      case 'send':
        this.send(message);
        return;
      case 'draft':
        this.model.draft.set(message.draft, this.place);
        return;
      case 'detach':
        this.model.draft.detach(message.id);
        return;
      case 'command':
        this.model.run(message.command);
        return;
      case 'typing':
        this.model.typing();
        return;
      case 'focused':
        this.setFocused(message.focused);
        return;
      case 'seen':
        if (this.focus.isFocused()) this.model.seen(message.messageId);
        return;
      default:
        this.model.requests.handle(message);
    }
  }

  private send({ id, type: _, ...message }: Extract<FromPanel, { type: 'send' }>): void {
    const { draft } = this.model;
    const result = draft.send(message);
    // A refused text stays the draft, so that a page that goes away just now loses nothing. An edit is
    // none: the page keeps it beside the draft.
    if (message.edit === undefined) draft.set(result.ok ? '' : message.text, this.place);
    this.post(result.ok ? { type: 'sent', id } : { type: 'refused', id, reason: result.reason });
  }

  private changed(): void {
    if (!this.live || this.flushing) return;
    const wait = Math.max(0, this.lastFlush + postInterval - this.clock.now());
    this.flushing = this.clock.after(wait, () => this.flush());
  }

  private flush(): void {
    this.flushing = undefined;
    this.lastFlush = this.clock.now();
    if (this.resetPending) {
      this.postSnapshot();
      return;
    }
    const messages = [...this.messagesPending.values()];
    const status = this.statusPending ? this.model.status() : this.postedStatus;
    this.forgetChanges();
    if (messages.length > 0) this.post({ type: 'messages', messages });
    if (status && status !== this.postedStatus) {
      this.postedStatus = status;
      this.post({ type: 'status', status });
    }
  }

  private postSnapshot(): void {
    this.forgetChanges();
    const snapshot = this.model.snapshot();
    this.postedStatus = snapshot.status;
    this.post({ type: 'snapshot', snapshot });
    this.postColors();
  }

  private postColors(): void {
    if (this.live) this.post({ type: 'colors', colors: this.model.theme.colors });
  }

  private setFocused(focused: boolean): void {
    if (this.focused === focused) return;
    this.focused = focused;
    this.model.places.setFocused(this.place, focused);
  }

  private want(action: PageAction): void {
    if (this.live) this.post({ type: 'do', action });
    else this.wanted = action;
  }

  private postFocus(): void {
    this.post({ type: 'focus', focused: this.focus.isFocused() });
  }

  private forgetChanges(): void {
    this.flushing?.dispose();
    this.flushing = undefined;
    this.resetPending = false;
    this.statusPending = false;
    this.messagesPending.clear();
  }

  private post(message: ToPanel): void {
    if (!this.live) return;
    // A post to a page that is being closed fails; nobody is left to miss it.
    this.port.postMessage(message).then(undefined, () => undefined);
  }
}
