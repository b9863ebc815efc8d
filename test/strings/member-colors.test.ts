import assert from 'node:assert/strict';
import { MemberColors, memberColorCount } from '../../src/strings/member-colors';

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
