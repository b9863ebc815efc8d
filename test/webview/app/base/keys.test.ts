import { strict as assert } from 'node:assert';
import { type EnterKey, sends } from '../../../../src/webview/app/base/keys';

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
