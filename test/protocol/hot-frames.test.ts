import assert from 'node:assert/strict';
import fc from 'fast-check';
import * as v from 'valibot';
import { decodeToHub, encodeEntry, withCleanText } from '../../src/protocol/codec';
import { toHub } from '../../src/protocol/frames';
import { isTooDeep } from '../../src/protocol/json-depth';
import { normalizeMessageText } from '../../src/protocol/message-text';
import type { RoomEntry } from '../../src/protocol/room-entry';
import { liveHeapBytes } from '../helpers/heap';

/** What the schemas alone make of a line: the frame, or nothing. */
function bySchema(line: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  const { type } = Object(value) as { type?: unknown };
  if (typeof type !== 'string' || !Object.hasOwn(toHub, type)) return undefined;
  const result = v.safeParse(toHub[type as keyof typeof toHub] as v.GenericSchema, value);
  return result.success ? result.output : undefined;
}

/** Whether text nests deeper, a character at a time. */
function slowlyTooDeep(json: string, max: number): boolean {
  let depth = 0;
  let isText = false;
  for (let at = 0; at < json.length; at += 1) {
    const character = json[at];
    if (isText && character === '\\') at += 1;
    else if (character === '"') isText = !isText;
    else if (!isText && (character === '{' || character === '[')) depth += 1;
    else if (!isText && (character === '}' || character === ']')) depth -= 1;
    if (depth > max) return true;
  }
  return false;
}

const id = fc.oneof(
  fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/),
  fc.constantFrom('', 'a b', 'a\n', 'é', 'x'.repeat(64), 'x'.repeat(65)),
);
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '',
    '\ud800',
    '你好',
    '"\\\u0000',
    'x'.repeat(32 * 1024),
    'x'.repeat(32 * 1024 + 1),
  ),
  fc.constantFrom(
    '长'.repeat(10_922),
    '长'.repeat(10_923),
    '\u0001'.repeat(10_240),
    '\u0001'.repeat(10_241),
  ),
);
const number = fc.oneof(
  fc.integer(),
  fc.constantFrom(0, 1, -0, 1.5, -1, 2 ** 53 - 1, 2 ** 53, 1e300),
);
const valid = fc.oneof(
  fc.record({ type: fc.constant('say'), id, text }),
  fc.record({ type: fc.constant('say'), id, text, reply: number }),
  fc.record({ type: fc.constant('received'), seq: number }),
  fc.constant({ type: 'ping' }),
);
/** Adds, replaces and removes fields, also ones that every object inherits. */
const field = fc.constantFrom(
  ...['type', 'id', 'text', 'seq', 'reply', 'card', '__proto__', 'constructor', 'extra'],
);
const anything = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom('say', 'received', 'ping', null, { text: 'x', id: 'a' }, ['say']),
);

/** The JSON of some fields: an object can't hold `__proto__` or repeat a name. */
function jsonOf(fields: readonly (readonly [string, unknown])[], space: string): string {
  const parts = fields.map(
    ([key, value]) => `${JSON.stringify(key)}:${space}${JSON.stringify(value)}`,
  );
  return `{${parts.join(`,${space}`)}}`;
}

const line = fc
  .tuple(
    valid,
    fc.array(fc.tuple(field, anything), { maxLength: 2 }),
    fc.array(field, { maxLength: 1 }),
    fc.boolean(),
    fc.constantFrom('', ' '),
  )
  .map(([frame, added, removed, isReversed, space]) => {
    const fields = Object.entries(frame).filter(([key]) => !removed.includes(key));
    const all = [...fields, ...added];
    return jsonOf(isReversed ? all.toReversed() : all, space);
  });

describe('frames checked by hand', () => {
  it('are taken and refused exactly as by their schemas', () => {
    fc.assert(
      fc.property(line, (json) => {
        const decoded = decodeToHub(json, 100);
        assert.deepEqual(decoded.ok ? decoded.frame : undefined, bySchema(json));
      }),
      { numRuns: 2000 },
    );
  });

  it('have only the fields that the schemas list, in their order', () => {
    const more = '{"__proto__":{"x":1},"text":"hi","card":null,"id":"a","extra":[1],"type":"say"}';
    assert.deepEqual(decodeToHub(more), { ok: false, code: 'bad-frame', id: 'a' });
    const decoded = decodeToHub(more.replace('"card":null,', ''));
    assert.equal(
      JSON.stringify(decoded),
      '{"ok":true,"frame":{"type":"say","id":"a","text":"hi"}}',
    );
  });

  it('are refused for the same reasons', () => {
    const tooLong = JSON.stringify({ type: 'say', id: 'a', text: 'x'.repeat(32 * 1024 + 1) });
    assert.deepEqual(decodeToHub(tooLong), { ok: false, code: 'text-too-long', id: 'a' });
    assert.deepEqual(decodeToHub('{"type":"received","seq":0}'), { ok: false, code: 'bad-frame' });
    const deep = `{"type":"ping","x":${'['.repeat(8)}${']'.repeat(8)}}`;
    assert.deepEqual(decodeToHub(deep), { ok: false, code: 'too-deep' });
  });
});

describe('the id of a plain message', () => {
  it('doesn’t keep its line in memory', () => {
    const long = 'x'.repeat(30_000);
    const ids: string[] = [];
    const before = liveHeapBytes();
    for (let at = 0; at < 500; at += 1) {
      const decoded = decodeToHub(
        `{"type":"say","id":"${`${at}`.padStart(22, 'a')}","text":"${long}"}`,
      );
      if (decoded.ok && 'id' in decoded.frame) ids.push(decoded.frame.id);
    }
    const grown = liveHeapBytes() - before;
    assert.equal(ids.length, 500);
    assert.ok(grown < 3_000_000, `${grown} bytes for 500 ids`);
  });
});

describe('withCleanText', () => {
  it('cleans every text, whatever was decoded before', () => {
    fc.assert(
      fc.property(text, text, fc.boolean(), (said, other, isSame) => {
        decodeToHub(JSON.stringify({ type: 'say', id: 'a', text: isSame ? said : other }));
        assert.deepEqual(withCleanText({ text: said }), { text: normalizeMessageText(said) });
      }),
    );
  });
});

describe('encodeEntry', () => {
  const some = fc.oneof(text, id);
  const message = fc.record(
    {
      type: fc.constant('message'),
      ...{ seq: fc.nat(), time: fc.nat(), author: some, name: some, id: some, text: some },
      ...{ reply: fc.nat(), card: fc.constant({ type: 'code' }) },
      ...{ continues: fc.boolean(), transit: fc.constant({ weatherMs: 1 }) },
    },
    { requiredKeys: ['type', 'seq', 'time', 'author', 'name', 'id', 'text'] },
  );
  const left = fc.record({ type: fc.constant('left'), seq: fc.nat(), member: some, name: some });
  const entry = fc.oneof(message, left) as unknown as fc.Arbitrary<RoomEntry>;

  it('makes the same JSON as JSON.stringify, whatever was decoded before', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(entry, fc.boolean(), fc.boolean()), { maxLength: 5 }),
        (entries) => {
          for (const [each, isSameText, isSameId] of entries) {
            const said = 'text' in each && isSameText ? each.text : 'x';
            const requestId = 'id' in each && isSameId ? each.id : 'a';
            decodeToHub(JSON.stringify({ type: 'say', id: requestId, text: said }));
            // Compare lines, because the order of fields belongs to what is encoded.
            assert.equal(encodeEntry(each), JSON.stringify(each));
          }
        },
      ),
    );
  });
});

describe('isTooDeep', () => {
  it('is the same as counting a character at a time, also in what is no JSON', () => {
    const piece = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      '"',
      '\\',
      '"a":',
      ',',
      '{}',
      '[]',
      'x',
      '"{["',
      '"\\""',
    );
    const pieces = fc.array(piece, { maxLength: 30 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.oneof(pieces, line), fc.nat(4), (json, max) => {
        assert.equal(isTooDeep(json, max), slowlyTooDeep(json, max));
      }),
      { numRuns: 2000 },
    );
  });
});
