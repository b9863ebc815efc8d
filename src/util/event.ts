import type { Disposable } from './disposable';

/** Subscribes a listener; dispose the result to stop listening. */
export type Event<T> = (listener: (value: T) => void) => Disposable;

/**
 * The sending end of an {@link Event}. Listeners run in order of subscription. Adding or removing one while
 * the event fires takes effect with the next firing.
 *
 * A hub holds several of them for each member, most with one listener: that one has a place of its own, and
 * neither the emitter nor a subscription keeps a closure.
 */
export class Emitter<T> implements Disposable {
  private first: Subscription<T> | undefined;
  /** Replaced, never changed: they may be firing. */
  private others: readonly Subscription<T>[] = none;

  /** A new function at each access. Where there are many emitters, pass it on in a getter: a field would keep it. */
  get event(): Event<T> {
    return (listener) => this.add(listener);
  }

  fire(value: T): void {
    const { first, others } = this;
    first?.listener(value);
    for (const { listener } of others) listener(value);
  }

  dispose(): void {
    this.first = undefined;
    this.others = none;
  }

  /** Called when a subscription is disposed. */
  remove(subscription: Subscription<T>): void {
    if (this.first === subscription) [this.first, ...this.others] = this.others;
    else this.others = this.others.filter((other) => other !== subscription);
  }

  private add(listener: (value: T) => void): Disposable {
    const subscription = new Subscription(listener, this);
    if (this.first) this.others = [...this.others, subscription];
    else this.first = subscription;
    return subscription;
  }
}

const none: readonly never[] = [];

/** A listener's place in an emitter. One function can have several, and end each of them. */
class Subscription<T> implements Disposable {
  constructor(
    readonly listener: (value: T) => void,
    private emitter: Emitter<T> | undefined,
  ) {}

  dispose(): void {
    const { emitter } = this;
    this.emitter = undefined;
    emitter?.remove(this);
  }
}
