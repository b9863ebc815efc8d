import assert from 'node:assert/strict';
import { metricsText } from '../../../src/cli/service/metrics-text';

describe('the text of metrics', () => {
  it('has a description, a type and a line for each value, and escapes what would end a line', () => {
    const text = metricsText([
      { name: 'a_total', type: 'counter', help: 'One\\two\nthree.', samples: [{ value: 3 }] },
      { name: 'unknown_bytes', type: 'gauge', help: 'Left out.', samples: [] },
      {
        ...{ name: 'b_seconds', type: 'gauge', help: 'Of "b".' },
        samples: [
          { labels: { quantile: '0.5', name: 'a"b\\c\nd' }, value: 0.25 },
          { labels: { quantile: '1' }, value: 1.5e-7 },
        ],
      },
    ]);
    assert.equal(
      text,
      [
        '# HELP a_total One\\\\two\\nthree.',
        '# TYPE a_total counter',
        'a_total 3',
        '# HELP b_seconds Of "b".',
        '# TYPE b_seconds gauge',
        'b_seconds{quantile="0.5",name="a\\"b\\\\c\\nd"} 0.25',
        'b_seconds{quantile="1"} 1.5e-7',
        '',
      ].join('\n'),
    );
  });
});
