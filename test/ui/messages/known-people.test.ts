import assert from 'node:assert/strict';
import type { LogEntry } from '../../../src/room/log/log-entry';
import type { SessionState } from '../../../src/room/session-state';
import { KnownPeople } from '../../../src/ui/messages/known-people';

function said(author: string, authorName: string, own = false): LogEntry {
  return { kind: 'message', id: author, time: 0, author, authorName, own, text: 'x' };
}

describe('the people that are known', () => {
  it('are those who are here, and those who spoke, by their last name', () => {
    const people = new KnownPeople();
    people.hear(said('m1', 'Ann'));
    people.meet({
      connection: { kind: 'joined' },
      members: [{ id: 'm2', name: 'Ben', self: true, host: false }],
      waiting: [],
    } satisfies SessionState);
    people.hear(said('m1', 'Anna'));
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

  it('have had all the names by which they were called', () => {
    const people = new KnownPeople();
    const renamed = (before: string, self: boolean): LogEntry => ({
      ...{ kind: 'system', id: 's', time: 0 },
      event: { type: 'renamed', before, name: 'x', self },
    });
    people.hear(renamed('Ann', true));
    people.hear(renamed('Ben', false));
    people.hear(said('m1', 'Anna', true));
    assert.deepEqual(people.ownNames, ['Ann', 'Anna']);
  });

  it('are forgotten when they are too many, the longest known first', () => {
    const people = new KnownPeople();
    for (let i = 0; i < 3000; i += 1) people.hear(said(`m${i}`, `n${i}`));
    assert.equal(people.nameOf('m0'), undefined);
    assert.equal(people.nameOf('m2999'), 'n2999');
  });
});
