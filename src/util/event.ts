import { type Disposable, toDisposable } from './disposable';

/** Subscribes a listener; dispose the result to stop listening. */
export type Event<T> = (listener: (value: T) => void) => Disposable;

/**
 * The sending end of an {@link Event}. Listeners run in order of subscription. Adding or removing one while
 * the event fires takes effect with the next firing.
 */
export class Emitter<T> implements Disposable {
  private listeners: readonly ((value: T) => void)[] = [];

  readonly event: Event<T> = (listener) => {
    // Each subscription gets its own wrapper, so that one function can subscribe twice and unsubscribe
    // once.
    const entry = (value: T) => listener(value);
    this.listeners = [...this.listeners, entry];
    return toDisposable(() => {
      this.listeners = this.listeners.filter((other) => other !== entry);
    });
  };

  fire(value: T): void {
    for (const listener of this.listeners) listener(value);
  }

  dispose(): void {
    this.listeners = [];
  }
}
