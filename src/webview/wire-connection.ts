import type { Clock } from '../util/clock';
import { type Disposable, DisposableStore } from '../util/disposable';
import type { Event } from '../util/event';
import { type FromWirePage, parseFromWirePage } from './from-wire-page';
import type { ToWirePage, WireRow, WireStart, WireState } from './wire-messages';

/** Minimum interval between two states, in ms: as often as a person can follow. */
const stateIntervalMs = 250;

/** Minimum interval while every visible row is replaced each time: nobody can read them anyway. */
const busyIntervalMs = 400;

/** The part of a webview that a connection uses. */
export interface WirePort {
  postMessage(message: ToWirePage): PromiseLike<boolean>;
  readonly onDidReceiveMessage: Event<unknown>;
}

/** What copies and saves; each shows the user what fails. */
export type WireRequest = Extract<
  FromWirePage,
  { type: 'copyRows' | 'copyBytes' | 'save' | 'saveDiagram' }
>;

/** What the page shows and does. */
export interface WireModel {
  start(): WireStart;
  state(): WireState;
  /** Fires after each change of the state. */
  readonly onDidChange: Event<void>;
  /** The rows from `from` up to but not including `to`, as far as they exist. */
  rows(from: number, to: number): readonly WireRow[];
  /** The bytes of a chunk, or their beginning; undefined if it is no longer held. */
  bytes(number: number): Uint8Array | undefined;
  filter(filter: Omit<Extract<FromWirePage, { type: 'filter' }>, 'type'>): void;
  pause(paused: boolean): void;
  find(query: Omit<Extract<FromWirePage, { type: 'find' }>, 'type'>): void;
  /** The next row that matches the search. */
  step(from: number, by: 1 | -1): number | undefined;
  handle(request: WireRequest): void;
}

/**
 * Connects the wire view's page to its model. The page gets nothing before it has sent `ready`; then it gets
 * a state after each change, at most every 250 ms. It asks for the rows it draws, or follows the newest ones.
 */
export class WirePageConnection implements Disposable {
  private readonly store = new DisposableStore();
  private live = false;
  private timer: Disposable | undefined;
  private lastState = Number.NEGATIVE_INFINITY;
  /** How many of the newest rows the page wants. */
  private followed = 0;
  private isBusy = false;
  /** The rows that the page has been sent while following. */
  private sent = { generation: -1, end: 0 };

  constructor(
    private readonly port: WirePort,
    private readonly model: WireModel,
    private readonly clock: Clock,
  ) {
    this.store.add(port.onDidReceiveMessage((value) => this.receive(value)));
    this.store.add(model.onDidChange(() => this.changed()));
  }

  /** Call this when the page is hidden: its script no longer runs. */
  sleep(): void {
    this.live = false;
    this.timer?.dispose();
    this.timer = undefined;
  }

  dispose(): void {
    this.sleep();
    this.store.dispose();
  }

  private receive(value: unknown): void {
    const message = parseFromWirePage(value);
    if (message) this.handle(message);
  }

  private handle(message: FromWirePage): void {
    const { model } = this;
    switch (message.type) {
      case 'ready':
        this.live = true;
        this.followed = 0;
        this.post({ type: 'start', start: model.start() });
        this.postState();
        return;
      case 'rows': {
        const rows = model.rows(message.from, message.to);
        this.post({ type: 'rows', generation: model.state().generation, rows });
        return;
      }
      case 'follow':
        this.followed = message.rows;
        this.sent = { generation: -1, end: 0 };
        return;
      case 'bytes': {
        const { number } = message;
        const bytes = model.bytes(number);
        if (bytes)
          this.post({ type: 'bytes', number, base64: Buffer.from(bytes).toString('base64') });
        return;
      }
      case 'filter':
        model.filter(message);
        this.postState();
        return;
      case 'pause':
        model.pause(message.paused);
        this.postState();
        return;
      case 'find':
        model.find(message);
        this.postState();
        return;
      case 'step': {
        const index = model.step(message.from, message.by);
        this.postState();
        if (index !== undefined) this.post({ type: 'reveal', index });
        return;
      }
      default:
        model.handle(message);
    }
  }

  private changed(): void {
    if (!this.live || this.timer) return;
    const interval = this.isBusy ? busyIntervalMs : stateIntervalMs;
    const wait = Math.max(0, this.lastState + interval - this.clock.now());
    this.timer = this.clock.after(wait, () => this.postState());
  }

  private postState(): void {
    this.timer?.dispose();
    this.timer = undefined;
    this.lastState = this.clock.now();
    const state = this.model.state();
    const { generation, end } = state;
    const isSame = this.sent.generation === generation;
    const from = Math.max(state.start, end - this.followed, isSame ? this.sent.end : 0);
    this.isBusy = isSame && end - this.sent.end > this.followed;
    const rows = this.followed === 0 ? [] : this.model.rows(from, end);
    this.sent = { generation, end };
    this.post({ type: 'state', state, rows });
  }

  private post(message: ToWirePage): void {
    if (!this.live) return;
    // Posting to a page that is closing fails, which does no harm.
    this.port.postMessage(message).then(undefined, () => undefined);
  }
}
