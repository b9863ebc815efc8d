import assert from 'node:assert/strict';
import { deskmate } from '../../../../bench/load/dialects/deskmate';

/** What a member acknowledges that has received these chunks. */
function acknowledged(...chunks: readonly string[]): unknown {
  const session = deskmate.session({ name: 'Ann', token: 't' });
  for (const chunk of chunks) session.note?.(Buffer.from(chunk));
  const frame = session.acknowledge?.();
  return frame === undefined ? undefined : JSON.parse(frame);
}

describe('a member of a deskmate/1 room under load', () => {
  const entry = '{"type":"message","seq":12,"text":"x"}\n';
  const receipts = (...marks: readonly object[]) =>
    `${JSON.stringify({ type: 'receipts', marks })}\n`;

  it('acknowledges the newest entry', () => {
    assert.deepEqual(acknowledged(entry), { type: 'received', seq: 12 });
    assert.equal(acknowledged(), undefined);
  });

  it('acknowledges nothing that is cut', () => {
    for (let length = 0; length < '"seq":12'.length; length += 1) {
      const cut = entry.slice(0, entry.indexOf('"seq"') + length);
      assert.equal(acknowledged(cut), undefined, cut);
    }
    assert.deepEqual(acknowledged(entry, '{"seq":13'), { type: 'received', seq: 12 });
  });

  it('reads numbers in lists of receipts, wherever they are cut', () => {
    const text = receipts({ member: 'm1', seq: 7 }, { member: 'm2', seq: 12 });
    for (let length = 0; length <= text.length; length += 1) {
      const seen = acknowledged(entry, text.slice(0, length));
      assert.deepEqual(seen, { type: 'received', seq: 12 }, text.slice(0, length));
    }
  });
});
