import { strict as assert } from 'node:assert';
import { seededRandom } from '../../../../src/util/seeded-random';
import { LogRows, type Row, toRows } from '../../../../src/webview/app/log/rows';
import { MessageLog } from '../../../../src/webview/app/state/message-log';
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

describe('rows that follow others', () => {
  /** A log that counts the messages it is asked for. */
  class CountingLog extends MessageLog {
    asked = 0;

    override from(ordinal: number): readonly PanelMessage[] {
      const messages = super.from(ordinal);
      this.asked += messages.length;
      return messages;
    }
  }

  /** Everything that the rows of a log tell. */
  function facts(rows: LogRows, ids: readonly string[]) {
    return {
      rows: rows.list,
      articles: rows.articles,
      ranks: rows.list.map((_, index) => rows.rank(index)),
      places: ids.map((id) => rows.indexOf(id)),
    };
  }

  for (let seed = 1; seed <= 20; seed += 1) {
    it(`are the same as new ones, after any changes (seed ${seed})`, () => {
      const random = seededRandom(seed);
      const pick = (below: number) => Math.floor(random() * below);
      const log = new MessageLog(40);
      const ids: string[] = [];
      let rows = new LogRows(log, undefined);
      let divider: string | undefined;
      for (let step = 0; step < 150; step += 1) {
        const known = ids[pick(ids.length)];
        for (let change = pick(4); change >= 0; change -= 1) {
          const isNew = known === undefined || pick(3) > 0;
          const id = isNew ? `${step}.${change}` : known;
          if (isNew) ids.push(id);
          const earlier = log.get(id);
          const time = earlier && pick(2) === 0 ? earlier.time : noon + step * pick(60) * minute;
          const message =
            pick(4) === 0
              ? happened(id, id, { time })
              : at(id, pick(20) === 0 ? Number.NaN : time, { author: `${pick(2)}` });
          log.put(message, isNew && pick(5) === 0 ? ids.at(-3) : undefined);
        }
        if (pick(4) === 0) log.trim();
        if (pick(5) === 0) divider = pick(2) === 0 ? undefined : ids.at(-1 - pick(20));
        rows = new LogRows(log, divider, log.takeChanges(), rows);
        const fresh = new LogRows(log, divider);
        assert.deepEqual(facts(rows, ids), facts(fresh, ids));
      }
    });
  }

  it('cost the same after a message in a long log as in a short one', () => {
    const cost = (length: number) => {
      const log = new CountingLog(20_000);
      const add = (each: number) => log.put(at(`${each}`, noon + each));
      for (let each = 0; each < length; each += 1) add(each);
      let rows = new LogRows(log, undefined, log.takeChanges());
      log.asked = 0;
      for (let each = length; each < length + 100; each += 1) {
        add(each);
        rows = new LogRows(log, undefined, log.takeChanges(), rows);
      }
      return { asked: log.asked, changed: rows.length - rows.changed };
    };
    assert.deepEqual(cost(100), { asked: 100, changed: 1 });
    assert.deepEqual(cost(10_000), cost(100));
  });

  it('are only those that show them after changes of old messages', () => {
    const log = new CountingLog(1000);
    const put = (each: number, text: string) => log.put(said(`${each}`, text, { time: noon }));
    for (let each = 0; each < 1000; each += 1) put(each, 'as it was');
    const before = new LogRows(log, undefined, log.takeChanges());
    log.asked = 0;
    for (const each of [3, 500]) put(each, 'edited');
    const rows = new LogRows(log, undefined, log.takeChanges(), before);
    assert.equal(log.asked, 0);
    // The first row is the day.
    assert.deepEqual([rows.replaced, rows.changed], [[4, 501], 1001]);
    const shown = [4, 5, 501].map((index) => rows.at(index));
    assert.deepEqual(
      shown.map((row) => 'message' in row && row.message.text),
      ['edited', 'as it was', 'edited'],
    );
  });

  it('don’t combine questions of anonymous students', () => {
    const change = { author: 'm2', authorName: 'Anonymous student', anonymous: 'published by Ben' };
    const next = [at('2', noon, change), at('3', noon, change), at('4', noon, { author: 'm2' })];
    assert.equal(outline([at('1', noon), ...next]), 'day A A A A');
  });
});
