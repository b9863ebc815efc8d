import { strict as assert } from 'node:assert';
import { seededRandom } from '../../../../src/util/seeded-random';
import { RowSizes } from '../../../../src/webview/app/log/row-sizes';
import type { Row } from '../../../../src/webview/app/log/rows';

const row = (key: number): Row => ({ kind: 'day', key: `${key}`, time: key });
const estimate = ({ key }: Row) => 10 + (Number(key) % 7);

describe('the sizes of the rows', () => {
  it('add up after any changes, and heights stay with their rows', () => {
    const random = seededRandom(1);
    const pick = (below: number) => Math.floor(random() * below);
    const sizes = new RowSizes();
    const measured = new Map<string, number>();
    const rows: Row[] = [];
    let next = 0;
    for (let step = 0; step < 500; step += 1) {
      const from = rows.length - pick(Math.min(rows.length, 5) + 1);
      rows.length = from;
      for (let added = pick(5); added > 0; added -= 1) rows.push(row(next++));
      sizes.replace(rows, from, estimate);
      for (let each = pick(4); each > 0 && rows.length > 0; each -= 1) {
        const at = pick(rows.length);
        const height = pick(50);
        measured.set((rows[at] as Row).key, height);
        sizes.measure(at, height);
      }
      let start = 0;
      for (const [index, each] of rows.entries()) {
        assert.equal(sizes.sizeOf(index), measured.get(each.key) ?? estimate(each));
        assert.equal(sizes.startOf(index), start);
        if (sizes.sizeOf(index) > 0) assert.equal(sizes.indexAt(start), index);
        start += sizes.sizeOf(index);
      }
      assert.equal(sizes.total, start);
    }
  });

  it('estimates only the rows that are new', () => {
    const sizes = new RowSizes();
    const rows = Array.from({ length: 10_000 }, (_, key) => row(key));
    sizes.replace(rows, 0, estimate);
    let estimated = 0;
    rows.push(row(10_000));
    sizes.replace(rows, 10_000, () => {
      estimated += 1;
      return 20;
    });
    assert.equal(estimated, 1);
  });
});
