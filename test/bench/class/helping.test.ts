import assert from 'node:assert/strict';
import { nextAction } from '../../../bench/class/activity';
import type { ClassMember } from '../../../bench/class/class-member';
import { Helping } from '../../../bench/class/helping';
import { QueueModel, standingText } from '../../../bench/class/queue-model';
import type { OpenRequest, QueueChanges } from '../../../src/protocol/class-frames';
import type { ToHub, ToMember } from '../../../src/protocol/frames';
import { seededRandom } from '../../../src/util/seeded-random';

type Sent = Extract<ToHub, { readonly id: string }>;

/** Two helpers and a student, whose hub is the test. */
function classOf() {
  const sent: (Sent & { readonly by: string })[] = [];
  const member = (id: string) => {
    const send = (frame: Sent) => sent.push({ ...frame, by: id });
    return { id, send } as unknown as ClassMember;
  };
  const helpers = [member('h1'), member('h2')];
  const student = member('s1');
  // Below 0.3, helpers compete.
  const helping = new Helping(helpers, [student], () => 0);
  const tell = (to: ClassMember, frame: ToMember) => helping.receive(to, frame);
  const tellHelpers = (changes: Omit<QueueChanges, 'type'>) => {
    for (const helper of helpers) tell(helper, { type: 'queue', ...changes });
  };
  tellHelpers({ all: true });
  /** What the next action sends. */
  const act = () => {
    sent.length = 0;
    helping.act(1);
    return [...sent];
  };
  /** The student asks, and everyone learns of it. */
  const ask = () => {
    const [{ id = '' } = {}] = act();
    const request = { member: 's1', name: 'Ann', id, topic: 'recv', asked: 1 };
    tellHelpers({ put: [{ ...request, state: 'waiting' }] });
    tell(student, { type: 'standing', request: id, state: 'waiting', before: 0 });
    tell(student, { type: 'handled', id });
    return id;
  };
  return { helping, helpers, student, tell, tellHelpers, act, ask };
}

const nothing = { takenTwice: 0, notTaken: 0, lost: 0, wrong: 0, refused: 0 };

describe('the class of the benchmark', () => {
  it('finds nothing wrong where one of two helpers gets a request', () => {
    const { helping, helpers, student, tell, tellHelpers, act, ask } = classOf();
    const request = ask();
    assert.ok(helping.isSettled);
    const takes = act();
    assert.deepEqual(
      takes.map(({ type, by }) => `${type} ${by}`),
      ['serve h1', 'serve h2'],
    );
    assert.ok(!helping.isSettled);
    tellHelpers({ moved: [{ member: 's1', state: 'taken', helper: 'h2' }] });
    tell(student, { type: 'standing', request, state: 'taken', helper: 'h2' });
    const [first, second] = takes;
    tell(helpers[0] as ClassMember, { type: 'refused', code: 'request-taken', id: first?.id });
    tell(helpers[1] as ClassMember, { type: 'handled', id: second?.id ?? '' });
    assert.ok(helping.isSettled);
    assert.deepEqual(helping.tally, nothing);
    const { answer, queue, standing } = helping.times;
    // Who did it is no other helper, who knows of it: of the question, both are.
    assert.deepEqual([queue.count, standing.count, answer.count], [3, 2, 2]);
  });

  it('counts a request that two helpers got, or none', () => {
    for (const [answers, wrong] of [
      ['handled handled', { takenTwice: 1 }],
      ['refused refused', { notTaken: 1 }],
    ] as const) {
      const { helping, helpers, tell, act, ask } = classOf();
      ask();
      const takes = act();
      answers.split(' ').forEach((type, at) => {
        const id = takes[at]?.id ?? '';
        const frame = { type, id, ...(type === 'refused' && { code: 'request-taken' }) };
        tell(helpers[at] as ClassMember, frame as ToMember);
      });
      const { lost: _, ...tally } = helping.tally;
      const { lost: __, ...none } = nothing;
      assert.deepEqual(tally, { ...none, ...wrong });
    }
  });

  it('counts what a helper or a student doesn’t learn, or learns wrongly', () => {
    const unaware = classOf();
    unaware.ask();
    unaware.act();
    const moved = [{ member: 's1', state: 'taken', helper: 'h1' }] as const;
    unaware.tell(unaware.helpers[0] as ClassMember, { type: 'queue', moved });
    // The other helper, and the student.
    assert.equal(unaware.helping.tally.lost, 2);
    const wrong = classOf();
    const request = wrong.ask();
    wrong.tell(wrong.student, { type: 'standing', request, state: 'waiting', before: 7 });
    assert.deepEqual(wrong.helping.tally, { ...nothing, wrong: 1 });
  });

  it('counts what the hub refuses without a reason', () => {
    const { helping, student, tell, act } = classOf();
    const [{ id = '' } = {}] = act();
    tell(student, { type: 'refused', code: 'queue-closed', id });
    assert.deepEqual(helping.tally, { ...nothing, refused: 1 });
  });

  it('puts newcomers first, then those who were helped the longest ago', () => {
    const model = new QueueModel();
    const request = (member: string, asked: number, helped?: number): OpenRequest => ({
      ...{ member, name: member, id: member, topic: '?', asked, state: 'waiting' },
      ...(helped !== undefined && { helped }),
    });
    model.apply({
      type: 'queue',
      put: [request('a', 1, 5), request('b', 2), request('c', 2), request('d', 1, 4)],
    });
    model.apply({ type: 'queue', moved: [{ member: 'b', state: 'paused' }] });
    assert.deepEqual(
      [...model.standings()],
      [
        ['b', standingText({ request: 'b', state: 'paused', before: 0 })],
        ['c', standingText({ request: 'c', state: 'waiting', before: 0 })],
        ['d', standingText({ request: 'd', state: 'waiting', before: 1 })],
        ['a', standingText({ request: 'a', state: 'waiting', before: 2 })],
      ],
    );
  });

  it('does the same with the same seed, and only what is possible', () => {
    const waiting = Array.from({ length: 8 }, (_, at): OpenRequest => {
      const taken = at < 2 && ({ state: 'taken', helper: 'h1' } as const);
      const request = { member: `s${at}`, name: '', id: `${at}`, topic: '?', asked: at };
      return { ...request, ...(taken || { state: at === 2 ? 'paused' : 'waiting' }) };
    });
    const state = {
      ...{ queue: waiting, open: 8, helpers: ['h1', 'h2'], idle: [] },
      isBusy: (member: string) => member === 's0',
      isForeign: (member: string) => member === 's3',
    };
    const run = () => {
      const random = seededRandom(7);
      return Array.from({ length: 300 }, () => nextAction(state, 8, random));
    };
    const actions = run();
    assert.deepEqual(run(), actions);
    const found = new Set(actions.map((action) => JSON.stringify(action)));
    for (const expected of [
      // h1 has two already, and helpers take who is next.
      { do: 'take', member: 's3', helpers: ['h2'] },
      { do: 'done', helper: 'h1', member: 's1' },
      { do: 'back', helper: 'h1', member: 's1' },
      { do: 'resume', member: 's2' },
      ...['s4', 's5', 's6', 's7'].flatMap((member) => [
        { do: 'pause', member },
        { do: 'withdraw', member },
      ]),
    ]) {
      assert.ok(found.delete(JSON.stringify(expected)), JSON.stringify(expected));
    }
    assert.deepEqual([...found], []);
    assert.deepEqual(
      nextAction({ ...state, open: 7, idle: ['s9'] }, 8, () => 0),
      { do: 'ask', member: 's9' },
    );
  });
});
