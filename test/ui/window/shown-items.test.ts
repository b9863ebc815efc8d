import assert from 'node:assert/strict';
import { type PickItem, ShownItems } from '../../../src/ui/window/shown-items';

interface RoomItem extends PickItem {
  readonly target: number;
}

describe('the rows of a list', () => {
  const button = { iconPath: undefined as never };
  const item = (label: string, target: number, change: Partial<RoomItem> = {}): RoomItem => ({
    ...{ label, target, icon: 'lock', description: 'd', detail: 'x', buttons: [button] },
    ...change,
  });

  it('stay when they look the same, and stand for the new items', () => {
    const list = new ShownItems<RoomItem>();
    const [row] = list.replace([item('a', 1), item('b', 2)]) ?? [];
    const now = [item('a', 3), item('b', 4)];
    assert.equal(list.replace(now), undefined);
    assert.equal(row?.item, now[0]);
    assert.deepEqual(list.items, now);
    assert.deepEqual(list.rowsOf(now.slice(0, 1)), [row]);
  });

  for (const change of [
    { label: 'A' },
    { icon: 'key' },
    { description: '' },
    { detail: 'y' },
    { alwaysShow: true },
    { kind: -1 },
    { buttons: [] },
    { buttons: [{ ...button }] },
  ] satisfies Partial<RoomItem>[]) {
    it(`are new with another ${JSON.stringify(change)}`, () => {
      const list = new ShownItems<RoomItem>();
      const [old] = list.replace([item('a', 1)]) ?? [];
      const rows = list.replace([item('a', 2, change)]);
      assert.equal(rows?.[0]?.item.target, 2);
      assert.equal(old?.item.target, 1);
    });
  }

  it('are new when there are more, fewer or none, or their order changes', () => {
    const list = new ShownItems<RoomItem>();
    const [a, b] = [item('a', 1), item('b', 2)];
    for (const items of [[a], [a, b], [b, a], [b], [], []]) {
      const rows = list.replace(items);
      assert.deepEqual(
        rows?.map((row) => row.item),
        items,
      );
      assert.deepEqual(list.items, items);
    }
  });
});
