/** How far back a rate looks, in ms: long enough to be readable, short enough to follow a change. */
const windowMs = 5000;

/** Samples closer than this, in ms, count as one. */
const minGapMs = 100;

interface Sample {
  readonly time: number;
  readonly position: number;
}

/** How fast a transfer moves, from the positions it had in the last seconds. */
export class Rate {
  private samples: Sample[] = [];

  /** Starts again, because nothing moved for a while. */
  reset(): void {
    this.samples = [];
  }

  /** @param position bytes moved so far @param time in ms */
  add(position: number, time: number): void {
    const last = this.samples.at(-1);
    if (last && time - last.time < minGapMs && this.samples.length > 1) this.samples.pop();
    this.samples.push({ time, position });
    this.samples = this.samples.filter((sample) => time - sample.time <= windowMs);
  }

  /** Bytes a second; 0 when unknown. */
  get bytesPerSecond(): number {
    const first = this.samples[0];
    const last = this.samples.at(-1);
    if (!first || !last || last.time - first.time < minGapMs) return 0;
    return Math.max(0, ((last.position - first.position) * 1000) / (last.time - first.time));
  }

  /** Whole seconds until `size` bytes have moved; undefined when unknown. */
  secondsLeft(size: number): number | undefined {
    const rate = this.bytesPerSecond;
    const position = this.samples.at(-1)?.position ?? 0;
    return rate > 0 ? Math.ceil((size - position) / rate) : undefined;
  }
}
