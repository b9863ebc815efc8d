import { strict as assert } from 'node:assert';
import { type EnterKey, sends } from '../../../src/webview/app/base/keys';
import { TypingReporter, typingInterval } from '../../../src/webview/app/composer/typing';
import { Times } from '../../../src/webview/app/message/times';
import { FakeClock } from '../../helpers/fake-clock';
import { strings } from './fixtures';

describe('the key that sends', () => {
  const enter: EnterKey = {
    key: 'Enter',
    keyCode: 13,
    isComposing: false,
    shiftKey: false,
    ctrlKey: false,
    altKey: false,
    metaKey: false,
  };

  it('is Enter alone', () => {
    assert.equal(sends(enter), true);
    assert.equal(sends({ ...enter, shiftKey: true }), false);
    assert.equal(sends({ ...enter, key: 'a', keyCode: 65 }), false);
  });

  it('is not the Enter of an input method, in Chromium and Firefox or in Safari', () => {
    assert.equal(sends({ ...enter, isComposing: true }), false);
    assert.equal(sends({ ...enter, keyCode: 229 }), false);
  });
});

describe('dates and times', () => {
  const noon = new Date(2025, 2, 4, 12, 5, 7).getTime();

  it('calls two days by name and the others by date', () => {
    const times = new Times('en');
    const day = (date: number) => times.day(new Date(2025, 2, date, 23).getTime(), noon, strings);
    assert.equal(day(4), 'Today');
    assert.equal(day(3), 'Yesterday');
    assert.match(day(2), /Sunday.*March.*2/);
  });

  it('knows yesterday on the first of a month', () => {
    const first = new Date(2025, 2, 1, 1).getTime();
    assert.equal(new Times('en').day(first - 7_200_000, first, strings), 'Yesterday');
  });

  it('writes in the display language', () => {
    assert.match(new Times('zh-cn').exact(noon), /2025年3月4日/);
    assert.match(new Times('en').clock(noon), /^12:05/);
    assert.match(new Times('en').exact(noon), /12:05:07/);
  });

  it('writes in some language where the tag is not a valid one', () => {
    assert.match(new Times('not a language').clock(noon), /05/);
  });
});

describe('that the person is writing', () => {
  function start() {
    const clock = new FakeClock();
    const reports: number[] = [];
    const begin = clock.now();
    const reporter = new TypingReporter(() => reports.push(clock.now() - begin), clock);
    return { clock, reports, reporter };
  }

  it('is told at once, then as often as it may be', async () => {
    const { clock, reports, reporter } = start();
    for (let time = 0; time < 5000; time += 100) {
      reporter.typed('x');
      await clock.advance(100);
    }
    assert.deepEqual(reports, [0, typingInterval, 2 * typingInterval]);
  });

  it('is told of the next message as soon as it may be, though nothing more is typed', async () => {
    const { clock, reports, reporter } = start();
    reporter.typed('one');
    reporter.stopped();
    await clock.advance(500);
    reporter.typed('two');
    await clock.advance(60_000);
    assert.deepEqual(reports, [0, typingInterval]);
  });

  it('is not told of what was sent or taken back, nor of an empty composer', async () => {
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
