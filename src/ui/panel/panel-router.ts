import type { Clock } from '../../util/clock';
import { type Disposable, DisposableStore } from '../../util/disposable';
import { Emitter } from '../../util/event';
import type { PageAction } from '../../webview/messages';
import type { PanelSurface, SurfacesModel } from '../../webview/panel-model';

/** How long a request waits for a panel to become visible, ms; later, the user no longer expects it. */
const requestMs = 10_000;

/** How long a request waits while an open input visibly waits for the panel, ms: longer, for slow computers. */
const focusMs = 60_000;

/** Tracks where the panel is visible and focused, and sends the user's requests to the right one. */
export class PanelRouter implements SurfacesModel, Disposable {
  private readonly store = new DisposableStore();
  private readonly changes = this.store.add(new Emitter<boolean>());
  private readonly requests = this.store.add(
    new Emitter<{ readonly action: PageAction; readonly surface: PanelSurface }>(),
  );
  /** In the order in which they last became visible or focused. */
  private readonly visible = new Set<PanelSurface>();
  private readonly focusChanges = this.store.add(new Emitter<boolean>());
  /** Waits for a panel to become visible. */
  private pending: PageAction | undefined;
  private pendingTimeout: Disposable | undefined;
  private focused: PanelSurface | undefined;
  /** Fires with whether the keyboard's focus is in a panel. */
  readonly onDidChangeFocus = this.focusChanges.event;
  /** Fires with whether any panel is visible. */
  readonly onDidChange = this.changes.event;
  readonly onDidRequest = this.requests.event;

  /** @param show shows a panel; with `keepFocus`, the focus stays where it is */
  constructor(
    private readonly clock: Clock,
    private readonly show: (keepFocus: boolean) => void,
  ) {}

  /** The visible panel that became visible or focused last. */
  get last(): PanelSurface | undefined {
    return [...this.visible].at(-1);
  }

  /** Whether any panel is visible. */
  get any(): boolean {
    return this.visible.size > 0;
  }

  has(surface: PanelSurface): boolean {
    return this.visible.has(surface);
  }

  setVisible(surface: PanelSurface, visible: boolean): void {
    const before = this.any;
    this.visible.delete(surface);
    if (visible) this.visible.add(surface);
    if (this.any !== before) this.changes.fire(this.any);
    const { pending } = this;
    if (!visible || pending === undefined) return;
    this.forget();
    this.requests.fire({ action: pending, surface });
  }

  setFocused(surface: PanelSurface, focused: boolean): void {
    const before = this.focused;
    if (focused) {
      this.focused = surface;
      // Moves the surface to the end of the order.
      if (this.visible.delete(surface)) this.visible.add(surface);
    } else if (before === surface) {
      this.focused = undefined;
    }
    const isFocused = this.focused !== undefined;
    if (isFocused !== (before !== undefined)) this.focusChanges.fire(isFocused);
  }

  /**
   * Runs an action in the panel that was visible or focused last; with none visible, shows one first.
   * @param timeout how long to wait for a panel to become visible, ms
   */
  request(action: PageAction, keepFocus = false, timeout = requestMs): void {
    const target = this.last;
    if (target !== undefined) {
      this.requests.fire({ action, surface: target });
      return;
    }
    this.forget();
    this.pending = action;
    this.pendingTimeout = this.clock.after(timeout, () => this.forget());
    this.show(keepFocus);
  }

  /**
   * Focuses the message box of the panel that was visible or focused last; the focus stays where it is
   * until the page takes it. Resolves when a panel has the focus, on abort, or after a minute.
   * @param signal aborts when the user turns to something else; a panel that isn't visible yet then
   * doesn't take the focus
   */
  focusMessageBox(signal: AbortSignal): Promise<void> {
    if (signal.aborted) {
      if (!this.any) this.show(true);
      return Promise.resolve();
    }
    this.request('focusComposer', true, focusMs);
    if (this.focused !== undefined) return Promise.resolve();
    return new Promise((resolve) => {
      const done = () => {
        listening.dispose();
        timeout.dispose();
        signal.removeEventListener('abort', giveUp);
        resolve();
      };
      const giveUp = () => {
        if (this.pending === 'focusComposer') this.forget();
        done();
      };
      const listening = this.onDidChangeFocus((focused) => focused && done());
      const timeout = this.clock.after(focusMs, done);
      signal.addEventListener('abort', giveUp);
    });
  }

  dispose(): void {
    this.forget();
    this.store.dispose();
  }

  private forget(): void {
    this.pendingTimeout?.dispose();
    this.pendingTimeout = undefined;
    this.pending = undefined;
  }
}
