import type { OpenRequest } from '../../src/protocol/class-frames';
import type { ToMember } from '../../src/protocol/frames';
import { type Latency, latencyOf } from '../statistics';
import { type Action, nextAction } from './activity';
import type { ClassMember } from './class-member';
import { QueueModel, standingText } from './queue-model';

/** How long things took, in ms from sending an action. */
export interface HelpTimes {
  /** Until each other helper knew. */
  readonly queue: Latency;
  /** Until each student knew whose own standing it changed. */
  readonly standing: Latency;
  /** Until who did it had the hub's answer. */
  readonly answer: Latency;
}

/** What went wrong. All of it MUST be 0. */
export interface HelpTally {
  /** Two helpers were told that they have the same request. */
  readonly takenTwice: number;
  /** None of the helpers who tried to take a waiting request got it. */
  readonly notTaken: number;
  /** A helper doesn't know of a change, or a student has another standing than the queue says. */
  readonly lost: number;
  /** A student was told something that never was so. */
  readonly wrong: number;
  /** The hub refused what it should not. */
  readonly refused: number;
}

/** An action that isn't everywhere yet. */
interface Pending {
  readonly action: Action;
  readonly at: number;
  /** The helpers who don't know yet. */
  readonly unaware: Set<string>;
  /** The ids under which answers are expected. */
  readonly unanswered: Set<string>;
  /** How many helpers were told that they took it. */
  taken: number;
}

/** What a student should be told and was, in order, as far as the two weren't compared yet. */
interface Told {
  readonly expected: { readonly text: string; readonly at: number | undefined }[];
  readonly received: { readonly text: string; readonly at: number }[];
}

const ends = { done: 'done', withdraw: 'withdrawn' } as const;

/** What helpers and students of the class do with requests, and what they learn of it. */
export class Helping {
  private readonly models = new Map<string, QueueModel>();
  private readonly byId = new Map<string, ClassMember>();
  private readonly helperIds: readonly string[];
  private readonly pending = new Map<string, Pending>();
  private readonly told = new Map<string, Told>();
  /** What each student should know at the moment, as one helper sees it. */
  private standings: ReadonlyMap<string, string> = new Map();
  /** Who has taken a request, as the hub's answers say: by student. */
  private readonly takers = new Map<string, string>();
  private readonly asking = new Set<string>();
  private number = 0;
  private queueTimes: number[] = [];
  private standingTimes: number[] = [];
  private answerTimes: number[] = [];
  private takenTwice = 0;
  private notTaken = 0;
  private wrong = 0;
  private refused = 0;

  constructor(
    helpers: readonly ClassMember[],
    students: readonly ClassMember[],
    private readonly random: () => number,
  ) {
    this.helperIds = helpers.map(({ id }) => id);
    for (const member of [...helpers, ...students]) this.byId.set(member.id, member);
    for (const { id } of students) this.told.set(id, { expected: [], received: [] });
  }

  /** Whether all helpers have got the queue. */
  get areHelpersReady(): boolean {
    return this.models.size === this.helperIds.length;
  }

  /** How many requests are open, or about to be. */
  get open(): number {
    return this.witness.list.length + this.asking.size;
  }

  /** Whether everyone knows everything. */
  get isSettled(): boolean {
    return this.pending.size === 0 && this.lostStandings === 0;
  }

  get views(): readonly (readonly OpenRequest[])[] {
    return this.helperIds.map((id) => this.models.get(id)?.list ?? []);
  }

  get times(): HelpTimes {
    return {
      queue: latencyOf(this.queueTimes),
      standing: latencyOf(this.standingTimes),
      answer: latencyOf(this.answerTimes),
    };
  }

  get tally(): HelpTally {
    const { notTaken, refused, takenTwice } = this;
    const unaware = [...this.pending.values()].reduce((sum, each) => sum + each.unaware.size, 0);
    const unexpected = [...this.told.values()].reduce((sum, each) => sum + each.received.length, 0);
    const wrong = this.wrong + unexpected;
    return { takenTwice, notTaken, lost: unaware + this.lostStandings, wrong, refused };
  }

  /** Forgets the times. */
  reset(): void {
    this.queueTimes = [];
    this.standingTimes = [];
    this.answerTimes = [];
  }

  /** Does what comes next; returns whether there was something to do. */
  act(target: number): boolean {
    const { list } = this.witness;
    const action = nextAction(
      {
        queue: list,
        open: this.open,
        helpers: this.helperIds,
        idle: [...this.told.keys()].filter((id) => !this.pending.has(id) && !this.witness.get(id)),
        isBusy: (member) => this.pending.has(member),
        isForeign: (member) => !this.told.has(member),
      },
      target,
      this.random,
    );
    if (action) this.carryOut(action);
    return action !== undefined;
  }

  receive(member: ClassMember, frame: ToMember): void {
    switch (frame.type) {
      case 'queue': {
        const model = this.models.get(member.id) ?? new QueueModel();
        this.models.set(member.id, model);
        this.aware(member.id, model, model.apply(frame));
        break;
      }
      case 'standing': {
        const told = this.told.get(member.id);
        // After the welcome, each is told that it has no request.
        if (!told || (frame.request === undefined && frame.ended === undefined)) break;
        told.received.push({ text: standingText(frame), at: performance.now() });
        this.compare(told);
        break;
      }
      case 'handled':
      case 'refused':
        if (frame.id !== undefined) this.answered(member.id, frame.id, frame.type === 'handled');
        break;
    }
  }

  /** The queue that the class's people look at when they choose what to do. */
  private get witness(): QueueModel {
    return this.models.get(this.helperIds[0] ?? '') ?? new QueueModel();
  }

  /** How many students don't know what they should. */
  private get lostStandings(): number {
    return [...this.told.values()].filter(({ expected }) => expected.length > 0).length;
  }

  private carryOut(action: Action): void {
    const { member } = action;
    const actors =
      'helpers' in action ? action.helpers : ['helper' in action ? action.helper : member];
    const request = this.witness.get(member)?.id ?? '';
    const sends = actors.map((actor) => {
      this.number += 1;
      return { actor, id: `a${this.number}` };
    });
    this.pending.set(member, {
      ...{ action, at: performance.now(), taken: 0 },
      unaware: new Set(this.helperIds),
      unanswered: new Set(sends.map(({ id }) => id)),
    });
    for (const { actor, id } of sends) {
      const by = this.byId.get(actor);
      switch (action.do) {
        case 'ask':
          this.asking.add(member);
          by?.send({ type: 'ask', id, topic: `recv returns nothing, no. ${id}`, ...question });
          break;
        case 'pause':
        case 'resume':
        case 'withdraw':
          by?.send({ type: 'request', id, do: action.do, request });
          break;
        default:
          by?.send({ type: 'serve', id, do: action.do, member, request });
      }
    }
  }

  private answered(by: string, id: string, ok: boolean): void {
    const [member, pending] =
      [...this.pending].find(([, { unanswered }]) => unanswered.has(id)) ?? [];
    if (member === undefined || !pending) return;
    const { action, at, unanswered } = pending;
    unanswered.delete(id);
    const isRace = action.do === 'take' && action.helpers.length > 1;
    if (ok) {
      this.answerTimes.push(performance.now() - at);
      if (action.do === 'take') {
        pending.taken += 1;
        if (this.takers.has(member)) this.takenTwice += 1;
        this.takers.set(member, by);
      } else if (action.do === 'done' || action.do === 'back') this.takers.delete(member);
    } else if (!isRace) this.refused += 1;
    if (unanswered.size === 0 && action.do === 'take' && pending.taken === 0) this.notTaken += 1;
    // What was refused changes nothing.
    if (!ok && !isRace) pending.unaware.clear();
    this.finish(member, pending);
  }

  /** A helper has learned of changes. */
  private aware(helper: string, model: QueueModel, changed: readonly string[]): void {
    const now = performance.now();
    let since: number | undefined;
    const ended = new Map<string, string>();
    for (const member of changed) {
      const pending = this.pending.get(member);
      if (!pending) continue;
      const { action, at, unaware } = pending;
      since = Math.min(since ?? at, at);
      if (action.do === 'done' || action.do === 'withdraw') {
        ended.set(member, standingText({ ended: ends[action.do] }));
      }
      if (unaware.delete(helper) && actorOf(action, model) !== helper) {
        this.queueTimes.push(now - at);
      }
      this.finish(member, pending);
    }
    if (helper !== this.helperIds[0]) return;
    for (const member of changed) this.asking.delete(member);
    this.expect(model.standings(), ended, since);
  }

  /** Notes what students are told, because the queue has changed. */
  private expect(
    standings: ReadonlyMap<string, string>,
    ended: ReadonlyMap<string, string>,
    at: number | undefined,
  ): void {
    for (const [member, text] of [...standings, ...ended]) {
      const told = this.told.get(member);
      if (!told || (!ended.has(member) && this.standings.get(member) === text)) continue;
      told.expected.push({ text, at });
      this.compare(told);
    }
    this.standings = standings;
  }

  /** What changes twice in a turn of the hub's event loop is told once, so something expected may be missing before it. */
  private compare({ expected, received }: Told): void {
    for (let next = received[0]; next; next = received[0]) {
      const { at: receivedAt, text } = next;
      const index = expected.findIndex((each) => each.text === text);
      // The helper doesn't know of it yet.
      if (index < 0) {
        if (received.length > maxAhead) {
          this.wrong += 1;
          received.shift();
        }
        return;
      }
      const at = expected[index]?.at;
      if (at !== undefined) this.standingTimes.push(receivedAt - at);
      expected.splice(0, index + 1);
      received.shift();
    }
  }

  private finish(member: string, { unanswered, unaware }: Pending): void {
    if (unanswered.size === 0 && unaware.size === 0) this.pending.delete(member);
  }
}

/** How many standings a student may have before the helper knows of the changes. */
const maxAhead = 50;

const question = {
  place: { path: 'hub.py', line: 26 },
  tried: 'Printing what recv returns: it is empty, again and again.',
};

/** The helper who changed a request; undefined for the student. */
function actorOf(action: Action, model: QueueModel): string | undefined {
  if (action.do === 'take') return model.get(action.member)?.helper;
  return 'helper' in action ? action.helper : undefined;
}
