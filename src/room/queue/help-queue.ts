import {
  type ClassRules,
  maxRequestBytes,
  pathOf,
  type Question,
  type QueueOrder,
  type RequestEnd,
} from '../../protocol/class-frames';
import { utf8Length } from '../../protocol/message-text';
import type { RefusalCode } from '../../protocol/net-error';
import type { HelpRecord } from '../classroom';
import type { Actor, HelpRequest, QueueCommand, QueueDecision, QueueEvent } from './queue-events';

type Rules = Pick<ClassRules, 'open' | 'cooldown' | 'order'>;

/** Maximum number of requests that have ended which are remembered; the oldest are forgotten first. */
export const maxRecords = 5000;

/** Maximum size of all open requests together, in bytes of JSON, so that helpers can be sent all of them at once. */
const maxQueueBytes = 512 * 1024;

const minuteMs = 60_000;

const unchanged: QueueDecision = { ok: true, events: [] };

/**
 * The requests of a class for help, and who is next. It has no clock: commands carry the time.
 *
 * 1. A member has at most one open request, and a request is in the hands of at most one helper.
 * 2. A request is lost only by `ended`.
 * 3. `decide` changes nothing; `apply` takes what it returned, or what a journal has.
 * 4. Everything that follows from events is a function of the open requests and the records that are kept.
 */
export class HelpQueue {
  private readonly open = new Map<string, HelpRequest>();
  /** The open requests in order, with what their order depends on. */
  private line: Place[] = [];
  /** The records by member and id, the oldest first. */
  private readonly ended = new Map<string, HelpRecord>();
  /** When each member was helped last. */
  private readonly helped = new Map<string, number>();
  private number = 0;
  /** The size of the open requests. */
  private bytes = 0;

  constructor(private order: QueueOrder) {}

  /** The open requests in order: the first one in state `waiting` is next. */
  get requests(): readonly HelpRequest[] {
    return this.line.map(({ member }) => this.open.get(member) as HelpRequest);
  }

  /** The requests that have ended, the oldest first. */
  get records(): readonly HelpRecord[] {
    return [...this.ended.values()];
  }

  get(member: string): HelpRequest | undefined {
    return this.open.get(member);
  }

  helpedAt(member: string): number | undefined {
    return this.helped.get(member);
  }

  /** How long the member can't ask yet, in ms. */
  cooling(member: string, { cooldown }: Pick<ClassRules, 'cooldown'>, time: number): number {
    const helped = this.helped.get(member);
    if (helped === undefined) return 0;
    // If the clock was set back, nobody waits longer than the cooldown.
    return Math.max(0, Math.min(cooldown * minuteMs, helped + cooldown * minuteMs - time));
  }

  setOrder(order: QueueOrder): void {
    this.order = order;
    this.line.sort((a, b) => this.compare(a, b));
  }

  decide(command: QueueCommand, rules: Rules): QueueDecision {
    switch (command.do) {
      case 'ask':
        return this.decideAsk(command, rules);
      case 'pause':
      case 'resume':
      case 'withdraw':
        return this.decideOwn(command);
      default:
        return this.decideServe(command);
    }
  }

  /** The waiting requests about a file. */
  about(path: string): readonly HelpRequest[] {
    return this.requests.filter(
      ({ question, state }) => state === 'waiting' && pathOf(question) === path,
    );
  }

  /** Gives back what a helper has taken. */
  released(helper: string, time: number): readonly QueueEvent[] {
    return this.requests.flatMap((request) =>
      request.helper === helper
        ? [{ type: 'moved', member: request.member, state: 'waiting', time } as const]
        : [],
    );
  }

  /** Ends a request, whatever its state. @param by the helper who did, if one did */
  end(
    request: HelpRequest,
    name: string,
    how: RequestEnd,
    time: number,
    by?: Actor,
  ): Extract<QueueEvent, { readonly type: 'ended' }> {
    const { asked, id, member, question, taken } = request;
    const { path, line } = question.place ?? question.card ?? {};
    return {
      type: 'ended',
      record: {
        ...{ member, name, id, topic: question.topic },
        ...(path !== undefined && { path }),
        ...(line !== undefined && { line }),
        asked,
        ...(taken !== undefined && { taken }),
        ...{ ended: time, how },
        ...(by && { helper: by.id, helperName: by.name }),
      },
    };
  }

  apply(event: QueueEvent): void {
    switch (event.type) {
      case 'asked':
        this.put(event.request);
        break;
      case 'moved': {
        const request = this.open.get(event.member);
        if (request) this.open.set(event.member, moved(request, event));
        break;
      }
      case 'ended':
        this.record(event.record);
        break;
    }
  }

  /** Events that lead to this queue from an empty one. */
  get events(): readonly QueueEvent[] {
    const open = [...this.open.values()];
    return [
      ...this.records.map((record) => ({ type: 'ended', record }) as const),
      ...open.map((request) => ({ type: 'asked', request }) as const),
    ];
  }

  private decideAsk(
    { by, id, question, time, waited }: Extract<QueueCommand, { readonly do: 'ask' }>,
    rules: Rules,
  ): QueueDecision {
    const member = by.id;
    const known = this.open.get(member);
    if (known) return known.id === id ? unchanged : refused('request-open');
    if (this.hasEnded(member, id)) return refused('request-ended');
    if (!rules.open) return refused('queue-closed');
    if (this.cooling(member, rules, time) > 0) return refused('too-early');
    const bytes = sizeOf(question);
    if (bytes > maxRequestBytes) return refused('too-large');
    if (this.bytes + bytes > maxQueueBytes) return refused('queue-full');
    const asked = Math.max(0, time - waited);
    const request = {
      member,
      id,
      number: this.number + 1,
      question,
      asked,
      state: 'waiting',
    } as const;
    return { ok: true, events: [{ type: 'asked', request }] };
  }

  private decideOwn(
    command: Extract<QueueCommand, { readonly do: 'pause' | 'resume' | 'withdraw' }>,
  ): QueueDecision {
    const { by, id, time } = command;
    const request = this.open.get(by.id);
    if (request?.id !== id) {
      const isRepeat = command.do === 'withdraw' && this.hasEnded(by.id, id);
      return isRepeat ? unchanged : refused('no-such-request');
    }
    if (command.do === 'withdraw') {
      return { ok: true, events: [this.end(request, by.name, 'withdrawn', time)] };
    }
    if (request.state === 'taken') return refused('request-taken');
    const state = command.do === 'pause' ? 'paused' : 'waiting';
    if (request.state === state) return unchanged;
    return { ok: true, events: [{ type: 'moved', member: by.id, state, time }] };
  }

  private decideServe(
    command: Extract<QueueCommand, { readonly do: 'take' | 'done' | 'back' }>,
  ): QueueDecision {
    const { by, id, member, memberName, time } = command;
    const request = this.open.get(member);
    if (request?.id !== id) {
      const isRepeat = command.do === 'done' && this.hasEnded(member, id, by.id);
      return isRepeat ? unchanged : refused('no-such-request');
    }
    const isOwn = request.helper === by.id;
    if (command.do === 'take') {
      if (isOwn) return unchanged;
      if (request.state === 'taken') return refused('request-taken');
      if (request.state === 'paused') return refused('request-paused');
      const helper = by.id;
      return { ok: true, events: [{ type: 'moved', member, state: 'taken', helper, time }] };
    }
    if (request.state !== 'taken') {
      return command.do === 'back' ? unchanged : refused('not-taken');
    }
    if (!isOwn && !by.isHost) return refused('request-taken');
    if (command.do === 'back') {
      return { ok: true, events: [{ type: 'moved', member, state: 'waiting', time }] };
    }
    return { ok: true, events: [this.end(request, memberName, 'done', time, by)] };
  }

  /** Whether a member's request with this id has ended; with `helper`, by that one's help. */
  private hasEnded(member: string, id: string, helper?: string): boolean {
    const record = this.ended.get(keyOf(member, id));
    return record !== undefined && (helper === undefined || record.helper === helper);
  }

  private put(request: HelpRequest): void {
    this.remove(request.member);
    this.open.set(request.member, request);
    this.bytes += sizeOf(request.question);
    this.number = Math.max(this.number, request.number);
    const { asked, member, number } = request;
    const place = { member, asked, number, helped: this.helped.get(member) ?? 0 };
    this.line.splice(this.indexOf(place), 0, place);
  }

  private record(record: HelpRecord): void {
    const { ended, how, id, member } = record;
    if (this.open.get(member)?.id === id) this.remove(member);
    // A record that was written twice.
    if (this.hasEnded(member, id)) return;
    this.ended.set(keyOf(member, id), record);
    if (isHelp(how)) this.helped.set(member, ended);
    const [oldest] = this.ended.values();
    if (oldest && this.ended.size > maxRecords) this.forget(oldest);
  }

  /** Forgets what only this record says. */
  private forget({ ended, how, id, member }: HelpRecord): void {
    this.ended.delete(keyOf(member, id));
    if (!isHelp(how) || this.helped.get(member) !== ended) return;
    this.helped.delete(member);
    const request = this.open.get(member);
    if (request) this.put(request);
  }

  private remove(member: string): void {
    const request = this.open.get(member);
    if (!request) return;
    this.open.delete(member);
    this.bytes -= sizeOf(request.question);
    this.line = this.line.filter((place) => place.member !== member);
  }

  /** Where a new place belongs in the line. */
  private indexOf(place: Place): number {
    let [low, high] = [0, this.line.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.compare(this.line[middle] as Place, place) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private compare(a: Place, b: Place): number {
    const byHelp = this.order === 'newcomers' ? a.helped - b.helped : 0;
    return byHelp || a.asked - b.asked || a.number - b.number;
  }
}

/** What the order of a request depends on; none of it changes as long as the request is open. */
interface Place {
  readonly member: string;
  readonly asked: number;
  readonly number: number;
  /** When its student was helped last; 0 for never. */
  readonly helped: number;
}

function keyOf(member: string, id: string): string {
  return `${member} ${id}`;
}

/** Bytes of a question as JSON. */
function sizeOf(question: Question): number {
  return utf8Length(JSON.stringify(question));
}

function moved(
  { helper: _, taken: __, ...request }: HelpRequest,
  { helper, state, time }: Extract<QueueEvent, { readonly type: 'moved' }>,
): HelpRequest {
  return { ...request, state, ...(helper !== undefined && { helper, taken: time }) };
}

function isHelp(how: RequestEnd): boolean {
  return how === 'done' || how === 'answered';
}

function refused(code: RefusalCode): QueueDecision {
  return { ok: false, code };
}
