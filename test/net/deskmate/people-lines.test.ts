import assert from 'node:assert/strict';
import { PeopleLines } from '../../../src/net/deskmate/people-lines';
import { decodeToMember } from '../../../src/protocol/codec';
import type { Person } from '../../../src/protocol/frames';
import { defaultLimits } from '../../../src/protocol/limits';

function person(number: number, presence: Person['presence'] = 'here'): Person {
  return { id: `m${number}`, name: `Ann ${number}`, host: number === 0, presence };
}

function crowd(count: number): Person[] {
  return Array.from({ length: count }, (_, number) => person(number));
}

/** The members in frames that a member would accept. */
function listed(lines: readonly Buffer[]): readonly Person[] {
  return lines.flatMap((line) => {
    assert.ok(line.length <= defaultLimits.lineBytes);
    const decoded = decodeToMember(line.toString().trimEnd());
    assert.ok(decoded.ok && decoded.frame.type === 'people');
    return decoded.frame.members;
  });
}

describe('PeopleLines', () => {
  for (const count of [1, 50, 51, 500]) {
    it(`list ${count} members in order`, () => {
      assert.deepEqual(listed(new PeopleLines().of(crowd(count))), crowd(count));
    });
  }

  it('are the same bytes where no member has changed', () => {
    const lines = new PeopleLines();
    const members = crowd(120);
    const before = lines.of(members);
    const changed = members.with(60, person(60, 'away'));
    const after = lines.of(changed);
    assert.deepEqual(
      after.map((line, index) => line === before[index]),
      [true, false, true],
    );
    assert.deepEqual(listed(after), changed);
  });

  it('follow members who come and go', () => {
    const lines = new PeopleLines();
    const members = crowd(100);
    lines.of(members);
    const more = [...members, person(100)];
    assert.deepEqual(listed(lines.of(more)), more);
    const fewer = more.toSpliced(3, 70);
    assert.deepEqual(listed(lines.of(fewer)), fewer);
  });
});
