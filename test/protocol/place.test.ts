import assert from 'node:assert/strict';
import { cleanFrame } from '../../src/protocol/clean-frame';
import { decodeToHub } from '../../src/protocol/codec';
import { cleanPlace, isSamePlace } from '../../src/protocol/place';

const place = { path: 'src/hub.py', line: 15, endLine: 18 };
const hostile = { path: 'a\u202e\n\u001b[2J\ud800b.py', line: 1 };
const unsafe = /[\p{Cc}\p{Bidi_Control}\p{Surrogate}]/u;

describe('a place', () => {
  it('is a path and lines in order', () => {
    const isValid = (value: unknown) =>
      decodeToHub(JSON.stringify({ type: 'presence', presence: 'here', place: value })).ok;
    assert.ok(isValid(place));
    assert.ok(isValid({ path: 'x', line: 1 }));
    assert.ok(isValid({ ...place, endLine: 15 }));
    assert.ok(isValid({ ...place, hash: 'a-Z' }));
    for (const wrong of [
      null,
      'src/hub.py:15',
      {},
      { path: '', line: 1 },
      { path: 'x'.repeat(1025), line: 1 },
      { path: 'x', line: 0 },
      { path: 'x', line: 1.5 },
      { path: 'x', line: '1' },
      { ...place, endLine: 14 },
      { ...place, hash: 'abcd' },
      { ...place, hash: '\u202ea' },
    ])
      assert.ok(!isValid(wrong), JSON.stringify(wrong));
  });

  it('has a path that is safe to show, in every frame that brings it', () => {
    const person = { id: 'm1', name: 'Bo', host: false, presence: 'here', place: hostile } as const;
    const people = cleanFrame({ type: 'people', members: [person] });
    const presence = cleanFrame({
      type: 'presence',
      member: 'm1',
      presence: 'here',
      place: hostile,
    });
    assert.ok(people.type === 'people' && presence.type === 'presence');
    for (const shown of [cleanPlace(hostile), people.members[0]?.place, presence.place]) {
      assert.ok(shown);
      assert.doesNotMatch(shown.path, unsafe);
      assert.equal(shown.line, 1);
    }
    assert.deepEqual(cleanPlace(place), place);
  });

  it('is the same when path and lines are', () => {
    assert.ok(isSamePlace(place, { ...place }));
    assert.ok(isSamePlace(undefined, undefined));
    for (const other of [
      undefined,
      { ...place, path: 'x' },
      { ...place, line: 1 },
      { path: place.path, line: 15 },
      { ...place, hash: 'abc' },
    ])
      assert.ok(!isSamePlace(place, other));
  });
});
