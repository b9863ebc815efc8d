import type { Card } from '../../protocol/card';
import { type Disposable, DisposableStore } from '../../util/disposable';
import { Emitter } from '../../util/event';
import type { PanelPlace } from '../../webview/panel-model';

/** A card that goes out with the draft. `id`: another one for each. */
export interface AttachedCard {
  readonly id: number;
  readonly card: Card;
}

/** What is typed but not sent, and the card that goes with it; the panel's places show the same. */
export class PanelDraft implements Disposable {
  private readonly store = new DisposableStore();
  private readonly changes = this.store.add(
    new Emitter<{ readonly draft: string; readonly origin?: PanelPlace }>(),
  );
  private readonly attachments = this.store.add(new Emitter<void>());
  readonly onDidChange = this.changes.event;
  /** Fires when another card goes with the draft, or none any more. */
  readonly onDidChangeAttached = this.attachments.event;
  private current = '';
  private lastId = 0;
  private card: AttachedCard | undefined;

  get text(): string {
    return this.current;
  }

  get attached(): AttachedCard | undefined {
    return this.card;
  }

  /** @param origin where it was typed; absent when it was not typed just now */
  set(draft: string, origin?: PanelPlace): void {
    this.current = draft;
    this.changes.fire(origin === undefined ? { draft } : { draft, origin });
  }

  /** A message carries one card: an earlier one gives way. */
  attach(card: Card): void {
    this.lastId += 1;
    this.card = { id: this.lastId, card };
    this.attachments.fire();
  }

  /** Takes the card with this id away, if it is still there. */
  detach(id: number): void {
    if (this.card?.id !== id) return;
    this.card = undefined;
    this.attachments.fire();
  }

  dispose(): void {
    this.store.dispose();
  }
}
