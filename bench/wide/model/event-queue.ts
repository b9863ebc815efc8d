/** What happens when, in simulated time: events at the same time happen in the order in which they were added. */
export class EventQueue {
  /** A binary heap in three arrays: no object for each event. */
  private readonly times: number[] = [];
  private readonly orders: number[] = [];
  private readonly events: (() => void)[] = [];
  private added = 0;
  private time = 0;

  /** The time of the present event, in ms. */
  get now(): number {
    return this.time;
  }

  get size(): number {
    return this.times.length;
  }

  /** @throws {RangeError} when the time is over, or isn't a number */
  at(time: number, event: () => void): void {
    if (!(time >= this.time)) throw new RangeError(`${time} is before ${this.time}`);
    let child = this.times.length;
    const order = this.added;
    this.added += 1;
    while (child > 0) {
      const parent = (child - 1) >> 1;
      // A newer event stays behind those of the same time.
      if ((this.times[parent] as number) <= time) break;
      this.move(parent, child);
      child = parent;
    }
    this.put(child, time, order, event);
  }

  after(delay: number, event: () => void): void {
    this.at(this.time + delay, event);
  }

  /** Lets everything happen up to this time, which is then the present. @returns how many events */
  run(until: number): number {
    let count = 0;
    for (; this.times.length > 0 && (this.times[0] as number) <= until; count += 1) {
      this.time = this.times[0] as number;
      const event = this.events[0] as () => void;
      this.removeFirst();
      event();
    }
    this.time = Math.max(this.time, until);
    return count;
  }

  private removeFirst(): void {
    const time = this.times.pop() as number;
    const order = this.orders.pop() as number;
    const event = this.events.pop() as () => void;
    const count = this.times.length;
    if (count === 0) return;
    let parent = 0;
    for (let child = 1; child < count; child = 2 * parent + 1) {
      const other = child + 1;
      if (other < count && this.isBefore(other, child)) child = other;
      const first = this.times[child] as number;
      if (first > time || (first === time && (this.orders[child] as number) > order)) break;
      this.move(child, parent);
      parent = child;
    }
    this.put(parent, time, order, event);
  }

  private isBefore(one: number, other: number): boolean {
    const difference = (this.times[one] as number) - (this.times[other] as number);
    if (difference !== 0) return difference < 0;
    return (this.orders[one] as number) < (this.orders[other] as number);
  }

  private move(from: number, to: number): void {
    this.put(
      to,
      this.times[from] as number,
      this.orders[from] as number,
      this.events[from] as () => void,
    );
  }

  private put(at: number, time: number, order: number, event: () => void): void {
    this.times[at] = time;
    this.orders[at] = order;
    this.events[at] = event;
  }
}
