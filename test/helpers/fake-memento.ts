/** The editor's storage, in memory; like the real one, it stores JSON. */
export class FakeMemento {
  private readonly values = new Map<string, string>();
  /** How often something was stored. */
  updates = 0;

  keys(): readonly string[] {
    return [...this.values.keys()];
  }

  get<T>(key: string, fallback?: T): T | undefined {
    const stored = this.values.get(key);
    return stored === undefined ? fallback : (JSON.parse(stored) as T);
  }

  async update(key: string, value: unknown): Promise<void> {
    this.updates += 1;
    if (value === undefined) this.values.delete(key);
    else this.values.set(key, JSON.stringify(value));
  }
}
