import { type Delivery, isQueued, type LogEntry } from '../../room/log/log-entry';
import { logLimit } from '../../room/log/room-log';
import type { Session } from '../../room/session/session';
import { BoundedMap } from '../../util/bounded-map';
import type { Clock } from '../../util/clock';
import type { Disposable } from '../../util/disposable';
import { Emitter } from '../../util/event';

/**
 * How far messages have to get. `hub`: numbered and on the host's disk; in a lab room, which has no numbers, passed to
 * the network. `received`: at everyone who was in the room with us, and at least one member.
 */
export type DeliveryGoal = 'hub' | 'received';

/** Follows the user's own messages that were waiting when it was created, or that were sent since then. */
export class OwnMessages implements Disposable {
  private readonly queued = new Set<string>();
  /** How far those that no longer wait have got, by id; undefined in a lab room. */
  private readonly sent = new BoundedMap<string, Delivery | undefined>(logLimit);
  private readonly changes = new Emitter<void>();
  /** Fires when a message has got further, or was added. */
  readonly onDidChange = this.changes.event;
  private readonly following: Disposable;

  constructor(session: Pick<Session, 'entries' | 'onDidChangeLog'>) {
    for (const entry of session.entries) if (isQueued(entry)) this.queued.add(entry.id);
    this.following = session.onDidChangeLog((change) => {
      if (change.type === 'entry') this.follow(change.entry);
      else if (change.type === 'reset') for (const entry of session.entries) this.follow(entry);
    });
  }

  /** Number of messages that the hub doesn't have yet. */
  get waiting(): number {
    return this.queued.size;
  }

  /** Whether any message no longer waits. */
  get hasSent(): boolean {
    return this.sent.size > 0;
  }

  /** Number of messages that the hub refused. */
  get refused(): number {
    return [...this.sent.values()].filter((delivery) => delivery === 'unsent').length;
  }

  /** Whether all messages have got that far, except those that were refused. */
  have(goal: DeliveryGoal): boolean {
    if (this.waiting > 0) return false;
    return goal === 'hub' || [...this.sent.values()].every(isReceived);
  }

  dispose(): void {
    this.following.dispose();
    this.changes.dispose();
  }

  private follow(entry: LogEntry): void {
    if (entry.kind !== 'message' || !entry.own) return;
    const { id, delivery } = entry;
    if (delivery === 'queued') {
      // A host that lost it gets it again.
      this.sent.delete(id);
      this.queued.add(id);
    } else if (this.queued.delete(id) || this.sent.has(id)) {
      this.sent.set(id, delivery);
    } else {
      return;
    }
    this.changes.fire();
  }
}

function isReceived(delivery: Delivery | undefined): boolean {
  if (delivery === 'unsent') return true;
  return typeof delivery === 'object' && delivery.of > 0 && delivery.received >= delivery.of;
}

/**
 * Resolves to true once all own messages have got that far; to false when nothing has changed for `patience` ms, or when
 * the signal is aborted.
 */
export function waitForDelivery(
  own: Pick<OwnMessages, 'have' | 'onDidChange'>,
  goal: DeliveryGoal,
  {
    clock,
    patience,
    signal,
  }: { readonly clock: Clock; readonly patience: number; readonly signal: AbortSignal },
): Promise<boolean> {
  return new Promise((resolve) => {
    const stop = (isDone: boolean) => {
      timer.dispose();
      changed.dispose();
      signal.removeEventListener('abort', giveUp);
      resolve(isDone);
    };
    const giveUp = () => stop(own.have(goal));
    const wait = () => clock.after(patience, giveUp);
    let timer = wait();
    const changed = own.onDidChange(() => {
      if (own.have(goal)) {
        stop(true);
        return;
      }
      timer.dispose();
      timer = wait();
    });
    signal.addEventListener('abort', giveUp);
    if (signal.aborted || own.have(goal)) giveUp();
  });
}
