import assert from 'node:assert/strict';
import type { LogEntry } from '../../src/room/log/log-entry';
import type { SessionState } from '../../src/room/room';
import { MemberNames } from '../../src/strings/member-names';

function messageEntry(author: string, authorName: string, own = false): LogEntry {
  return { kind: 'message', id: author, time: 0, author, authorName, own, text: 'x' };
}

describe('known people', () => {
  it('are the members and the authors, by their latest name', () => {
    const people = new MemberNames();
    people.addEntry(messageEntry('m1', 'Ann'));
    people.addMembers({
      connection: { kind: 'joined' },
      members: [{ id: 'm2', name: 'Ben', self: true, host: false }],
      waiting: [],
    } satisfies SessionState);
    people.addEntry(messageEntry('m1', 'Anna'));
    assert.deepEqual(
      ['m1', 'm2', 'm3'].map((id) => people.nameOf(id)),
      ['Anna', 'Ben', undefined],
    );
    assert.deepEqual(
      ['m1', 'm2'].map((id) => people.isSelf(id)),
      [false, true],
    );
    people.reset();
    assert.equal(people.nameOf('m1'), undefined);
    assert.deepEqual(people.ownNames, []);
  });

  it('keep all the names they have had', () => {
    const people = new MemberNames();
    const renamed = (before: string, self: boolean): LogEntry => ({
      ...{ kind: 'system', id: 's', time: 0 },
      event: { type: 'renamed', before, name: 'x', self },
    });
    people.addEntry(renamed('Ann', true));
    people.addEntry(renamed('Ben', false));
    people.addEntry(messageEntry('m1', 'Anna', true));
    assert.deepEqual(people.ownNames, ['Ann', 'Anna']);
  });

  it('are forgotten when there are too many, the longest known first', () => {
    const people = new MemberNames();
    for (let i = 0; i < 3000; i += 1) people.addEntry(messageEntry(`m${i}`, `n${i}`));
    assert.equal(people.nameOf('m0'), undefined);
    assert.equal(people.nameOf('m2999'), 'n2999');
  });
});
