import { type ClassRules, type ClassToHub, maxHelpers } from '../../protocol/class-frames';
import { cleanQuestion } from '../../protocol/clean-frame';
import type { Listener } from '../../protocol/frames';
import type { GuestLink } from '../../protocol/guest-link';
import { normalizeLine } from '../../protocol/message-text';
import type { RefusalCode } from '../../protocol/net-error';
import type { RoomEntry } from '../../protocol/room-entry';
import type { Clock } from '../../util/clock';
import type { Disposable } from '../../util/disposable';
import { Emitter, type Event } from '../../util/event';
import type { Journal } from '../log/journal';
import type { LineMessage } from '../log/private-lines';
import { type ClassRecord, StoredClass } from '../log/stored-class';
import type { Actor, QueueCommand, QueueEvent } from '../queue/queue-events';
import { ClassNotices } from './class-notices';
import type { HostMembers } from './host-members';
import {
  type ActionResult,
  cleanContent,
  done,
  HostPrivateLines,
  refused,
} from './host-private-lines';
import type { HostState } from './host-state';
import type { HostStorage } from './host-storage';
import type { HostSuccession } from './host-succession';
import type { LogWriter } from './log-writer';
import type { SeatedGuest } from './seats';

/** How long a helper whose connection broke keeps what it has taken, in ms. */
export const vanishedMs = 60_000;

/** How long a host that has taken the room over believes its students how long they have waited, and at most how long. */
const trustMs = 2 * 60_000;
const maxWaitedMs = 24 * 60 * 60_000;

/** Longest id that an answer gets from its request; its number follows. */
const maxIdLength = 48;

export type ClassAction = Exclude<ClassToHub, { readonly type: 'lines' }>;

export interface HostClassDeps {
  readonly state: HostState;
  readonly people: HostMembers;
  readonly writer: LogWriter;
  readonly storage: HostStorage;
  readonly journal: Journal | undefined;
  readonly clock: Clock;
  readonly succession: HostSuccession | undefined;
  readonly restored: StoredClass | undefined;
  /** The member that hosted the room before, if this computer takes it over. */
  readonly takenFrom: string | undefined;
  readonly newId: () => string;
}

/** The host's part of a class: what its members may do, and the queue. docs/CLASS.md has the rules. */
export class HostClass implements Disposable {
  readonly stored: StoredClass;
  private readonly notices: ClassNotices;
  private readonly changes = new Emitter<void>();
  /** Fires at the end of a turn in which something changed. */
  readonly onDidChange = this.changes.event;
  private readonly lines: HostPrivateLines;
  /** The timers of helpers whose connections broke. */
  private readonly vanishing = new Map<string, Disposable>();
  /** Where members listen that would take over, as they said on their present connection. */
  private readonly offers = new Map<string, Listener>();
  /** Until when students are believed how long they have waited. */
  private readonly trustedUntil: number;

  constructor(private readonly deps: HostClassDeps) {
    const { clock, people, restored = new StoredClass(), state, storage, takenFrom, writer } = deps;
    this.stored = restored;
    restored.queue.setOrder(restored.rules.order);
    this.notices = new ClassNotices({
      ...{ stored: restored, state, people, writer, storage, clock },
      isHelper: (member) => this.isHelper(member),
      onChange: () => this.changes.fire(),
    });
    this.lines = new HostPrivateLines({
      ...deps,
      stored: restored,
      isHelper: (member) => this.isHelper(member),
      tell: (message) => this.notices.tell(message),
    });
    this.trustedUntil = takenFrom === undefined ? 0 : clock.now() + trustMs;
    if (takenFrom !== undefined) this.setHelper(takenFrom, true);
    // All other members of a reopened room are away.
    for (const helper of restored.rules.helpers) {
      if (helper !== people.host.id) this.lost(helper);
    }
  }

  /** Fires with each new private message. */
  get onDidReceive(): Event<LineMessage> {
    return this.lines.onDidReceive;
  }

  isHelper(member: string): boolean {
    return member === this.deps.people.host.id || this.stored.rules.helpers.includes(member);
  }

  /** Why a member may not send messages to all; undefined if it may. */
  refusesToSay(member: string, isAnnouncement: boolean): RefusalCode | undefined {
    if (this.isHelper(member)) return undefined;
    if (isAnnouncement) return 'not-a-helper';
    switch (this.stored.rules.speaking) {
      case 'helpers':
        return 'only-helpers';
      case 'questions':
        return 'questions-first';
      default:
        return undefined;
    }
  }

  /** The log is restored. */
  restored(): void {
    this.lines.restored();
  }

  /** Handles a member's frame. */
  handle(member: SeatedGuest, guest: GuestLink, request: ClassToHub): void {
    // It asks again once the room goes on.
    if (this.deps.writer.isStopped) return;
    if (request.type === 'lines') {
      const isHelper = this.isHelper(member.id);
      const sees = ({ student }: LineMessage) => isHelper || student === member.id;
      for (const message of this.stored.lines.since(request.since, sees)) {
        this.notices.reply(guest, { type: 'told', ...message });
      }
      this.notices.reply(guest, { type: 'handled', id: request.id });
      return;
    }
    const result = this.act(member, request);
    const { id } = request;
    if (!result) return;
    if (!result.ok) this.notices.reply(guest, { type: 'refused', code: result.code, id });
    else {
      const { count } = result;
      this.notices.reply(guest, { type: 'handled', id, ...(count !== undefined && { count }) });
    }
  }

  /** Does what a member, or the host, asks for; undefined if it can't be stored. */
  act(by: Actor, action: ClassAction): ActionResult | undefined {
    const time = this.deps.clock.now();
    const { id, name } = by;
    switch (action.type) {
      case 'ask': {
        const { id: request, type: _, waited: claimed = 0, ...question } = action;
        const waited = time < this.trustedUntil ? Math.min(claimed, maxWaitedMs) : 0;
        return this.decide({
          ...{ do: 'ask', by, id: request, question: cleanQuestion(question), time, waited },
        });
      }
      case 'request':
        return this.decide({ do: action.do, by, id: action.request, time });
      case 'tell':
        return this.lines.tell(by, action);
    }
    if (!this.isHelper(id)) return refused('not-a-helper');
    switch (action.type) {
      case 'serve': {
        const { do: what, member, request } = action;
        const { people } = this.deps;
        const helper = { id, name, isHost: id === people.host.id };
        const memberName = people.get(member)?.name ?? '';
        return this.decide({ do: what, by: helper, member, memberName, id: request, time });
      }
      case 'answer':
        return this.answer(by, action);
      case 'admit':
        return this.setRules({ open: action.open }) ? done : undefined;
      case 'publish':
        return this.lines.publish(by, action);
    }
  }

  /** Changes the rules; returns whether that is stored. @param member who becomes a helper, or no longer is one */
  setRules(change: Partial<ClassRules>, member?: string): boolean {
    const { journal, state, writer } = this.deps;
    if (state.over || writer.isStopped) return false;
    const rules = { ...this.stored.rules, ...change };
    const record: ClassRecord = { type: 'rules', rules };
    if (writer.isUnsaved) journal?.append(record);
    else if (journal?.store([record]) === false) return false;
    this.stored.take(record);
    this.stored.queue.setOrder(rules.order);
    this.notices.rulesChanged(member);
    return true;
  }

  /** Marks a member as a helper, or no longer; returns whether that is stored. */
  setHelper(member: string, on: boolean): boolean {
    const { clock, people, succession } = this.deps;
    const { helpers } = this.stored.rules;
    if (helpers.includes(member) === on || member === people.host.id) return true;
    if (on && helpers.length >= maxHelpers) return false;
    const rest = helpers.filter((helper) => helper !== member);
    if (!this.setRules({ helpers: on ? [...rest, member] : rest }, member)) return false;
    const offer = this.offers.get(member);
    if (on && offer) succession?.successors.offer(member, offer);
    if (on) return true;
    succession?.successors.withdraw(member);
    this.apply(this.stored.queue.released(member, clock.now()));
    return true;
  }

  /** A member offers to take over the room, or no longer does: the host sees all requests, so only helpers may. */
  offer(member: string, listener: Listener | undefined): void {
    if (listener) this.offers.set(member, listener);
    else this.offers.delete(member);
    if (this.isHelper(member)) this.deps.succession?.successors.offer(member, listener);
  }

  /** A member has a new connection. */
  connected(member: string): void {
    this.vanishing.get(member)?.dispose();
    this.vanishing.delete(member);
    this.offers.delete(member);
    this.notices.connected(member);
  }

  /** A member's connection has ended. */
  lost(member: string): void {
    const { clock } = this.deps;
    this.offers.delete(member);
    this.vanishing.get(member)?.dispose();
    if (!this.stored.rules.helpers.includes(member)) return;
    const timer = clock.after(vanishedMs, () => {
      this.vanishing.delete(member);
      this.apply(this.stored.queue.released(member, clock.now()));
    });
    this.vanishing.set(member, timer);
  }

  /** An entry was numbered and stored: whoever has left gives back what it has, and needs no help any more. */
  numbered(entry: RoomEntry): void {
    if (entry.type !== 'left' && entry.type !== 'removed') return;
    const { member, name } = entry;
    const { queue } = this.stored;
    const time = this.deps.clock.now();
    this.vanishing.get(member)?.dispose();
    this.vanishing.delete(member);
    if (entry.type === 'removed') this.setHelper(member, false);
    const request = queue.get(member);
    this.apply([
      ...queue.released(member, time),
      ...(request ? [queue.end(request, name, 'left', time)] : []),
    ]);
  }

  dispose(): void {
    for (const timer of this.vanishing.values()) timer.dispose();
    this.notices.dispose();
  }

  private decide(command: QueueCommand): ActionResult {
    const { queue, rules } = this.stored;
    const decision = queue.decide(command, rules);
    if (!decision.ok) return decision;
    this.apply(decision.events);
    return done;
  }

  private apply(events: readonly QueueEvent[]): void {
    const { journal, writer } = this.deps;
    // The next host gets the requests from their students.
    if (writer.isFrozen) return;
    for (const event of events) {
      const record: ClassRecord = { type: 'help', event };
      journal?.append(record);
      this.stored.take(record);
      this.notices.queueChanged(event);
    }
  }

  private answer(
    by: Actor,
    { id, path, ...said }: Extract<ClassAction, { readonly type: 'answer' }>,
  ): ActionResult {
    const { clock, people } = this.deps;
    const content = cleanContent(said);
    if (typeof content === 'string') return refused(content);
    const { queue } = this.stored;
    const requests = queue.about(normalizeLine(path));
    for (const request of requests) {
      const { member: student, number } = request;
      const name = people.get(student)?.name ?? '';
      // Each is a message of its own.
      const own = `${id.slice(0, maxIdLength)}-${number}`;
      this.lines.send(by, { student, id: own, ...content });
      this.apply([queue.end(request, name, 'answered', clock.now(), by)]);
    }
    return { ok: true, count: requests.length };
  }
}
