import { strict as assert } from 'node:assert';
import { type EnterKey, sends } from '../../../src/webview/app/composing';
import { hueCount, hueOf } from '../../../src/webview/app/hue';
import { Times } from '../../../src/webview/app/times';
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

describe("a member's colour", () => {
  it('is the same every time', () => {
    assert.equal(hueOf("('127.0.0.1', 50412)"), hueOf("('127.0.0.1', 50412)"));
  });

  it('tells neighbours apart more often than not', () => {
    const hues = Array.from({ length: 600 }, (_, i) => hueOf(`('127.0.0.1', ${50_000 + i})`));
    for (let hue = 0; hue < hueCount; hue++) {
      const share = hues.filter((other) => other === hue).length;
      assert.ok(share > 50 && share < 150, `colour ${hue}: ${share} of 600`);
    }
  });
});
