import { type Disposable, DisposableStore } from '../../util/disposable';
import { Emitter } from '../../util/event';
import type { PanelPlace } from '../../webview/panel-model';

/** What is typed but not sent; the panel's places show the same. */
export class PanelDraft implements Disposable {
  private readonly store = new DisposableStore();
  private readonly changes = this.store.add(
    new Emitter<{ readonly draft: string; readonly origin?: PanelPlace }>(),
  );
  readonly onDidChange = this.changes.event;
  private current = '';

  get text(): string {
    return this.current;
  }

  /** @param origin where it was typed; absent when it was not typed just now */
  set(draft: string, origin?: PanelPlace): void {
    this.current = draft;
    this.changes.fire(origin === undefined ? { draft } : { draft, origin });
  }

  dispose(): void {
    this.store.dispose();
  }
}
