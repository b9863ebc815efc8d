import assert from 'node:assert/strict';
import { Arrivals, maxArrivals } from '../../../src/net/socket/arrivals';

describe('Arrivals', () => {
  it('have one line for each address, the last one last', () => {
    let now = 0;
    const arrivals = new Arrivals(() => {
      now += 1;
      return now;
    });
    const at = { localAddress: '::ffff:10.0.0.1' };
    arrivals.of({ remoteAddress: '::ffff:10.0.0.7', ...at })('tcp');
    arrivals.of({ remoteAddress: '10.0.0.8' })('tcp');
    arrivals.of({ remoteAddress: '10.0.0.7', ...at })('refused', 'bad-token');
    arrivals.of({})('tcp');
    assert.deepEqual(arrivals.list, [
      { address: '10.0.0.8', time: 2, stage: 'tcp' },
      { address: '10.0.0.7', at: '10.0.0.1', time: 3, stage: 'refused', code: 'bad-token' },
    ]);
  });

  it('keep how far someone got who is in or in line, and the first time of each stage', () => {
    let now = 0;
    const arrivals = new Arrivals(() => now);
    const note = arrivals.of({ remoteAddress: '10.0.0.7' });
    for (const stage of ['tcp', 'tls', 'waits', 'waits', 'refused'] as const) {
      now += 1;
      note(stage, stage === 'refused' ? 'replaced' : undefined);
    }
    assert.deepEqual(arrivals.list, [{ address: '10.0.0.7', time: 3, stage: 'waits' }]);
    note('joined');
    assert.equal(arrivals.list[0]?.stage, 'joined');
  });

  it('are bounded', () => {
    const arrivals = new Arrivals(() => 0);
    for (let n = 0; n < 10_000; n += 1) {
      arrivals.of({ remoteAddress: `2001:db8::${n.toString(16)}` })('tcp');
    }
    assert.equal(arrivals.list.length, maxArrivals);
    assert.equal(arrivals.list.at(-1)?.address, '2001:db8::270f');
  });
});
