import assert from 'node:assert/strict';
import { Hues } from '../../../src/ui/messages/hues';
import { hueCount } from '../../../src/webview/messages';

describe('the colours of members', () => {
  function start() {
    const present = new Set<string>();
    const hues = new Hues(() => present);
    const arrive = (id: string) => {
      present.add(id);
      return hues.of(id);
    };
    return { present, hues, arrive };
  }

  it('differ for the first six, and stay', () => {
    const { hues, arrive } = start();
    const names = Array.from({ length: hueCount }, (_, i) => `('127.0.0.1', ${50_000 + i * 7})`);
    const given = names.map(arrive);
    assert.equal(new Set(given).size, hueCount);
    assert.deepEqual(
      names.map((name) => hues.of(name)),
      given,
    );
  });

  it('go to a newcomer from somebody who has left', () => {
    const { present, arrive } = start();
    for (let i = 0; i < hueCount; i++) arrive(`p${i}`);
    present.delete('p4');
    assert.equal(arrive('p6'), 4);
    assert.notEqual(arrive('p7'), 4);
  });

  it('are shared evenly by a crowd', () => {
    const { arrive } = start();
    const shares = new Array<number>(hueCount).fill(0);
    for (let i = 0; i < 10 * hueCount; i++) {
      const hue = arrive(`p${i}`);
      shares[hue] = (shares[hue] ?? 0) + 1;
    }
    assert.deepEqual(shares, new Array(hueCount).fill(10));
  });

  it('begin anew with another room', () => {
    const { hues, arrive } = start();
    arrive('p0');
    arrive('p1');
    hues.reset();
    assert.equal(hues.of('p1'), 0);
  });

  it('are those of the ids in a room by invite, whoever was seen first', () => {
    const [one, other] = [start().hues, start().hues];
    const ids = ['m0', 'm1', 'm2', 'm3', 'm4', 'm5', 'm6', 'm5-t2'];
    const given = ids.map((id) => one.of(id));
    assert.deepEqual(
      ids.toReversed().map((id) => other.of(id)),
      given.toReversed(),
    );
    assert.equal(new Set(given.slice(0, hueCount)).size, hueCount);
  });

  it('are remembered of so many only', () => {
    const { hues } = start();
    const first = hues.of('first');
    hues.of('second');
    for (let i = 0; i < 5000; i++) hues.of(`crowd ${i}`);
    assert.ok(first >= 0 && hues.of('first') < hueCount);
  });
});
