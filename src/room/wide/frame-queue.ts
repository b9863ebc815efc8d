import type { HubFrame } from '../../protocol/member-link';
import type { Clock } from '../../util/clock';
import { Emitter } from '../../util/event';

/** How many frames are passed on before other work gets its turn. */
const sliceSize = 200;

/** Frames on their way to a guest's room, which gets them in order: a part at a time if they are many. */
export class FrameQueue {
  private readonly frames = new Emitter<HubFrame>();
  readonly onFrame = this.frames.event;
  private waiting: HubFrame[] = [];
  private isStarted = false;
  private isPassing = false;
  private isOver = false;

  constructor(private readonly clock: Clock) {}

  /** Passes on these frames, and then what waits and what comes. */
  start(first: readonly HubFrame[]): void {
    if (this.isOver) return;
    this.waiting = [...first, ...this.waiting];
    this.isStarted = true;
    this.pass();
  }

  push(frame: HubFrame): void {
    if (this.isOver) return;
    this.waiting.push(frame);
    this.pass();
  }

  /** Passes on everything that waits, because nothing comes after the end. */
  flush(): void {
    if (!this.isStarted) return;
    for (const frame of this.waiting.splice(0)) this.frames.fire(frame);
  }

  /** Passes on nothing more. */
  end(): void {
    this.isOver = true;
    this.waiting = [];
  }

  private pass(): void {
    if (!this.isStarted || this.isPassing) return;
    this.isPassing = true;
    for (let count = 0; count < sliceSize; count += 1) {
      const frame = this.waiting.shift();
      if (!frame) break;
      this.frames.fire(frame);
    }
    this.isPassing = this.waiting.length > 0;
    if (!this.isPassing) return;
    this.clock.after(0, () => {
      this.isPassing = false;
      this.pass();
    });
  }
}
