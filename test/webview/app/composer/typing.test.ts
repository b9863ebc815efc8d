import { strict as assert } from 'node:assert';
import { TypingReporter, typingInterval } from '../../../../src/webview/app/composer/typing';
import { FakeClock } from '../../../helpers/fake-clock';

describe('the typing report', () => {
  function start() {
    const clock = new FakeClock();
    const reports: number[] = [];
    const begin = clock.now();
    const reporter = new TypingReporter(() => reports.push(clock.now() - begin), clock);
    return { clock, reports, reporter };
  }

  it('is sent immediately, then as often as allowed', async () => {
    const { clock, reports, reporter } = start();
    for (let time = 0; time < 5000; time += 100) {
      reporter.typed('x');
      await clock.advance(100);
    }
    assert.deepEqual(reports, [0, typingInterval, 2 * typingInterval]);
  });

  it('is sent for the next message as soon as allowed, even if typing has stopped', async () => {
    const { clock, reports, reporter } = start();
    reporter.typed('one');
    reporter.stopped();
    await clock.advance(500);
    reporter.typed('two');
    await clock.advance(60_000);
    assert.deepEqual(reports, [0, typingInterval]);
  });

  it('isn’t sent after sending or clearing the text', async () => {
    const { clock, reports, reporter } = start();
    reporter.typed(' \n');
    reporter.typed('x');
    reporter.typed('xy');
    reporter.typed('');
    await clock.advance(60_000);
    assert.deepEqual(reports, [0]);
    assert.equal(clock.pending, 0);
  });
});
