import type { Disposable } from '../util/disposable';
import { Emitter } from '../util/event';

/** How far a journal is on disk. Whoever listens may append to it, so they are told after the call that synced it. */
export class SyncMark implements Disposable {
  private readonly rises = new Emitter<void>();
  /** Fires when `ordinal` has risen. */
  readonly onDidRise = this.rises.event;
  private last = 0;
  private isTelling = false;
  private isHeld = false;
  private isDisposed = false;

  /** All records up to this one are on disk. */
  get ordinal(): number {
    return this.last;
  }

  /** The file has all records up to this one on disk. */
  rise(ordinal: number): void {
    if (ordinal <= this.last || this.isHeld) return;
    this.last = ordinal;
    if (this.isTelling) return;
    this.isTelling = true;
    queueMicrotask(() => {
      this.isTelling = false;
      if (!this.isDisposed) this.rises.fire();
    });
  }

  /** Holds the mark where it is while the next window may not find the file, because a power failure would lose it. */
  hold(isHeld: boolean): void {
    this.isHeld = isHeld;
  }

  dispose(): void {
    this.isDisposed = true;
    this.rises.dispose();
  }
}
