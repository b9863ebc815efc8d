import { strict as assert } from 'node:assert';
import { asEmoji, commonReactions } from '../../../../src/webview/app/message/reactions';

describe('a valid reaction', () => {
  it('is a single emoji, even one of several code points', () => {
    for (const emoji of [...commonReactions, '👩🏽‍💻', '🇨🇭', '1️⃣', '🏴󠁧󠁢󠁳󠁣󠁴󠁿']) {
      assert.equal(asEmoji(emoji), emoji);
    }
    assert.equal(asEmoji(' 🎉 '), '🎉');
    assert.equal(asEmoji('❤'), '❤️', 'the text form becomes the emoji form');
  });

  it('isn’t any other text', () => {
    const others = ['', 'a', '1', '你', '👍👍', '👍x', `👍${'\u0301'.repeat(30)}`, '\u202e', '<b>'];
    for (const text of others) assert.equal(asEmoji(text), undefined, JSON.stringify(text));
  });
});
