import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { LineDecoder } from '../../src/net/deskmate/line-decoder';
import type { Card } from '../../src/protocol/card';
import { cleanCard, isSound } from '../../src/protocol/card-rules';
import { type Decoded, decodeToHub, decodeToMember, encodeFrame } from '../../src/protocol/codec';
import { type ToHub, type ToMember, toHub, toMember } from '../../src/protocol/frames';
import { isTooDeep } from '../../src/protocol/json-depth';
import { allCards, codeCard } from '../helpers/cards';
import { assertSameForAnyCut, chunksOf, cuts, noise } from '../helpers/cuts';

/** A bounded number of runs, the same every time; a failure prints how to reproduce it. */
const plan = { seed: 20_261_122, numRuns: 400 };

const max = 1024;

const codes = ['bad-frame', 'bad-json', 'text-too-long', 'too-deep', 'unknown-type'];

/** What a connection would read from a stream in these chunks, and what is left at the end. */
function read(chunks: readonly Buffer[]): unknown[] {
  const decoder = new LineDecoder(max);
  const heard: unknown[] = [];
  for (const chunk of chunks) {
    decoder.push(chunk);
    for (let line = decoder.next(); line !== undefined; line = decoder.next()) {
      if (typeof line !== 'string') {
        heard.push(line.code);
        continue;
      }
      assert.ok(Buffer.byteLength(line) < max);
      heard.push(known(decodeToHub(line), toHub), known(decodeToMember(line), toMember));
    }
  }
  return heard;
}

/** Whether a result is valid: a frame of the catalogue, or a known problem. */
function known(result: Decoded<ToHub | ToMember>, catalogue: object) {
  if (!result.ok) {
    assert.ok(codes.includes(result.code));
    return result;
  }
  const { frame } = result;
  if (frame.type === 'unknown') {
    assert.deepEqual(Object.keys(frame), ['type', 'seq', 'json']);
    assert.ok(!Object.hasOwn(catalogue, JSON.parse(frame.json).type));
    return result;
  }
  assert.ok(Object.hasOwn(catalogue, frame.type));
  const schema = catalogue[frame.type as keyof typeof catalogue] as { entries: object };
  for (const field of Object.keys(frame)) assert.ok(Object.hasOwn(schema.entries, field), field);
  assert.equal(Object.getPrototypeOf(frame), Object.prototype);
  if ('card' in frame && frame.card) {
    assert.ok(allCards.some(({ type }) => type === frame.card?.type));
    assert.ok(isSound(cleanCard(frame.card)));
    assert.equal(Object.getPrototypeOf(frame.card), Object.prototype);
  }
  return result;
}

const types = [...Object.keys(toHub), ...Object.keys(toMember), 'constructor', '__proto__', 'new'];

const cardFields = [
  ...['path', 'line', 'endLine', 'language', 'text', 'hash', 'severity', 'message', 'source'],
  ...['code', 'at', 'files', '__proto__', 'constructor'],
];

/** A valid card with some invalid fields. */
const cardLike = fc
  .tuple(
    fc.constantFrom<object>(...allCards, { type: 'sketch' }, { type: '__proto__' }),
    fc.dictionary(fc.constantFrom(...cardFields), fc.jsonValue({ maxDepth: 3 }), { maxKeys: 2 }),
  )
  .map(([card, spoilt]) => ({ ...card, ...spoilt }));

/** A value for a field, valid for some fields and invalid for others. */
const value = fc.oneof(
  { weight: 2, arbitrary: cardLike },
  { weight: 3, arbitrary: fc.constantFrom('m1', 'a-1', 'here', 'pair', 'left', 'bad-key', '👍') },
  { weight: 3, arbitrary: fc.constantFrom(0, 1, 2, -1, 1.5, 2 ** 53, '1', true, false, null) },
  { weight: 1, arbitrary: fc.constantFrom('A'.repeat(22), 'A'.repeat(43), 'x'.repeat(300)) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 20 }) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 9 }) },
);

const fields = [
  ...['id', 'seq', 'time', 'author', 'member', 'name', 'text', 'target', 'emoji', 'on', 'why'],
  ...['version', 'token', 'key', 'last', 'first', 'room', 'you', 'members', 'marks', 'code'],
  ...['presence', 'position', 'from', 'to', 'waited', 'reason', '__proto__', 'constructor'],
  ...['reply', 'card'],
];

/** Objects that look like frames, and may be frames. */
const frameLike = fc
  .tuple(fc.constantFrom(...types), fc.dictionary(fc.constantFrom(...fields), value))
  .map(([type, rest]) => JSON.stringify({ ...rest, type }));

const seq = fc.integer({ min: 1, max: 2 ** 40 });
const id = fc.stringMatching(/^[A-Za-z0-9_-]{1,32}$/);
const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 20 });

/** Lines of code, and a card that has them. */
const code = fc
  .tuple(
    fc.array(fc.string({ unit: 'binary', maxLength: 10 }), { minLength: 1, maxLength: 5 }),
    seq,
  )
  .map(([parts, at]) => {
    const text = parts.join('\n');
    const line = (at % 1_000_000) + 1;
    return { ...codeCard, text, line, endLine: line + text.split('\n').length - 1 };
  });

/** Valid frames. */
const asked: fc.Arbitrary<ToHub> = fc.oneof(
  fc.tuple(id, text).map(([id, text]) => ({ type: 'say' as const, id, text })),
  fc
    .tuple(id, text, seq, fc.oneof(code, fc.constantFrom(...allCards)))
    .map(([id, text, reply, card]) => ({ type: 'say' as const, id, text, reply, card })),
  fc
    .tuple(id, seq, text)
    .map(([id, target, text]) => ({ type: 'edit' as const, id, target, text })),
  seq.map((seq) => ({ type: 'received' as const, seq })),
  fc.constant({ type: 'ping' as const }),
);
const told: fc.Arbitrary<ToMember> = fc.oneof(
  fc.tuple(seq, id, text).map(([seq, id, text]) => ({
    type: 'message' as const,
    seq,
    time: 0,
    author: 'm1',
    name: 'A',
    id,
    text,
  })),
  fc.tuple(seq, id, text, cardLike).map(([seq, id, text, card]) => ({
    ...{ type: 'message' as const, seq, time: 0, author: 'm1', name: 'A', id, text },
    // Invalid ones as well: a reader must handle them.
    card: card as Card,
  })),
  fc.array(seq).map((seqs) => ({
    type: 'receipts' as const,
    marks: seqs.map((seq, at) => ({ member: `m${at}`, seq })),
  })),
  text.map((reason) => ({ type: 'bye' as const, code: 'removed', reason })),
);

const ending = fc.constantFrom('\n', '\r\n');

/** Lines that are frames, that look like frames, and arbitrary lines. */
const stream = fc
  .array(
    fc.oneof(
      { weight: 16, arbitrary: fc.tuple(frameLike, ending).map(([line, end]) => line + end) },
      { weight: 16, arbitrary: fc.oneof(asked, told).map((each) => `${encodeFrame(each)}`) },
      { weight: 4, arbitrary: fc.tuple(fc.json(), ending).map(([line, end]) => line + end) },
      { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 20 }) },
      { weight: 1, arbitrary: fc.uint8Array({ maxLength: 20 }) },
      { weight: 1, arbitrary: fc.constant('x'.repeat(max - 1)) },
    ),
    { maxLength: 16, size: 'max' },
  )
  .map((parts) => Buffer.concat(parts.map((part) => Buffer.from(part as string))));

describe('deskmate/1 under arbitrary bytes', () => {
  it('reads the same however they are cut, and never throws', () =>
    assertSameForAnyCut(stream, read, plan));

  it('reads pure noise the same however it is cut', () => assertSameForAnyCut(noise, read, plan));

  it('decodes every encoded frame', () =>
    fc.assert(
      fc.property(fc.array(asked, { maxLength: 10 }), cuts, (frames, where) => {
        const bytes = Buffer.concat(frames.map(encodeFrame));
        const decoder = new LineDecoder(64 * 1024);
        const heard: unknown[] = [];
        for (const chunk of chunksOf(bytes, where)) {
          decoder.push(chunk);
          for (let line = decoder.next(); line !== undefined; line = decoder.next()) {
            heard.push(decodeToHub(line as string));
          }
        }
        const expected = frames.map((each) => ({ ok: true, frame: each }));
        assert.deepEqual(heard, expected);
      }),
      plan,
    ));

  it('measures the depth of any JSON as the parser does', () =>
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 8 }), fc.constantFrom(0, 2), (json, indent) => {
        const line = JSON.stringify(json, undefined, indent);
        const depth = depthOf(JSON.parse(line));
        assert.ok(!isTooDeep(line, depth));
        assert.ok(depth === 0 || isTooDeep(line, depth - 1));
      }),
      plan,
    ));
});

function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}
