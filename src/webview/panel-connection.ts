import type { Clock } from '../util/clock';
import { type Disposable, DisposableStore } from '../util/disposable';
import type { Event } from '../util/event';
import { type FromPanel, parseFromPanel } from './from-panel';
import type { PageAction, PlacedMessage, ToPanel } from './messages';
import type { PanelModel, PanelSurface, UploadPage } from './panel-model';
import type { PanelStatus, StatusUpdate } from './status-messages';

/** Minimum interval between two posts of changes, ms: 30 updates a second look smooth. */
const postIntervalMs = 33;

/** The part of a webview that a connection uses. */
export interface PanelPort {
  postMessage(message: ToPanel): PromiseLike<boolean>;
  readonly onDidReceiveMessage: Event<unknown>;
}

/** Whether this window is focused. */
export interface WindowFocus {
  isFocused(): boolean;
  readonly onDidChange: Event<void>;
}

/**
 * Connects one page to the model.
 * - A page MUST send `ready` before it gets anything; it then gets a snapshot.
 * - The connection batches changes: an idle page gets them at once, a busy one at most every 33 ms. A message
 *   waits only for messages: its author has just stopped typing, and the status that says so came first.
 * - VS Code discards a hidden page, so the page gets nothing until a new one sends `ready`.
 * - An action for a page that is still loading waits until the page is `ready`.
 */
export class PanelConnection implements Disposable {
  private readonly store = new DisposableStore();
  /** Whether a page is ready. */
  private live = false;
  private flushTimer: Disposable | undefined;
  /** When the timer ends. */
  private flushAt = Number.POSITIVE_INFINITY;
  private lastFlush = Number.NEGATIVE_INFINITY;
  /** The last flush with messages. */
  private lastMessages = Number.NEGATIVE_INFINITY;
  private resetPending = false;
  private statusPending = false;
  private readonly messagesPending = new Map<string, PlacedMessage>();
  private postedStatus: PanelStatus | undefined;
  private filesPending = false;
  private pendingAction: PageAction | undefined;
  /** The page as the one that hands over files; undefined until it is ready. */
  private filePage: UploadPage | undefined;
  /** Whether the page has the keyboard focus. */
  private focused = false;

  constructor(
    private readonly port: PanelPort,
    private readonly model: PanelModel,
    private readonly surface: PanelSurface,
    private readonly focus: WindowFocus,
    private readonly clock: Clock,
  ) {
    const { store } = this;
    store.add(port.onDidReceiveMessage((value) => this.receive(value)));
    store.add(focus.onDidChange(() => this.postFocus()));
    store.add(
      model.onDidReset(() => {
        this.resetPending = true;
        this.flushAfter(this.lastFlush);
      }),
    );
    store.add(
      model.status.onDidChange(() => {
        this.statusPending = true;
        this.flushAfter(this.lastFlush);
      }),
    );
    store.add(
      model.onDidChangeMessage((message) => {
        if (!this.live) return;
        const { before } = this.messagesPending.get(message.id) ?? {};
        // A new message that changes before it is posted keeps its place.
        this.messagesPending.set(message.id, before ? { ...message, before } : message);
        this.flushAfter(this.lastMessages);
      }),
    );
    store.add(
      model.draft.onDidChange(({ draft, origin }) => {
        const { of, to } = model.draft;
        if (origin !== surface) {
          this.post({ type: 'draft', draft, of, ...(to !== undefined && { to }) });
        }
      }),
    );
    store.add(
      model.draft.onDidChangeAttachment(() => {
        const { attachment } = model.draft;
        this.post({ type: 'attachment', ...(attachment && { attachment }) });
      }),
    );
    store.add(
      model.onDidChime((where) => {
        if (where === surface) this.post({ type: 'do', action: 'chime' });
      }),
    );
    store.add(
      model.files.onDidChange(() => {
        this.filesPending = true;
        this.flushAfter(this.lastFlush);
      }),
    );
    store.add(model.theme.onDidChange(() => this.postColors()));
    store.add(
      model.surfaces.onDidRequest(({ action, surface: target }) => {
        if (target === surface) this.runAction(action);
      }),
    );
  }

  /** Call this when the page is hidden: its script no longer runs. */
  sleep(): void {
    this.live = false;
    this.filePage?.dispose();
    this.filePage = undefined;
    this.pendingAction = undefined;
    this.setFocused(false);
    this.dropChanges();
  }

  dispose(): void {
    this.sleep();
    this.store.dispose();
  }

  private receive(value: unknown): void {
    const message = parseFromPanel(value);
    if (!message) return;
    if (message.type === 'ready') this.start();
    else this.handle(message);
  }

  private start(): void {
    this.live = true;
    // A new page doesn't have the files of the one before.
    this.filePage?.dispose();
    this.filePage = this.model.files.connect((message) => this.post(message));
    this.postSnapshot();
    this.postFocus();
    const { pendingAction } = this;
    this.pendingAction = undefined;
    if (pendingAction) this.post({ type: 'do', action: pendingAction });
  }

  private handle(message: Exclude<FromPanel, { type: 'ready' }>): void {
    switch (message.type) {
      case 'send':
        this.send(message);
        return;
      case 'draft':
        this.model.draft.set(message.draft, this.surface, message.of);
        return;
      case 'recipient':
        this.model.draft.setTo(message.to, this.surface, message.of);
        return;
      case 'detach':
        this.model.draft.detach(message.id);
        return;
      case 'trim':
        this.model.draft.trim(message);
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
      case 'offerFile':
      case 'filePiece':
      case 'fileFailed':
      case 'dropAddresses':
      case 'thumbnail':
      case 'removeFile':
      case 'sending':
        this.filePage?.handle(message);
        return;
      default:
        this.model.requests.handle(message);
    }
  }

  private send({ id, type: _, ...message }: Extract<FromPanel, { type: 'send' }>): void {
    const { draft } = this.model;
    const result = draft.send(message);
    // A refused text stays in the draft, so that a page that closes right now loses nothing. The text of
    // an edit isn't part of the draft: the page keeps it separately.
    if (message.edit === undefined && !(result.ok && result.moved)) {
      draft.set(result.ok ? '' : message.text, this.surface, message.of);
      // What was refused privately must not wait in a box that writes to everyone.
      if (!result.ok && message.to !== undefined) draft.setTo(message.to, undefined, message.of);
    }
    // The page shows the sent files until it hears that they no longer wait.
    if (message.files) this.post({ type: 'files', files: this.model.files.shown });
    if (result.ok) this.post({ type: 'sent', id, ...(result.ran && { ran: true }) });
    else {
      const { reason, again } = result;
      this.post({ type: 'refused', id, reason, ...(again && { again }) });
    }
  }

  /** Flushes when the interval since an earlier flush is over, or sooner if that is due already. */
  private flushAfter(earlier: number): void {
    if (!this.live) return;
    const now = this.clock.now();
    const at = Math.max(now, earlier + postIntervalMs);
    if (at >= this.flushAt) return;
    this.flushTimer?.dispose();
    this.flushAt = at;
    this.flushTimer = this.clock.after(at - now, () => this.flush());
  }

  private flush(): void {
    this.lastFlush = this.clock.now();
    if (this.messagesPending.size > 0) this.lastMessages = this.lastFlush;
    if (this.resetPending) {
      this.postSnapshot();
      return;
    }
    const messages = [...this.messagesPending.values()];
    const status = this.statusPending ? this.model.status.read() : this.postedStatus;
    const files = this.filesPending ? this.model.files.shown : undefined;
    this.dropChanges();
    // Before the messages, so that a file isn't there twice.
    if (files) this.post({ type: 'files', files });
    if (messages.length > 0) this.post({ type: 'messages', messages });
    if (status && status !== this.postedStatus) {
      const update = statusUpdate(status, this.postedStatus);
      this.postedStatus = status;
      this.post({ type: 'status', status: update });
    }
  }

  private postSnapshot(): void {
    this.dropChanges();
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
    this.model.surfaces.setFocused(this.surface, focused);
  }

  private runAction(action: PageAction): void {
    if (this.live) this.post({ type: 'do', action });
    else this.pendingAction = action;
  }

  private postFocus(): void {
    this.post({ type: 'focus', focused: this.focus.isFocused() });
  }

  private dropChanges(): void {
    this.flushTimer?.dispose();
    this.flushTimer = undefined;
    this.flushAt = Number.POSITIVE_INFINITY;
    this.resetPending = false;
    this.statusPending = false;
    this.filesPending = false;
    this.messagesPending.clear();
  }

  private post(message: ToPanel): void {
    if (!this.live) return;
    // Posting to a page that is closing fails, which does no harm.
    this.port.postMessage(message).then(undefined, () => undefined);
  }
}

/** A status for a page that has another one. */
function statusUpdate(status: PanelStatus, posted: PanelStatus | undefined): StatusUpdate {
  const { members, ...rest } = status;
  const before = posted?.members;
  if (members === before) return rest;
  if (
    members.length !== before?.length ||
    members.some(({ id }, index) => id !== before[index]?.id)
  ) {
    return status;
  }
  const changed = members.filter((member, index) => !isSame(member, before[index]));
  return changed.length === 0 ? rest : { ...rest, changed };
}

/** Whether two values would be the same as JSON. Called for hundreds of members, ten times a second: JSON takes too long. */
function isSame(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (!isRecord(one) || !isRecord(other)) return false;
  const keys = Object.keys(one);
  return (
    keys.length === Object.keys(other).length && keys.every((key) => isSame(one[key], other[key]))
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
