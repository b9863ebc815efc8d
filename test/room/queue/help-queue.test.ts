import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ClassRules, QueueOrder } from '../../../src/protocol/class-frames';
import { HelpQueue, maxRecords } from '../../../src/room/queue/help-queue';
import type {
  HelpRequest,
  QueueCommand,
  QueueDecision,
  QueueEvent,
} from '../../../src/room/queue/queue-events';

type Rules = Pick<ClassRules, 'open' | 'cooldown' | 'order'>;

/** A queue with its journal, and the clock of the room that it belongs to. */
class Room {
  readonly queue: HelpQueue;
  readonly journal: QueueEvent[] = [];
  rules: Rules;
  time = 1_000_000;

  constructor(rules: Partial<Rules> = {}) {
    this.rules = { open: true, cooldown: 0, order: 'newcomers', ...rules };
    this.queue = new HelpQueue(this.rules.order);
  }

  do(command: QueueCommand): QueueDecision {
    const decision = this.queue.decide(command, this.rules);
    if (decision.ok) this.apply(decision.events);
    return decision;
  }

  apply(events: readonly QueueEvent[]): void {
    for (const event of events) {
      this.journal.push(event);
      this.queue.apply(event);
    }
  }

  ask(member: string, id = `${member}-1`, waited = 0): string {
    this.time += 1;
    const { time } = this;
    const by = { id: member, name: member };
    return said(this.do({ do: 'ask', by, id, question: { topic: 'stuck' }, time, waited }));
  }

  own(what: 'pause' | 'resume' | 'withdraw', member: string, id = `${member}-1`): string {
    const { time } = this;
    return said(this.do({ do: what, by: { id: member, name: member }, id, time }));
  }

  serve(
    what: 'take' | 'done' | 'back',
    helper: string,
    member: string,
    id = `${member}-1`,
    isHost = false,
  ): string {
    const { time } = this;
    const by = { id: helper, name: helper, isHost };
    return said(this.do({ do: what, by, member, memberName: member, id, time }));
  }

  get line(): string {
    return this.queue.requests.map(({ member }) => member).join(' ');
  }
}

/** `ok`, or why it was refused. */
function said(decision: QueueDecision): string {
  return decision.ok ? 'ok' : decision.code;
}

describe('a queue of requests for help', () => {
  it('takes one request of a member at a time, and the same one again', () => {
    const room = new Room();
    assert.equal(room.ask('bo'), 'ok');
    assert.equal(room.ask('bo'), 'ok');
    assert.equal(room.ask('bo', 'other'), 'request-open');
    assert.equal(room.journal.length, 1);
  });

  it('gives a request to one helper, and says to others that it is taken', () => {
    const room = new Room();
    room.ask('bo');
    assert.equal(room.serve('take', 'h1', 'bo'), 'ok');
    assert.equal(room.serve('take', 'h1', 'bo'), 'ok');
    for (const what of ['take', 'done', 'back'] as const) {
      assert.equal(room.serve(what, 'h2', 'bo'), 'request-taken');
    }
    assert.equal(room.serve('take', 'h1', 'bo', 'other'), 'no-such-request');
    assert.equal(room.serve('done', 'h1', 'bo'), 'ok');
    assert.equal(room.serve('done', 'h1', 'bo'), 'ok', 'whoever repeats it gets the same answer');
    assert.equal(room.serve('done', 'h2', 'bo'), 'no-such-request');
    assert.equal(room.ask('bo'), 'request-ended');
  });

  it('lets the host end or give back what others have taken', () => {
    const room = new Room();
    for (const member of ['bo', 'cy']) {
      room.ask(member);
      room.serve('take', 'h1', member);
    }
    assert.equal(room.serve('back', 'm0', 'bo', 'bo-1', true), 'ok');
    assert.equal(room.queue.get('bo')?.state, 'waiting');
    assert.equal(room.serve('done', 'm0', 'cy', 'cy-1', true), 'ok');
    assert.equal(room.queue.records[0]?.helper, 'm0');
  });

  it('keeps the place of what is paused or given back', () => {
    const room = new Room();
    for (const member of ['bo', 'cy', 'di']) room.ask(member);
    room.own('pause', 'bo');
    assert.equal(room.serve('take', 'h1', 'bo'), 'request-paused');
    room.serve('take', 'h1', 'cy');
    assert.equal(room.own('pause', 'cy'), 'request-taken');
    room.serve('back', 'h1', 'cy');
    room.own('resume', 'bo');
    assert.equal(room.line, 'bo cy di');
    assert.ok(room.queue.requests.every(({ state }) => state === 'waiting'));
  });

  it('places those who were never helped first, then those who were helped the longest ago', () => {
    const room = new Room();
    for (const member of ['bo', 'cy']) {
      room.ask(member);
      room.serve('take', 'h1', member);
      room.time += 1000;
      room.serve('done', 'h1', member);
    }
    for (const member of ['cy', 'bo', 'di']) room.ask(member, `${member}-2`);
    assert.equal(room.line, 'di bo cy');
    room.queue.setOrder('time');
    assert.equal(room.line, 'cy bo di');
  });

  it('lets those who were helped ask again after the cooldown', () => {
    const room = new Room({ cooldown: 2 });
    room.ask('bo');
    room.serve('take', 'h1', 'bo');
    room.serve('done', 'h1', 'bo');
    assert.equal(room.ask('bo', 'again'), 'too-early');
    assert.equal(room.queue.cooling('bo', room.rules, room.time), 2 * 60_000 - 1);
    room.time += 2 * 60_000;
    assert.equal(room.ask('bo', 'again'), 'ok');
    room.own('withdraw', 'bo', 'again');
    assert.equal(room.ask('bo', 'third'), 'ok', 'who withdrew wasn’t helped');
  });

  it('takes nothing new while it is closed, and keeps what it has', () => {
    const room = new Room();
    room.ask('bo');
    room.rules = { ...room.rules, open: false };
    assert.equal(room.ask('cy'), 'queue-closed');
    assert.equal(room.ask('bo'), 'ok');
    assert.equal(room.serve('take', 'h1', 'bo'), 'ok');
  });

  it('refuses what is too large, alone or with the others', () => {
    const room = new Room();
    const question = (length: number) => ({ topic: 'stuck', tried: 'x'.repeat(length) });
    const ask = (member: string, length: number) => {
      const by = { id: member, name: member };
      const { time } = room;
      return said(room.do({ do: 'ask', by, id: 'a', question: question(length), time, waited: 0 }));
    };
    assert.equal(ask('big', 16 * 1024), 'too-large');
    let taken = 0;
    while (ask(`m${taken}`, 15 * 1024) === 'ok') taken += 1;
    assert.equal(taken, 34);
    assert.equal(ask('late', 15 * 1024), 'queue-full');
    room.own('withdraw', 'm3', 'a');
    assert.equal(ask('late', 15 * 1024), 'ok');
  });

  it('finds the waiting requests about a file, by their place or their card', () => {
    const room = new Room();
    for (const [member, path] of Object.entries({ bo: 'hub.py', cy: 'hub.py', di: 'a/hub.py' })) {
      const by = { id: member, name: member };
      const place = { path, line: 3 };
      const { time } = room;
      room.do({ do: 'ask', by, id: 'a', question: { topic: 't', place }, time, waited: 0 });
    }
    room.own('pause', 'cy', 'a');
    assert.deepEqual(
      room.queue.about('hub.py').map(({ member }) => member),
      ['bo'],
    );
  });

  it('remembers a bounded number of ended requests', () => {
    const room = new Room();
    for (let count = 0; count <= maxRecords; count += 1) {
      const member = `m${count}`;
      room.ask(member);
      room.serve('take', 'h1', member);
      room.serve('done', 'h1', member);
    }
    assert.equal(room.queue.records.length, maxRecords);
    assert.equal(room.queue.records[0]?.member, 'm1');
    assert.equal(room.queue.helpedAt('m0'), undefined);
    assert.ok(room.queue.helpedAt('m1'));
  });
});

const members = ['m1', 'm2', 'm3', 'm4', 'm5'];
const helpers = ['h1', 'h2'];

/** A step of a room at random; ids are few, so that they repeat. */
const step = fc.record({
  do: fc.constantFrom(
    ...(['ask', 'ask', 'pause', 'resume', 'withdraw', 'take', 'take', 'done', 'back'] as const),
    ...(['release', 'left', 'order', 'open', 'answer'] as const),
  ),
  member: fc.constantFrom(...members),
  helper: fc.constantFrom(...helpers),
  number: fc.integer({ min: 1, max: 3 }),
  ms: fc.integer({ min: 0, max: 90_000 }),
  waited: fc.constantFrom(0, 0, 500_000),
  isHost: fc.boolean(),
});

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

function run(room: Room, { do: what, helper, isHost, member, ms, number, waited }: Step): void {
  const { queue } = room;
  room.time += ms;
  const id = `${member}-${number}`;
  switch (what) {
    case 'ask':
      room.ask(member, id, waited);
      break;
    case 'pause':
    case 'resume':
    case 'withdraw':
      room.own(what, member, id);
      break;
    case 'release':
      room.apply(queue.released(helper, room.time));
      break;
    case 'left': {
      const request = queue.get(member);
      if (request) room.apply([queue.end(request, member, 'left', room.time)]);
      break;
    }
    case 'answer': {
      const request = queue.get(member);
      const by = { id: helper, name: helper };
      if (request?.state !== 'waiting') break;
      room.apply([queue.end(request, member, 'answered', room.time, by)]);
      break;
    }
    case 'order': {
      const order: QueueOrder = isHost ? 'time' : 'newcomers';
      room.rules = { ...room.rules, order };
      queue.setOrder(order);
      break;
    }
    case 'open':
      room.rules = { ...room.rules, open: isHost };
      break;
    default:
      room.serve(what, helper, member, id, isHost);
  }
}

/** Whether the line is in the order of its rule. */
function assertOrdered({ queue, rules }: Room): void {
  const key = (request: HelpRequest) => [
    rules.order === 'newcomers' ? (queue.helpedAt(request.member) ?? 0) : 0,
    request.asked,
    request.number,
  ];
  const keys = queue.requests.map(key);
  const sorted = [...keys].sort(
    ([a = 0, b = 0, c = 0], [x = 0, y = 0, z = 0]) => a - x || b - y || c - z,
  );
  assert.deepEqual(keys, sorted);
}

describe('any use of a queue', () => {
  it('keeps each request once, in one hand, in order, until it has ended', () => {
    const steps = fc.array(step, { maxLength: 120 });
    fc.assert(
      fc.property(steps, fc.integer({ min: 0, max: 2 }), (all, cooldown) => {
        const room = new Room({ cooldown });
        const { queue } = room;
        for (const each of all) {
          const before = new Map(queue.requests.map((request) => [request.member, request]));
          const ended = queue.records.length;
          run(room, each);
          assertOrdered(room);
          const now = queue.requests;
          assert.equal(new Set(now.map(({ member }) => member)).size, now.length);
          for (const { helper, state, taken } of now) {
            assert.equal(state === 'taken', helper !== undefined);
            assert.equal(state === 'taken', taken !== undefined);
          }
          const gone = [...before.keys()].filter((member) => !queue.get(member));
          const ends = queue.records.slice(ended).map(({ member }) => member);
          assert.deepEqual(gone, ends, 'what is gone has a record, and nothing else has one');
          for (const request of now) {
            const was = before.get(request.member);
            if (!was) continue;
            const { asked, id, number, question } = request;
            const same = { asked, id, number, question };
            assert.deepEqual(same, { asked: was.asked, id: was.id, number: was.number, question });
          }
        }
        const keys = queue.records.map(({ id, member }) => `${member} ${id}`);
        assert.equal(new Set(keys).size, keys.length, 'a request ends once');
      }),
      { numRuns: 300 },
    );
  });

  it('can be restored from its journal, and from what a rewritten journal has', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (all) => {
        const room = new Room();
        for (const each of all) run(room, each);
        const { order } = room.rules;
        const written = JSON.parse(JSON.stringify(room.journal)) as readonly QueueEvent[];
        for (const events of [written, [...written, ...written.slice(-1)], room.queue.events]) {
          const restored = new HelpQueue(order);
          for (const event of events) restored.apply(event);
          assert.deepEqual(restored.requests, room.queue.requests);
          assert.deepEqual(restored.records, room.queue.records);
          for (const member of members) {
            assert.equal(restored.helpedAt(member), room.queue.helpedAt(member));
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});
