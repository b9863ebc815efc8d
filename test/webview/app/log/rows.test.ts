import { strict as assert } from 'node:assert';
import { type Row, toRows } from '../../../../src/webview/app/log/rows';
import type { PanelMessage } from '../../../../src/webview/messages';
import { happened, said } from '../fixtures';

const noon = new Date(2025, 2, 4, 12).getTime();
const minute = 60_000;
const at = (id: string, time: number, change: object = {}) =>
  said(id, id, { time, ...change } as Partial<PanelMessage>);

/** Rows in short: `day`, `new`, `A` for the head of a run, `a` for what follows, `-` for what happened. */
function shape(messages: PanelMessage[], divider?: string): string {
  const sign = (row: Row) => {
    if (row.kind === 'said') return row.head ? 'A' : 'a';
    return { day: 'day', unread: 'new', happened: '-' }[row.kind];
  };
  return toRows(messages, divider).map(sign).join(' ');
}

describe('rows of the log', () => {
  it('combines messages of one author within five minutes', () => {
    const later = noon + 5 * minute;
    assert.equal(shape([at('1', noon), at('2', later - 1)]), 'day A a');
    assert.equal(shape([at('1', noon), at('2', later)]), 'day A A');
  });

  it('counts the five minutes from the head, whose time is shown', () => {
    const run = [0, 3, 6, 7].map((minutes, i) => at(`${i}`, noon + minutes * minute));
    assert.equal(shape(run), 'day A a A a');
  });

  it('begins a run for another author, name or side, and after something happened', () => {
    assert.equal(shape([at('1', noon), at('2', noon, { author: 'x' })]), 'day A A');
    assert.equal(shape([at('1', noon), at('2', noon, { authorName: 'x' })]), 'day A A');
    assert.equal(shape([at('1', noon), at('2', noon, { own: true })]), 'day A A');
    assert.equal(shape([at('1', noon), happened('2', 'x'), at('3', noon)]), 'day A - A');
  });

  it('does not join what the clock says is earlier', () => {
    assert.equal(shape([at('1', noon), at('2', noon - 1)]), 'day A A');
  });

  it('draws a line where a day begins, even within a run', () => {
    const midnight = new Date(2025, 2, 5).getTime();
    assert.equal(shape([at('1', midnight - 1000), at('2', midnight)]), 'day A day A');
  });

  it('draws the line above the first unseen message, which begins a run', () => {
    assert.equal(shape([at('1', noon), at('2', noon)], '2'), 'day A new A');
    assert.equal(shape([at('1', noon)], 'gone'), 'day A');
  });

  it('has a key of its own for each row', () => {
    const keys = toRows([at('1', noon), happened('2', 'x'), at('3', noon)], '3').map(
      ({ key }) => key,
    );
    assert.equal(new Set(keys).size, keys.length);
  });
});
