import assert from 'node:assert/strict';
import type { WireEvent } from '../../../src/protocol/wire-event';
import { FilteredWireLog } from '../../../src/ui/wire/filtered-wire-log';
import { maxWireLog, WireLog } from '../../../src/ui/wire/wire-log';
import type { WireRow } from '../../../src/webview/wire-messages';
import { wireConnection } from './chunks';

const ann = wireConnection(50412);
const ben = wireConnection(50413);

function setUp(limits = maxWireLog) {
  const log = new WireLog(limits);
  const view = new FilteredWireLog(log, ({ type }) => type);
  let time = 0;
  const note = (bytes: string | Buffer, change: Partial<WireEvent> = {}) => {
    time += 10;
    const event = { time, connection: ann, direction: 'in', marks: [] } as const;
    log.record({ ...event, bytes: Buffer.from(bytes as string), ...change });
  };
  const texts = () => {
    const { start, end } = view.state();
    return view.range(start, end).map(textOf);
  };
  return { log, view, note, texts };
}

function textOf(row: WireRow): string {
  return row.type === 'chunk' ? row.text : row.label;
}

describe('FilteredWireLog', () => {
  it('shows chunks as rows, with the time since the row before', () => {
    const { view, note, log } = setUp();
    note(Buffer.from('e4bd0a', 'hex'), { marks: ['character-cut'] });
    note('x', { connection: ben, direction: 'out', summary: 'SAY 1' });
    log.divide('room-ended', 50);
    const [first, second, third] = view.range(0, 10);
    assert.deepEqual(first, {
      ...{ type: 'chunk', index: 0, number: 0, time: 10, direction: 'in', length: 3, found: false },
      peer: { id: 1, name: ann.peer },
      ...{ text: '\\xe4\\xbd\\n', hex: 'e4 bd 0a', marks: ['character-cut'] },
    });
    assert.ok(second?.type === 'chunk');
    assert.deepEqual([second.delta, second.summary, second.peer.name], [10, 'SAY 1', ben.peer]);
    assert.deepEqual(third, { type: 'divider', index: 2, time: 50, label: 'room-ended' });
  });

  it('lists a thousand peers at most, however many strangers send something', () => {
    const { view, note } = setUp();
    for (let port = 1; port <= 5000; port += 1) note('x', { connection: wireConnection(port) });
    assert.equal(view.state().peers.length, 1000);
    assert.equal(view.state().end, 5000);
  });

  it('shows only the beginning of a long chunk', () => {
    const { view, note } = setUp();
    note('x'.repeat(10_000));
    const [row] = view.range(0, 1);
    assert.ok(row?.type === 'chunk');
    assert.deepEqual([row.length, row.text.length], [10_000, 160]);
    assert.equal(view.bytes(row.number)?.length, 10_000);
  });

  it('leaves out the header of a datagram from its text', () => {
    const { view, note } = setUp();
    note('D1\x04hello', { summary: 'SAY 1', textAt: 3 });
    const [row] = view.range(0, 1);
    assert.ok(row?.type === 'chunk');
    assert.deepEqual([row.text, row.length, row.hex.slice(0, 8)], ['hello', 8, '44 31 04']);
  });

  it('filters by peer, direction and mark, in what is there and what comes', () => {
    const { view, note, log, texts } = setUp();
    note('a');
    note('b', { connection: ben });
    note('c', { direction: 'out' });
    note('d', { marks: ['lost'] });
    const { generation, peers } = view.state();
    view.setFilter({ peer: peers.find(({ name }) => name === ben.peer)?.id });
    assert.deepEqual(texts(), ['b']);
    assert.ok(view.state().generation > generation);
    note('e', { connection: ben });
    note('f');
    assert.deepEqual(texts(), ['b', 'e']);
    view.setFilter({ direction: 'out' });
    assert.deepEqual(texts(), ['c']);
    view.setFilter({ mark: 'lost' });
    log.divide('room-ended', 1);
    assert.deepEqual(texts(), ['d', 'room-ended']);
    view.setFilter({});
    assert.deepEqual(texts(), ['a', 'b', 'c', 'd', 'e', 'f', 'room-ended']);
  });

  it('loses nothing that comes while it is paused, within the log', () => {
    const { view, note, texts } = setUp();
    note('a');
    view.setPaused(true);
    note('b');
    note('c');
    assert.deepEqual(texts(), ['a']);
    const { paused, newer } = view.state();
    assert.deepEqual([paused, newer], [true, 2]);
    view.setFilter({ direction: 'in' });
    assert.deepEqual(texts(), ['a']);
    view.setPaused(false);
    assert.deepEqual([view.state().newer, ...texts()], [0, 'a', 'b', 'c']);
  });

  it('keeps the indexes of the rows while the log drops the oldest, and says how many', () => {
    const { view, note, texts } = setUp({ entries: 3, bytes: 1000 });
    note('a');
    note('b');
    assert.deepEqual(texts(), ['a', 'b']);
    for (const text of ['c', 'd', 'e']) note(text);
    const { start, end, dropped } = view.state();
    assert.deepEqual([start, end, dropped, ...texts()], [2, 5, 2, 'c', 'd', 'e']);
    assert.deepEqual(view.range(0, 3).map(textOf), ['c']);
    assert.equal(view.bytes(0), undefined);
  });

  it('finds text in any case, escapes and hexadecimal numbers', () => {
    const { view, note } = setUp();
    note('Hello');
    note('你好\n');
    note(Buffer.from('ff00', 'hex'));
    note('C:\\Network\u{e0067}');
    const hits = (text: string, mode: 'text' | 'hex' = 'text') => {
      view.find({ text, mode });
      return view
        .range(0, 9)
        .flatMap((row) => (row.type === 'chunk' && row.found ? row.index : []));
    };
    assert.deepEqual(hits('hELLO'), [0]);
    assert.deepEqual(hits('好'), [1]);
    assert.deepEqual(hits('\\n'), [1]);
    assert.deepEqual(hits('\\xff\\x00'), [2]);
    assert.deepEqual(hits('\\u4f60'), [1]);
    assert.deepEqual(hits('\\u{e0067}'), [3]);
    assert.deepEqual(hits('\\u{ffffff}'), []);
    assert.deepEqual(hits('c:\\Network'), [3]);
    assert.deepEqual(hits('e4 bd a0', 'hex'), [1]);
    assert.deepEqual(hits('0xFF', 'hex'), [2]);
    assert.deepEqual(hits('e', 'hex'), []);
    assert.deepEqual(hits('xyz', 'hex'), []);
    assert.deepEqual(hits(''), []);
  });

  it('goes from match to match in both directions, also in what comes', () => {
    const { view, note } = setUp();
    for (const text of ['no', 'yes 1', 'no', 'yes 2']) note(text);
    view.find({ text: 'yes', mode: 'text' });
    assert.equal(view.state().find.hits, 2);
    assert.equal(view.step(-1, 1), 1);
    assert.equal(view.state().find.current, 1);
    assert.equal(view.step(1, 1), 3);
    assert.equal(view.step(3, 1), 1);
    assert.equal(view.step(1, -1), 3);
    note('yes 3');
    assert.equal(view.step(3, 1), 4);
    view.setFilter({ direction: 'out' });
    assert.equal(view.step(0, 1), undefined);
  });

  it('forgets the matches that the log drops', () => {
    const { view, note } = setUp({ entries: 2, bytes: 1000 });
    view.find({ text: 'a', mode: 'text' });
    note('a1');
    assert.equal(view.state().find.hits, 1);
    note('b');
    note('a2');
    assert.equal(view.state().find.hits, 1);
    assert.equal(view.step(0, 1), 2);
  });

  it('stays right over a long time', () => {
    const { view, note, texts } = setUp({ entries: 5, bytes: 1000 });
    for (let count = 0; count < 30_000; count += 1) {
      note(`${count}`);
      if (count % 1000 === 0) view.state();
    }
    assert.deepEqual(texts(), ['29995', '29996', '29997', '29998', '29999']);
    assert.equal(view.state().end - view.state().start, 5);
  });
});
