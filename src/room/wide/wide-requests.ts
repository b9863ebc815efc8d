import { NetError } from '../../protocol/net-error';
import type { WideStream } from '../../protocol/wide';
import type { WideAct } from '../../protocol/wide-acts';
import type { Reduced } from './wide-reducer';

/** A request that was published, or will be. */
interface Pending {
  readonly act: WideAct;
  readonly settle: (refusal: string | undefined) => void;
}

/**
 * The requests of this member that it hasn't read back yet. They are published one after the other, in the order in which
 * they were made, and again in the next epoch if they came too late in one.
 */
export class WideRequests {
  private readonly pending = new Map<string, Pending>();
  private stream: WideStream | undefined;
  /** The requests to publish in the present stream. */
  private queue: string[] = [];
  private isPublishing = false;

  /** @param name the name that this member gives now */
  constructor(
    private readonly member: string,
    private readonly name: () => string,
  ) {}

  /** Publishes to this stream from now on, also what was published to another one and didn't count there. */
  use(stream: WideStream): void {
    this.stream = stream;
    this.queue = [...this.pending.keys()];
    this.isPublishing = false;
    void this.publish();
  }

  /** Publishes nothing for now. */
  pause(): void {
    this.stream = undefined;
    this.queue = [];
  }

  /** @param settle called once it was read back, or can't be stored, with the reason if it doesn't count */
  add(id: string, act: WideAct, settle: Pending['settle']): void {
    this.pending.set(id, { act, settle });
    this.queue.push(id);
    void this.publish();
  }

  /** The same, as a promise: why it doesn't count, {@link lostMark} if the connection ends before, or undefined. */
  request(id: string, act: WideAct): Promise<string | undefined> {
    return new Promise((resolve) => this.add(id, act, resolve));
  }

  /** Settles the request that an entry comes from. */
  take({ request, refusal }: Reduced): void {
    if (request?.author !== this.member) return;
    // A repeat: the first one has settled it.
    this.settle(request.id, refusal === 'repeated' ? undefined : refusal);
  }

  /** The connection has ended: nothing more is published, or known of what was. */
  end(): void {
    this.pause();
    const open = [...this.pending.values()];
    this.pending.clear();
    for (const { settle } of open) settle(lostMark);
  }

  private settle(id: string, refusal: string | undefined): void {
    const pending = this.pending.get(id);
    this.pending.delete(id);
    pending?.settle(refusal);
  }

  private async publish(): Promise<void> {
    const { stream } = this;
    if (this.isPublishing || !stream) return;
    this.isPublishing = true;
    while (this.stream === stream) {
      const id = this.queue.shift();
      if (id === undefined) break;
      const act = this.pending.get(id)?.act;
      if (!act) continue;
      try {
        await stream.append(id, this.name(), act);
      } catch (error) {
        // The stream has ended, and its owner hears of that.
        if (this.stream !== stream) return;
        this.settle(id, error instanceof NetError ? error.code : 'failed');
      }
    }
    if (this.stream === stream) this.isPublishing = false;
  }
}

/** What becomes of a request is unknown. */
export const lostMark = 'lost';
