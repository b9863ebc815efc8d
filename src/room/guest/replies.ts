import type { Clock } from '../../util/clock';

/** How long to wait for the hub's reply, in ms, before it counts as lost. */
const replyMs = 10_000;

/** Requests that the hub hasn't answered, by id. */
export class Replies<T> {
  private readonly open = new Map<string, (result: T) => void>();

  /** @param lost the result when no reply comes */
  constructor(
    private readonly clock: () => Clock,
    private readonly lost: T,
  ) {}

  wait(id: string): Promise<T> {
    return new Promise((resolve) => {
      const timer = this.clock().after(replyMs, () => this.settle(id, this.lost));
      this.open.set(id, (result) => {
        timer.dispose();
        resolve(result);
      });
    });
  }

  settleAll(result: T): void {
    for (const id of [...this.open.keys()]) this.settle(id, result);
  }

  /** Returns whether the request was open. */
  settle(id: string, result: T): boolean {
    const resolve = this.open.get(id);
    this.open.delete(id);
    resolve?.(result);
    return resolve !== undefined;
  }
}
