import { type ClassRules, type ClassToHub, defaultClassRules } from '../../protocol/class-frames';
import { HelpQueue } from '../queue/help-queue';
import type { QueueEvent } from '../queue/queue-events';
import { ClassRoster, type RosterRecord } from './class-roster';
import { type LineMessage, PrivateLines } from './private-lines';

export type Ask = Extract<ClassToHub, { readonly type: 'ask' }>;
export type Tell = Extract<ClassToHub, { readonly type: 'tell' }>;

/** What a journal has of a class. */
export type ClassRecord =
  | RosterRecord
  /** What everyone knows; the newest counts. */
  | { readonly type: 'rules'; readonly rules: ClassRules }
  /** A change of the queue; only at the host. */
  | { readonly type: 'help'; readonly event: QueueEvent }
  /** A private message that this member may see. */
  | { readonly type: 'told'; readonly message: LineMessage }
  /** The user's own request, as it was sent, and when; without it, there is none any more. */
  | { readonly type: 'asking'; readonly ask?: Ask | undefined; readonly time: number }
  /** The user's private message `id`, which the hub doesn't have yet, and when it was written; without it, the hub refused it. */
  | {
      readonly type: 'telling';
      readonly id: string;
      readonly tell?: Tell | undefined;
      readonly time: number;
    };

/** A private message that waits for the hub. */
interface Telling {
  readonly tell: Tell;
  readonly time: number;
}

/** What a journal's records say about a class. */
export class StoredClass {
  rules: ClassRules = defaultClassRules;
  readonly queue = new HelpQueue(defaultClassRules.order);
  readonly lines = new PrivateLines();
  /** Only at the host. */
  readonly roster = new ClassRoster();
  asking: { readonly ask: Ask; readonly time: number } | undefined;
  private readonly tells = new Map<string, Telling>();

  /** The user's private messages that the hub doesn't have yet, the oldest first. */
  get telling(): readonly Telling[] {
    return [...this.tells.values()];
  }

  take(record: ClassRecord): void {
    switch (record.type) {
      case 'rules':
        this.rules = record.rules;
        break;
      case 'help':
        this.queue.apply(record.event);
        break;
      case 'told':
        this.lines.add(record.message);
        this.tells.delete(record.message.id);
        break;
      case 'asking':
        this.asking = record.ask && { ask: record.ask, time: record.time };
        break;
      case 'telling':
        if (record.tell) this.tells.set(record.id, { tell: record.tell, time: record.time });
        else this.tells.delete(record.id);
        break;
      case 'roster':
      case 'claimed':
        this.roster.take(record);
        break;
    }
  }

  /** Records that say the same. */
  get records(): readonly ClassRecord[] {
    const { asking, lines, queue, roster, rules, telling } = this;
    return [
      ...(rules === defaultClassRules ? [] : [{ type: 'rules', rules } as const]),
      ...queue.events.map((event) => ({ type: 'help', event }) as const),
      ...lines.list.map((message) => ({ type: 'told', message }) as const),
      ...roster.records,
      ...(asking ? [{ type: 'asking', ...asking } as const] : []),
      ...telling.map((one) => ({ type: 'telling', id: one.tell.id, ...one }) as const),
    ];
  }

  /**
   * The same for a room that changes hands: without what belongs to one host only, the roster and the open requests, which
   * come again from their students.
   */
  get recordsForNextHost(): readonly ClassRecord[] {
    return this.records.filter((record) => {
      const isRoster = record.type === 'roster' || record.type === 'claimed';
      const isOpen = record.type === 'help' && record.event.type !== 'ended';
      return !isRoster && !isOpen;
    });
  }
}
