/** Something that holds a resource until it is disposed. */
export interface Disposable {
  dispose(): void;
}

/** Makes a {@link Disposable} whose function runs at most once. */
export function toDisposable(release: () => void): Disposable {
  return new Release(release);
}

class Release implements Disposable {
  constructor(private pending: (() => void) | undefined) {}

  dispose(): void {
    const { pending } = this;
    this.pending = undefined;
    pending?.();
  }
}

/**
 * Owns disposables and releases them together, the newest first. Anything added after `dispose()` is
 * released at once, so it can't leak.
 */
export class DisposableStore implements Disposable {
  private readonly items: Disposable[] = [];
  private disposed = false;

  add<T extends Disposable>(item: T): T {
    if (this.disposed) item.dispose();
    else this.items.push(item);
    return item;
  }

  dispose(): void {
    this.disposed = true;
    for (let item = this.items.pop(); item; item = this.items.pop()) item.dispose();
  }
}
