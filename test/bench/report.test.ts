import assert from 'node:assert/strict';
import { nothingWrong } from '../../bench/load/sequence-check';
import { hasFailed, isLoadBound, type Result, table } from '../../bench/report';
import type { Measured, Scenario } from '../../bench/scenarios/scenario';

const scenario: Scenario = {
  name: 'talk',
  title: 'talk',
  figures: [{ key: 'rate', title: 'per second', digits: 0 }],
  run: () => Promise.reject(new Error('not run')),
};

function result(contender: string, ...rounds: Partial<Measured>[]): Result {
  const measured = rounds.map((round) => ({ values: {}, tally: nothingWrong, ...round }));
  return { scenario: 'talk', contender, wire: 'tls', rounds: measured };
}

const rates = (...values: number[]) => values.map((rate) => ({ values: { rate } }));

describe('the report of a benchmark', () => {
  it('has the median of the rounds, and the ratio of the first two contenders', () => {
    const text = table(
      'TLS',
      [scenario],
      [result('ours', ...rates(1, 3000, 9000)), result('theirs', ...rates(4000))],
    );
    const [header = '', row = ''] = text.split('\n');
    assert.match(header, /^TLS +ours +theirs +ratio$/);
    assert.match(row, /^talk: per second +3,000 +4,000 +0\.75$/);
  });

  it('leaves out scenarios without results, and shows who has none', () => {
    const other = { ...scenario, name: 'other', title: 'other' };
    const text = table(
      'TLS',
      [other, scenario],
      [result('ours', ...rates(1)), { ...result('theirs'), problem: 'no port' }],
    );
    assert.doesNotMatch(text, /other/);
    assert.match(text, /^talk: per second +1 +failed$/m);
    assert.match(text, /^failed: theirs, talk: no port$/m);
  });

  it('can be a table of Markdown', () => {
    const results = [result('ours', ...rates(1)), result('theirs', ...rates(4))];
    assert.deepEqual(table('TLS', [scenario], results, 'markdown').split('\n'), [
      '| TLS | ours | theirs | ratio |',
      '| --- | --: | --: | --: |',
      '| talk: per second | 1 | 4 | 0.25 |',
    ]);
  });

  it('marks what was lost, and fails', () => {
    const tally = { lost: 2, doubled: 0, misordered: 0 };
    const wrong = result('ours', { values: { rate: 5 }, tally }, ...rates(6));
    const text = table('TLS', [scenario], [wrong]);
    assert.match(text, /6!$/m);
    assert.match(text, /^!: ours, talk: 2 lost, 0 doubled, 0 out of order$/m);
    assert.ok(hasFailed([wrong]));
    assert.ok(!hasFailed([result('ours', ...rates(6))]));
    assert.ok(hasFailed([{ ...result('ours'), problem: 'it broke' }]));
  });

  it('says when the load was the limit', () => {
    const busy = (hubBusy: number, loadBusy: number) => result('ours', { hubBusy, loadBusy });
    assert.ok(!isLoadBound(busy(0.99, 0.5)));
    assert.ok(isLoadBound(busy(0.99, 0.95)));
    assert.ok(isLoadBound(busy(0.4, 0.6)));
    assert.ok(!isLoadBound(result('ours', { hubBusy: 0.4, loadBusy: 0.6, isPaced: true })));
    const text = table(
      'TLS',
      [scenario],
      [result('ours', { values: { rate: 5 }, hubBusy: 0.4, loadBusy: 0.6 })],
    );
    assert.match(text, /5\*$/m);
    assert.match(text, /hub\/load busy, % +40\/60$/m);
  });
});
