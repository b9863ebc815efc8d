import { strict as assert } from 'node:assert';
import { type Row, toRows } from '../../../../src/webview/app/log/rows';
import type { PanelMessage } from '../../../../src/webview/messages';
import { happened, said } from '../fixtures';

const noon = new Date(2025, 2, 4, 12).getTime();
const minute = 60_000;
const at = (id: string, time: number, change: object = {}) =>
  said(id, id, { time, ...change } as Partial<PanelMessage>);

/**
 * A short notation for rows: `day`, `new`, `A` for the head of a run, `a` for the rest of it, `-` for a
 * system message.
 */
function outline(messages: PanelMessage[], divider?: string): string {
  const symbol = (row: Row) => {
    if (row.kind === 'said') return row.head ? 'A' : 'a';
    return { day: 'day', unread: 'new', happened: '-' }[row.kind];
  };
  return toRows(messages, divider).map(symbol).join(' ');
}

describe('rows of the log', () => {
  it('combines messages of one author within five minutes', () => {
    const later = noon + 5 * minute;
    assert.equal(outline([at('1', noon), at('2', later - 1)]), 'day A a');
    assert.equal(outline([at('1', noon), at('2', later)]), 'day A A');
  });

  it('counts the five minutes from the head, which shows the time', () => {
    const run = [0, 3, 6, 7].map((minutes, i) => at(`${i}`, noon + minutes * minute));
    assert.equal(outline(run), 'day A a A a');
  });

  it('starts a new run for another author, name or side, and after a system message', () => {
    assert.equal(outline([at('1', noon), at('2', noon, { author: 'x' })]), 'day A A');
    assert.equal(outline([at('1', noon), at('2', noon, { authorName: 'x' })]), 'day A A');
    assert.equal(outline([at('1', noon), at('2', noon, { own: true })]), 'day A A');
    assert.equal(outline([at('1', noon), happened('2', 'x'), at('3', noon)]), 'day A - A');
  });

  it('doesn’t combine a message with an earlier timestamp', () => {
    assert.equal(outline([at('1', noon), at('2', noon - 1)]), 'day A A');
  });

  it('draws a line at the start of a day, even within a run', () => {
    const midnight = new Date(2025, 2, 5).getTime();
    assert.equal(outline([at('1', midnight - 1000), at('2', midnight)]), 'day A day A');
  });

  it('draws a line above the first unseen message, which starts a new run', () => {
    assert.equal(outline([at('1', noon), at('2', noon)], '2'), 'day A new A');
    assert.equal(outline([at('1', noon)], 'gone'), 'day A');
  });

  it('gives each row a unique key', () => {
    const keys = toRows([at('1', noon), happened('2', 'x'), at('3', noon)], '3').map(
      ({ key }) => key,
    );
    assert.equal(new Set(keys).size, keys.length);
  });
});
