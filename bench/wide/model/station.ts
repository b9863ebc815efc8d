import type { EventQueue } from './event-queue';

interface Task {
  readonly arrived: number;
  /** In ms. */
  readonly service: number;
  readonly done: () => void;
  readonly lost: (() => void) | undefined;
}

/** What a station has done since it was last reset. */
export interface StationUse {
  /** The share of the time that its servers were busy, 0 to 1. */
  readonly busy: number;
  /** Tasks that are done, per ms. */
  readonly rate: number;
  /** In the station, waiting and being served, on average over time. */
  readonly meanNumber: number;
  /** In the station, of the tasks that are done, in ms. */
  readonly meanTime: number;
  /** The same without service. */
  readonly meanWait: number;
  readonly maxWaiting: number;
}

/** Equal servers with one queue, first come, first served: the cores of a computer, or its disk. */
export class Station {
  private waiting: Task[] = [];
  /** Those before it are served; the array is cut now and then. */
  private first = 0;
  private readonly serving = new Set<Task>();
  private isUp = true;
  private since = 0;
  private changed = 0;
  private numberTime = 0;
  private busyTime = 0;
  private doneCount = 0;
  private doneTime = 0;
  private waitTime = 0;
  private maxWaiting = 0;

  constructor(
    private readonly events: EventQueue,
    private readonly servers: number,
  ) {}

  /** @param lost called instead of `done` if the station stops before, or is stopped now */
  submit(service: number, done: () => void, lost?: () => void): void {
    if (!this.isUp) {
      lost?.();
      return;
    }
    this.count();
    const task = { arrived: this.events.now, service, done, lost };
    if (this.serving.size < this.servers) this.serve(task);
    else {
      this.waiting.push(task);
      this.maxWaiting = Math.max(this.maxWaiting, this.waiting.length - this.first);
    }
  }

  /** Loses everything that isn't done, and takes nothing more. */
  stop(): void {
    this.count();
    this.isUp = false;
    const tasks = [...this.serving, ...this.waiting.slice(this.first)];
    this.serving.clear();
    this.waiting = [];
    this.first = 0;
    for (const { lost } of tasks) lost?.();
  }

  restart(): void {
    this.isUp = true;
  }

  /** Starts to measure anew. */
  reset(): void {
    this.count();
    this.since = this.events.now;
    this.numberTime = 0;
    this.busyTime = 0;
    this.doneCount = 0;
    this.doneTime = 0;
    this.waitTime = 0;
    this.maxWaiting = 0;
  }

  use(): StationUse {
    this.count();
    const time = this.events.now - this.since;
    return {
      busy: this.busyTime / time / this.servers,
      rate: this.doneCount / time,
      meanNumber: this.numberTime / time,
      meanTime: this.doneTime / this.doneCount,
      meanWait: this.waitTime / this.doneCount,
      maxWaiting: this.maxWaiting,
    };
  }

  private serve(task: Task): void {
    this.serving.add(task);
    const started = this.events.now;
    this.events.after(task.service, () => {
      // It was lost.
      if (!this.serving.has(task)) return;
      this.count();
      this.serving.delete(task);
      this.doneCount += 1;
      this.doneTime += this.events.now - task.arrived;
      this.waitTime += started - task.arrived;
      const next = this.waiting[this.first];
      if (next) {
        this.first += 1;
        if (this.first > 1000 && this.first * 2 > this.waiting.length) {
          this.waiting = this.waiting.slice(this.first);
          this.first = 0;
        }
        this.serve(next);
      }
      task.done();
    });
  }

  /** Accounts for the time since the last change. */
  private count(): void {
    const elapsed = this.events.now - this.changed;
    this.changed = this.events.now;
    this.busyTime += elapsed * this.serving.size;
    this.numberTime += elapsed * (this.serving.size + this.waiting.length - this.first);
  }
}
