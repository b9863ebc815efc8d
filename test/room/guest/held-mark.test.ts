import assert from 'node:assert/strict';
import { HeldMark } from '../../../src/room/guest/held-mark';
import { seededRandom } from '../../../src/util/seeded-random';

describe('HeldMark', () => {
  it('is the last entry in the synced part of a journal, whatever else is between entries', () => {
    for (let seed = 1; seed <= 300; seed += 1) {
      const random = seededRandom(seed);
      const mark = new HeldMark();
      /** The number of the entry in each record; 0 for another record. */
      const records: number[] = [];
      /** For each ordinal, the last number that is taken back with it. */
      let kept = 0;
      let [last, synced] = [0, 0];
      for (let step = 0; step < 100; step += 1) {
        const chance = random();
        if (chance < 0.5) {
          last += 1;
          records.push(last);
          mark.add(records.length, last);
        } else if (chance < 0.65) records.push(0);
        else if (chance < 0.72 && last > 0) {
          last = Math.floor(random() * last);
          for (const [index, seq] of records.entries()) if (seq > last) records[index] = 0;
          kept = Math.min(kept, last);
          mark.cut(last);
        } else synced += Math.floor(random() * (records.length - synced + 1));
        kept = Math.max(kept, ...records.slice(0, synced));
        assert.equal(mark.after(synced), kept, `seed ${seed}, step ${step}`);
      }
    }
  });

  it('knows what was restored as one record', () => {
    const mark = new HeldMark();
    mark.add(1, 7);
    assert.equal(mark.after(0), 0);
    mark.cut(5);
    assert.equal(mark.after(0), 0);
    mark.add(3, 6);
    assert.equal(mark.after(1), 5);
    assert.equal(mark.after(3), 6);
  });

  it('takes one step for many entries in a row', () => {
    const mark = new HeldMark();
    for (let seq = 1; seq <= 10_000; seq += 1) mark.add(seq + 5, seq);
    assert.deepEqual(
      [5, 6, 1005, 9_000, 10_005].map((synced) => mark.after(synced)),
      [0, 1, 1000, 8995, 10_000],
    );
  });
});
