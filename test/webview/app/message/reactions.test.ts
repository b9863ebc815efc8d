import { strict as assert } from 'node:assert';
import { asEmoji, commonReactions } from '../../../../src/webview/app/message/reactions';

describe('what counts as an emoji', () => {
  it('is one of any kind, whatever it is made of', () => {
    for (const emoji of [...commonReactions, '👩🏽‍💻', '🇨🇭', '1️⃣', '🏴󠁧󠁢󠁳󠁣󠁴󠁿']) {
      assert.equal(asEmoji(emoji), emoji);
    }
    assert.equal(asEmoji(' 🎉 '), '🎉');
    assert.equal(asEmoji('❤'), '❤️', 'the plain sign becomes the colored one');
  });

  it('is nothing else', () => {
    const others = ['', 'a', '1', '你', '👍👍', '👍x', `👍${'\u0301'.repeat(30)}`, '\u202e', '<b>'];
    for (const text of others) assert.equal(asEmoji(text), undefined, JSON.stringify(text));
  });
});
