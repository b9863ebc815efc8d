import assert from 'node:assert/strict';
import { layOutLadder } from '../../../../src/webview/app/wire/ladder-layout';
import type { WireChunkRow, WireRow } from '../../../../src/webview/wire-messages';

const marks = new Map([
  ['lost', { label: 'lost', arrow: 'lost' }],
  ['again', { label: 'sent again', arrow: 'repeated' }],
] as const);

function chunk(index: number, change: Partial<WireChunkRow> = {}): WireChunkRow {
  return {
    ...{ type: 'chunk', index, number: index, time: index, direction: 'out', length: 2 },
    ...{ peer: { id: 1, name: 'Ann' }, text: 'hi', hex: '68 69', marks: [], found: false },
    ...change,
  };
}

const layOut = (rows: readonly WireRow[]) => layOutLadder(rows, marks, 'This window');

describe('the layout of the sequence diagram', () => {
  it('has a lifeline for this window and for each peer, and arrows between them in order', () => {
    const ben = { id: 2, name: 'Ben' };
    const { lanes, arrows, others } = layOut([
      chunk(0),
      chunk(1, { direction: 'in' }),
      chunk(2, { peer: ben }),
    ]);
    assert.deepEqual([lanes.map(({ name }) => name), others], [['This window', 'Ann', 'Ben'], 0]);
    const [own, ann, third] = lanes.map(({ x }) => x);
    assert.deepEqual(
      arrows.map(({ from, to }) => [from, to]),
      [
        [own, ann],
        [ann, own],
        [own, third],
      ],
    );
    assert.ok(arrows.every(({ y }, at) => at === 0 || y > (arrows[at - 1]?.y ?? y)));
    assert.equal(arrows[0]?.label, 'hi (2)');
  });

  it('ends what was lost before the other side, also when it was a repeat', () => {
    const { lanes, arrows } = layOut([chunk(0, { marks: ['again', 'lost'] })]);
    const [arrow] = arrows;
    assert.deepEqual([arrow?.style, arrow?.notes], ['lost', 'sent again, lost']);
    assert.ok((arrow?.to ?? 0) < (lanes[1]?.x ?? 0));
    assert.equal(layOut([chunk(0, { marks: ['again'] })]).arrows[0]?.style, 'repeated');
  });

  it('shows pauses and the end of a room as breaks between the arrows', () => {
    const end = { type: 'divider', index: 2, time: 1100, label: 'The room has ended' } as const;
    const { arrows, breaks } = layOut([chunk(0), chunk(1, { time: 1000 }), end]);
    assert.deepEqual(
      breaks.map(({ label }) => label),
      ['⋮ +1.000 s', 'The room has ended'],
    );
    const [first, second] = arrows.map(({ y }) => y);
    assert.ok(breaks[0] && first && second && breaks[0].y > first && breaks[0].y < second);
  });

  it('cuts labels to the space between two lifelines, counting Chinese characters twice', () => {
    const { arrows } = layOut(['x', '你'].map((each, at) => chunk(at, { text: each.repeat(160) })));
    const [latin, chinese] = arrows.map(({ label }) => label.indexOf('…'));
    assert.ok(latin && chinese && latin < 40, `${latin}`);
    assert.ok(Math.abs(latin - 2 * chinese) <= 1, `${latin} and ${chinese}`);
  });

  it('leaves out peers beyond twelve, and says how many', () => {
    const rows = Array.from({ length: 15 }, (_, at) =>
      chunk(at, { peer: { id: at, name: `${at}` } }),
    );
    const { lanes, arrows, others } = layOut(rows);
    assert.deepEqual([lanes.length, arrows.length, others], [13, 12, 3]);
  });
});
