import type { Clock } from '../../util/clock';
import { type Disposable, DisposableStore } from '../../util/disposable';
import { Emitter } from '../../util/event';
import type { PageAction } from '../../webview/messages';
import type { PanelPlace, PlacesModel } from '../../webview/panel-model';

/** Time for a panel to come into sight once it is asked for something, ms; later nobody expects it. */
const patienceMs = 10_000;

/** The same where a list keeps the keyboard for the panel, and says so: a slow computer takes its time, ms. */
const arrivalMs = 60_000;

/** Where the panel is in sight, and what the person wants of it there. */
export class PanelPlaces implements PlacesModel, Disposable {
  private readonly store = new DisposableStore();
  private readonly changes = this.store.add(new Emitter<boolean>());
  private readonly requests = this.store.add(
    new Emitter<{ readonly action: PageAction; readonly place: PanelPlace }>(),
  );
  /** In the order in which they came into sight, or were turned to. */
  private readonly inSight = new Set<PanelPlace>();
  private readonly focusChanges = this.store.add(new Emitter<boolean>());
  private wanted: PageAction | undefined;
  private patience: Disposable | undefined;
  private focused: PanelPlace | undefined;
  /** Fires with whether the keyboard's focus is in a panel. */
  readonly onDidChangeFocus = this.focusChanges.event;
  /** Fires with whether any panel is in sight. */
  readonly onDidChange = this.changes.event;
  readonly onDidRequest = this.requests.event;

  /** @param show brings a panel into sight; with `keepFocus`, it leaves the keyboard where it is */
  constructor(
    private readonly clock: Clock,
    private readonly show: (keepFocus: boolean) => void,
  ) {}

  /** The panel turned to last, of those in sight. */
  get last(): PanelPlace | undefined {
    return [...this.inSight].at(-1);
  }

  get any(): boolean {
    return this.inSight.size > 0;
  }

  has(place: PanelPlace): boolean {
    return this.inSight.has(place);
  }

  setVisible(place: PanelPlace, visible: boolean): void {
    const before = this.any;
    this.inSight.delete(place);
    if (visible) this.inSight.add(place);
    if (this.any !== before) this.changes.fire(this.any);
    const { wanted } = this;
    if (!visible || wanted === undefined) return;
    this.forget();
    this.requests.fire({ action: wanted, place });
  }

  setFocused(place: PanelPlace, focused: boolean): void {
    const before = this.focused;
    if (focused) {
      this.focused = place;
      // From now on this is the one turned to last.
      if (this.inSight.delete(place)) this.inSight.add(place);
    } else if (before === place) {
      this.focused = undefined;
    }
    const isFocused = this.focused !== undefined;
    if (isFocused !== (before !== undefined)) this.focusChanges.fire(isFocused);
  }

  /** Asks for something of the panel turned to last. With none in sight one is shown first. */
  request(action: PageAction, keepFocus = false, patience = patienceMs): void {
    const target = this.last;
    if (target !== undefined) {
      this.requests.fire({ action, place: target });
      return;
    }
    this.forget();
    this.wanted = action;
    this.patience = this.clock.after(patience, () => this.forget());
    this.show(keepFocus);
  }

  /**
   * Brings the keyboard to the message box of the panel turned to last; it stays where it is until the
   * page takes it. Resolves once a panel has the keyboard, or when nobody waits for it any more.
   * @param signal the person has turned to something else: a panel that is not in sight yet leaves the
   * keyboard alone
   */
  arrive(signal: AbortSignal): Promise<void> {
    if (signal.aborted) {
      if (!this.any) this.show(true);
      return Promise.resolve();
    }
    this.request('focusComposer', true, arrivalMs);
    if (this.focused !== undefined) return Promise.resolve();
    return new Promise((resolve) => {
      const done = () => {
        listening.dispose();
        patience.dispose();
        signal.removeEventListener('abort', giveUp);
        resolve();
      };
      const giveUp = () => {
        if (this.wanted === 'focusComposer') this.forget();
        done();
      };
      const listening = this.onDidChangeFocus((focused) => focused && done());
      const patience = this.clock.after(arrivalMs, done);
      signal.addEventListener('abort', giveUp);
    });
  }

  dispose(): void {
    this.forget();
    this.store.dispose();
  }

  private forget(): void {
    this.patience?.dispose();
    this.patience = undefined;
    this.wanted = undefined;
  }
}
