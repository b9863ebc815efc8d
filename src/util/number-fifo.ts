/** The first capacity; always a power of two. */
const minCapacity = 16;

/** Numbers, first in, first out: a ring that grows as needed, so that no number makes the garbage collector work. */
export class NumberFifo {
  private ring = new Float64Array(minCapacity);
  private start = 0;
  private length = 0;

  get size(): number {
    return this.length;
  }

  /** The oldest number; undefined if there is none. */
  get first(): number | undefined {
    return this.length > 0 ? this.ring[this.start] : undefined;
  }

  push(number: number): void {
    if (this.length === this.ring.length) this.grow();
    this.ring[(this.start + this.length) & (this.ring.length - 1)] = number;
    this.length += 1;
  }

  /** Removes the oldest number and returns it. */
  shift(): number | undefined {
    const { first } = this;
    if (first === undefined) return undefined;
    this.start = (this.start + 1) & (this.ring.length - 1);
    this.length -= 1;
    return first;
  }

  private grow(): void {
    const ring = new Float64Array(2 * this.length);
    ring.set(this.ring.subarray(this.start));
    ring.set(this.ring.subarray(0, this.start), this.length - this.start);
    this.ring = ring;
    this.start = 0;
  }
}
