import assert from 'node:assert/strict';
import {
  type Decoded,
  decodeToHub,
  decodeToMember,
  encodeEntry,
  encodeFrame,
  type FrameProblem,
} from '../../src/protocol/codec';
import type { ToHub, ToMember } from '../../src/protocol/frames';
import { isTooDeep } from '../../src/protocol/json-depth';
import { allCards, codeCard, errorCard } from '../helpers/cards';
import { assertLinear } from '../helpers/cpu-time';

/** The problem with what a member sends, without the tag. */
function problemOf(line: string | object): Omit<FrameProblem, 'ok'> {
  const result = decodeToHub(typeof line === 'string' ? line : JSON.stringify(line));
  assert.ok(!result.ok, `taken: ${JSON.stringify(result)}`);
  const { ok: _, ...problem } = result;
  return problem;
}

function frameOf<F>(result: Decoded<F>): F {
  assert.ok(result.ok, JSON.stringify(result));
  return result.frame;
}

const token = 'A'.repeat(22);

describe('encodeFrame', () => {
  it('encodes a frame as one line, once', () => {
    const frame = { type: 'say', id: 'a', text: 'two\nlines, 你好 \ud800' };
    const bytes = encodeFrame(frame);
    assert.equal(`${bytes}`, '{"type":"say","id":"a","text":"two\\nlines, 你好 \\ud800"}\n');
    assert.equal(encodeFrame(frame), bytes);
    assert.notEqual(encodeFrame({ ...frame }), bytes);
  });
});

describe('decodeToHub and decodeToMember', () => {
  it('read what encodeFrame writes', () => {
    const asked: ToHub[] = [
      { type: 'join', version: 1, token, name: 'Ann' },
      { type: 'react', id: 'r-1', target: 3, emoji: '👍', on: true },
      { type: 'typing' },
    ];
    for (const frame of asked) {
      assert.deepEqual(frameOf(decodeToHub(`${encodeFrame(frame)}`)), frame);
    }
    const told: ToMember[] = [
      { type: 'message', seq: 1, time: 2, author: 'm0', name: 'Ann', id: 'a', text: 'x' },
      { type: 'bye', code: 'removed', reason: 'spam' },
      { type: 'people', members: [{ id: 'm0', name: 'Ann', host: true, presence: 'here' }] },
    ];
    for (const frame of told) {
      assert.deepEqual(frameOf(decodeToMember(`${encodeFrame(frame)}`)), frame);
    }
  });

  it('reject a time beyond the calendar', () => {
    const deleted = { type: 'deleted', seq: 2, author: 'm0', name: 'A', id: 'a', target: 1 };
    const isTaken = (time: number) => decodeToMember(JSON.stringify({ ...deleted, time })).ok;
    assert.deepEqual([0, Date.UTC(9999, 11, 31)].map(isTaken), [true, true]);
    assert.deepEqual([-1, 0.5, Date.UTC(10_000, 0), 2 ** 53 - 1].map(isTaken), [
      false,
      false,
      false,
      false,
    ]);
  });

  it('take a message from the hub without its invalid card', () => {
    const message = {
      type: 'message',
      seq: 1,
      time: 2,
      author: 'm0',
      name: 'A',
      id: 'a',
      text: 'x',
    };
    const told = (card: unknown) => {
      const frame = frameOf(decodeToMember(JSON.stringify({ ...message, card })));
      assert.ok(frame.type === 'message');
      assert.equal(frame.text, 'x');
      return frame.card;
    };
    for (const card of allCards) {
      assert.deepEqual(told(card), card);
      assert.deepEqual(told({ ...card, new: { deep: [1] } }), card, 'without the new entries');
    }
    const { at: _, ...placeless } = errorCard;
    const senseless = [
      ...[
        null,
        'code',
        7,
        [],
        {},
        { type: 'sketch' },
        { type: '__proto__' },
        { ...codeCard, line: 0 },
      ],
      ...[placeless, { ...errorCard, severity: 'note' }, { type: 'patch', files: {} }],
    ];
    for (const card of senseless) assert.equal(told(card), undefined, JSON.stringify(card));
  });

  it('know only the frames of their direction', () => {
    assert.deepEqual(problemOf({ type: 'message', id: 'a' }), { code: 'unknown-type', id: 'a' });
    const result = decodeToMember(JSON.stringify({ type: 'say', id: 'a', text: 'x' }));
    assert.deepEqual(result, { ok: false, code: 'unknown-type', id: 'a' });
  });

  it('count entries of types that only later versions know, and keep them as they came', () => {
    const line = '{"type":"poll","seq":7,"time":1,"options":["a","b"]}';
    const decoded = decodeToMember(line);
    assert.deepEqual(decoded, { ok: true, frame: { type: 'unknown', seq: 7, json: line } });
    assert.ok(decoded.ok && decoded.frame.type === 'unknown');
    assert.equal(encodeEntry(decoded.frame), line);
    for (const seq of [undefined, 0, -1, 1.5, '7']) {
      const other = decodeToMember(JSON.stringify({ type: 'poll', seq }));
      assert.deepEqual(other, { ok: false, code: 'unknown-type' });
    }
    assert.equal(decodeToHub(line).ok, false);
  });

  it('drop unknown fields', () => {
    const line = '{"type":"say","id":"a","text":"x","author":"m0","seq":9,"__proto__":{"admin":1}}';
    const frame = frameOf(decodeToHub(line));
    assert.deepEqual(Object.entries(frame), [
      ['type', 'say'],
      ['id', 'a'],
      ['text', 'x'],
    ]);
    assert.equal(Object.getPrototypeOf(frame), Object.prototype);
    assert.ok(!('admin' in frame) && !('admin' in {}));
  });

  it('report bad-json for text that isn’t JSON', () => {
    const lines = ['', ' ', '{', '{"type":"ping"', '{"type":"ping"} x', "{'type':'ping'}"];
    lines.push('\ufeff{"type":"ping"}', 'NaN', '{"type":"ping",}', '{"a":"\u0001"}', ']', '"');
    for (const line of lines) assert.deepEqual(problemOf(line), { code: 'bad-json' }, line);
  });

  it('report bad-frame for JSON that isn’t an object with a type', () => {
    for (const line of ['null', '5', '"ping"', '[]', '[{"type":"ping"}]', '{}', '{"type":5}']) {
      assert.deepEqual(problemOf(line), { code: 'bad-frame' }, line);
    }
    assert.deepEqual(problemOf({ type: ['ping'], id: 'q' }), { code: 'bad-frame', id: 'q' });
    assert.deepEqual(problemOf('{"__proto__":{"type":"ping"}}'), { code: 'bad-frame' });
  });

  it('don’t look up types on the prototype', () => {
    for (const type of ['constructor', 'toString', '__proto__', 'hasOwnProperty', 'Ping', '']) {
      assert.deepEqual(problemOf({ type }), { code: 'unknown-type' }, type);
    }
  });

  it('report bad-frame for a frame that doesn’t match its schema, with its id if valid', () => {
    const id = 'q-1';
    const frames = [
      { type: 'say', id },
      { type: 'say', id, text: 5 },
      { type: 'say', id, text: '' },
      { type: 'edit', id, target: '3', text: 'x' },
      { type: 'delete', id, target: 0 },
      { type: 'delete', id, target: 1.5 },
      { type: 'delete', id, target: 2 ** 53 },
      { type: 'react', id, target: 1, emoji: 'x', on: 'yes' },
      { type: 'rename', id, name: null },
    ];
    for (const frame of frames) {
      assert.deepEqual(problemOf(frame), { code: 'bad-frame', id }, JSON.stringify(frame));
    }
    for (const wrong of [5, '', 'a b', 'x'.repeat(65), null, {}, undefined]) {
      const problem = problemOf({ type: 'say', id: wrong, text: 'x' });
      assert.deepEqual(problem, { code: 'bad-frame' }, String(wrong));
    }
    assert.deepEqual(problemOf({ type: 'join', version: 1, token: 'short', name: 'A' }), {
      code: 'bad-frame',
    });
  });

  it('report text-too-long for a text over its limit', () => {
    const id = 'q';
    for (const text of ['x'.repeat(32 * 1024), '你'.repeat(10_922), '\u0001'.repeat(10_000)]) {
      assert.ok(decodeToHub(JSON.stringify({ type: 'say', id, text })).ok);
    }
    for (const text of ['x'.repeat(32 * 1024 + 1), '你'.repeat(10_923), '\u0001'.repeat(10_500)]) {
      assert.deepEqual(problemOf({ type: 'say', id, text }), { code: 'text-too-long', id });
      assert.deepEqual(problemOf({ type: 'edit', id, target: 1, text }), {
        code: 'text-too-long',
        id,
      });
    }
  });

  it('report too-deep for JSON that nests too deep, before parsing', () => {
    const nested = (depth: number) => `{"type":"ping","x":${'['.repeat(depth - 1)}`;
    const whole = (depth: number) => `${nested(depth)}${']'.repeat(depth - 1)}}`;
    assert.ok(decodeToHub(whole(8)).ok);
    assert.deepEqual(problemOf(whole(9)), { code: 'too-deep' });
    assert.deepEqual(problemOf(nested(30_000)), { code: 'too-deep' });
    assert.deepEqual(problemOf(nested(8)), { code: 'bad-json' });
    assert.ok(decodeToHub(whole(20), 20).ok);
  });
});

describe('isTooDeep', () => {
  it('ignores brackets in strings', () => {
    const texts = ['[[[[', '{"[{"', '\\', '\\"[[[', '"]]', '\\\\"[[[[', '\u2028[['];
    for (const text of texts) {
      const json = JSON.stringify({ [text]: [text, { [text]: text }] });
      assert.ok(!isTooDeep(json, 3), json);
      assert.ok(isTooDeep(json, 2), json);
    }
  });

  it('counts nesting, not the number of brackets', () => {
    assert.ok(!isTooDeep(`[${'[],{},'.repeat(1000)}[]]`, 2));
  });

  it('handles a string without an end', () => {
    assert.ok(!isTooDeep('["abc [[[[', 1));
    assert.ok(!isTooDeep('["abc \\" [[[[ \\', 1));
  });

  it('takes linear time for a text of backslashes and quotes', () => {
    assertLinear((count) => {
      assert.ok(!isTooDeep(`"${'\\\\'.repeat(count)}`, 1));
      assert.ok(!isTooDeep(`"${'\\"'.repeat(count)}`, 1));
    }, 8000);
  });
});
