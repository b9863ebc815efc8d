/**
 * A map of at most `max` keys, in the order they were last set. Setting one more drops the oldest. Unlike
 * in an LRU cache, reading a key doesn't renew it.
 */
export class BoundedMap<K, V> extends Map<K, V> {
  private oldest: Iterator<K> | undefined;

  /** @param onForget called with each entry that is dropped to make room, but not with deleted ones */
  constructor(
    private readonly max: number,
    private readonly onForget?: (key: K, value: V) => void,
  ) {
    super();
  }

  /** Sets the value and makes its key the newest. */
  override set(key: K, value: V): this {
    this.delete(key);
    super.set(key, value);
    if (this.size > this.max) this.forgetOldest();
    return this;
  }

  override clear(): void {
    super.clear();
    this.oldest = undefined;
  }

  private forgetOldest(): void {
    // Reuse one iterator: a new one would step over every key deleted since the map was last rehashed.
    this.oldest ??= this.keys();
    const key = this.oldest.next().value as K;
    const value = this.get(key) as V;
    this.delete(key);
    this.onForget?.(key, value);
  }
}

/** A set of at most `max` values that drops the oldest, like {@link BoundedMap}. */
export class BoundedSet<T> extends Set<T> {
  private oldest: Iterator<T> | undefined;

  constructor(private readonly max: number) {
    super();
  }

  /** Adds the value and makes it the newest. */
  override add(value: T): this {
    this.delete(value);
    super.add(value);
    if (this.size <= this.max) return this;
    this.oldest ??= this.values();
    this.delete(this.oldest.next().value as T);
    return this;
  }

  override clear(): void {
    super.clear();
    this.oldest = undefined;
  }
}
