import assert from 'node:assert/strict';
import { classToHub, classToMember } from '../../src/protocol/class-frames';
import { decodeWithEntries } from '../../src/protocol/codec';
import { toMember } from '../../src/protocol/frames';

describe('the frames of a class', () => {
  it('are no entries of the log to a program that doesn’t know them', () => {
    const older = Object.fromEntries(
      Object.entries(toMember).filter(([type]) => !(type in classToMember)),
    );
    const frames: readonly { readonly type: keyof typeof classToMember }[] = [
      {
        ...{ type: 'rules', helpers: ['m1'], speaking: 'all', open: true },
        ...{ cooldown: 0, order: 'time', anonymous: true },
      },
      { ...{ type: 'standing', request: 'a', state: 'waiting', before: 1 } },
      { ...{ type: 'queue', all: true, gone: ['m1'] } },
      {
        ...{ type: 'told', student: 'm1', time: 1, author: 'm1', name: 'Bo', id: 'a', text: 'x' },
        ...{ anonymous: true, entry: 'b', published: { seq: 3, time: 2 } },
      },
      { ...{ type: 'handled', id: 'a' } },
    ];
    assert.deepEqual(
      frames.map(({ type }) => type),
      Object.keys(classToMember),
    );
    for (const frame of frames) {
      const line = JSON.stringify(frame);
      assert.deepEqual(decodeWithEntries(toMember, line, 8), { ok: true, frame });
      const seen = decodeWithEntries(older, line, 8);
      assert.equal(!seen.ok && seen.code, 'unknown-type', 'which a client ignores');
    }
    for (const { entries } of [...Object.values(classToHub), ...Object.values(classToMember)]) {
      assert.ok(!('seq' in entries));
    }
  });
});
