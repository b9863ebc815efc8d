import assert from 'node:assert/strict';
import type { LogEntry } from '../../../src/room/log/log-entry';
import type { SessionState } from '../../../src/room/room';
import { MemberColors, MemberNames } from '../../../src/ui/panel/member-names';
import { memberColorCount } from '../../../src/webview/messages';

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

describe('the colors of members', () => {
  function start() {
    const present = new Set<string>();
    const hues = new MemberColors(() => present);
    const arrive = (id: string) => {
      present.add(id);
      return hues.of(id);
    };
    return { present, hues, arrive };
  }

  it('differ for the first six, and never change', () => {
    const { hues, arrive } = start();
    const names = Array.from(
      { length: memberColorCount },
      (_, i) => `('127.0.0.1', ${50_000 + i * 7})`,
    );
    const given = names.map(arrive);
    assert.equal(new Set(given).size, memberColorCount);
    assert.deepEqual(
      names.map((name) => hues.of(name)),
      given,
    );
  });

  it('pass from someone who has left to a newcomer', () => {
    const { present, arrive } = start();
    for (let i = 0; i < memberColorCount; i++) arrive(`p${i}`);
    present.delete('p4');
    assert.equal(arrive('p6'), 4);
    assert.notEqual(arrive('p7'), 4);
  });

  it('are shared evenly by many members', () => {
    const { arrive } = start();
    const shares = new Array<number>(memberColorCount).fill(0);
    for (let i = 0; i < 10 * memberColorCount; i++) {
      const hue = arrive(`p${i}`);
      shares[hue] = (shares[hue] ?? 0) + 1;
    }
    assert.deepEqual(shares, new Array(memberColorCount).fill(10));
  });

  it('start over in another room', () => {
    const { hues, arrive } = start();
    arrive('p0');
    arrive('p1');
    hues.reset();
    assert.equal(hues.of('p1'), 0);
  });

  it('depend on the ids in an invite room, not on who was seen first', () => {
    const [one, other] = [start().hues, start().hues];
    const ids = ['m0', 'm1', 'm2', 'm3', 'm4', 'm5', 'm6', 'm5-t2'];
    const given = ids.map((id) => one.of(id));
    assert.deepEqual(
      ids.toReversed().map((id) => other.of(id)),
      given.toReversed(),
    );
    assert.equal(new Set(given.slice(0, memberColorCount)).size, memberColorCount);
  });

  it('are remembered for a limited number of members', () => {
    const { hues } = start();
    const first = hues.of('first');
    hues.of('second');
    for (let i = 0; i < 5000; i++) hues.of(`crowd ${i}`);
    assert.ok(first >= 0 && hues.of('first') < memberColorCount);
  });
});
