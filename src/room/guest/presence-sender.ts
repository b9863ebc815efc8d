import type { Presence, ToHub } from '../../protocol/frames';
import type { Clock } from '../../util/clock';
import type { Disposable } from '../../util/disposable';

type Sign = Extract<ToHub, { readonly type: 'presence' | 'typing' }>;

/** Tells the others what the person here is doing: presence and typing, each no more often than allowed. */
export class PresenceSender implements Disposable {
  private presence: Presence = 'here';
  /** What the hub knows of it. */
  private told: Presence = 'here';
  private send: ((sign: Sign) => void) | undefined;
  private timer: Disposable | undefined;
  private presenceTime = Number.NEGATIVE_INFINITY;
  private typingTime = Number.NEGATIVE_INFINITY;

  /** @param interval between two signs of a sort, ms */
  constructor(
    private readonly clock: Clock,
    private readonly interval: number,
  ) {}

  /** Connected: a hub takes whoever comes for present. */
  connect(send: (sign: Sign) => void): void {
    this.send = send;
    this.told = 'here';
    this.tell();
  }

  disconnect(): void {
    this.send = undefined;
  }

  setPresence(presence: Presence): void {
    this.presence = presence;
    this.tell();
  }

  typing(): void {
    if (!this.send || this.waitSince(this.typingTime) > 0) return;
    this.typingTime = this.clock.now();
    this.send({ type: 'typing' });
  }

  dispose(): void {
    this.disconnect();
    this.timer?.dispose();
  }

  /** The latest presence counts; those before it may never be told. */
  private tell(): void {
    if (!this.send || this.timer || this.presence === this.told) return;
    const wait = this.waitSince(this.presenceTime);
    if (wait > 0) {
      this.timer = this.clock.after(wait, () => {
        this.timer = undefined;
        this.tell();
      });
      return;
    }
    this.presenceTime = this.clock.now();
    this.told = this.presence;
    this.send({ type: 'presence', presence: this.presence });
  }

  /** How long to wait, ms, after what was told at `time`; a clock that was set back costs one wait. */
  private waitSince(time: number): number {
    return Math.min(this.interval, time + this.interval - this.clock.now());
  }
}
