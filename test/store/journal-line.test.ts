import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { JournalRecord } from '../../src/room/log/journal';
import { decodeLine, JournalLines } from '../../src/store/journal-line';

/** A message whose line may take more bytes than characters, and fewer than it could. */
const message = fc
  .record({ seq: fc.integer({ min: 1 }), text: fc.string({ unit: 'binary', maxLength: 3000 }) })
  .map(({ seq, text }): JournalRecord => {
    const entry = { type: 'message', seq, time: 1, author: 'm1', name: '小明', id: 'a' } as const;
    return { ...entry, text: text || '…' };
  });
const closed = fc.constant<JournalRecord>({ type: 'closed', again: true });

/** What a buffer with these lines reads as. */
const decode = (bytes: Buffer) =>
  bytes
    .toString('latin1')
    .split('\n')
    .slice(0, -1)
    .flatMap((line) => decodeLine(Buffer.from(line, 'latin1'), false));

describe('JournalLines', () => {
  it('read as the records that were added, in their order, the room’s end twice', () => {
    const lines = new JournalLines();
    fc.assert(
      fc.property(fc.array(fc.oneof(message, closed), { maxLength: 60 }), (records) => {
        lines.clear();
        const added = records.map((record) => {
          const bytes = lines.add(record);
          assert.equal(lines.latest.length, bytes);
          return decode(lines.latest);
        });
        const expected = records.map((one) => (one.type === 'closed' ? [one, one] : [one]));
        assert.deepEqual(added, expected);
        assert.deepEqual(decode(lines.bytes), expected.flat());
        assert.equal(lines.count, records.length);
      }),
    );
  });

  it('contain the JSON that the caller has', () => {
    const lines = new JournalLines();
    lines.add({ type: 'unqueued', id: 'a' }, '{"type":"unqueued","id":"b"}');
    assert.deepEqual(decode(lines.bytes), [{ type: 'unqueued', id: 'b' }]);
  });

  it('keep entries of types that only later versions know as they came', () => {
    const json = '{"type":"poll","seq":7,"options":["a","b"]}';
    const lines = new JournalLines();
    const entry = { type: 'unknown', seq: 7, json } as const;
    lines.add(entry);
    assert.ok(lines.latest.toString().startsWith(json));
    assert.deepEqual(decode(lines.bytes), [entry]);
    lines.clear();
    lines.add(entry, '{"type":"poll","id":"a"}');
    assert.deepEqual(decode(lines.bytes), [undefined]);
  });
});
