import assert from 'node:assert/strict';
import fc from 'fast-check';
import { decodeToFileHub, decodeToFileMember, maxFileLine } from '../../src/protocol/file-frames';
import { maxFileBytes } from '../../src/protocol/file-limits';

const put = {
  ...{ type: 'put', member: 'm1', key: 'k'.repeat(43) },
  ...{ file: 'h'.repeat(43), size: maxFileBytes, offset: maxFileBytes },
};

describe('the lines of a file connection', () => {
  it('are decoded without the fields that this version doesn’t know', () => {
    const known = { ...put, type: 'get' };
    assert.deepEqual(decodeToFileHub(JSON.stringify({ ...known, later: 1 })), known);
    const refused = { type: 'refused', code: 'new-reason' };
    assert.deepEqual(decodeToFileMember(JSON.stringify({ ...refused, later: {} })), refused);
  });

  it('fit their length, whatever the values', () => {
    const longest = { ...put, member: 'm'.repeat(32) };
    assert.ok(decodeToFileHub(JSON.stringify(longest)));
    assert.ok(JSON.stringify(longest).length < maxFileLine / 2, 'later versions may add fields');
  });

  it('are nothing else, and decoding never throws', () => {
    const anything = fc.oneof(
      fc.string(),
      fc.json(),
      fc
        .record({ type: fc.constantFrom('put', 'get', 'ready', 'done', 'refused') }, {})
        .chain((frame) => fc.object().map((rest) => JSON.stringify({ ...rest, ...frame }))),
      fc
        .tuple(fc.constantFrom(...Object.keys(put)), fc.anything())
        .map(([field, value]) => JSON.stringify({ ...put, [field]: value }, bigints)),
    );
    fc.assert(
      fc.property(anything, (line) => {
        const frame = decodeToFileHub(line);
        if (frame) {
          assert.match(frame.file, /^[\w-]{43}$/);
          assert.ok(Number.isSafeInteger(frame.size) && frame.size >= 0);
          assert.ok(frame.size <= maxFileBytes && frame.offset <= maxFileBytes);
        }
        const reply = decodeToFileMember(line);
        assert.ok(!reply || ['ready', 'done', 'refused'].includes(reply.type));
      }),
      { numRuns: 2000 },
    );
  });
});

/** JSON has none. */
function bigints(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? `${value}` : value;
}
