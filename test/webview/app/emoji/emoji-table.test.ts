import { strict as assert } from 'node:assert';
import { emojiTable } from '../../../../scripts/emoji-table';
import {
  asEmoji,
  EmojiTable,
  inTone,
  skinTones,
  withoutTone,
} from '../../../../src/webview/app/emoji/emoji-table';
import { commonReactions } from '../../../../src/webview/app/message/reactions';

describe('a single emoji', () => {
  it('may have several code points', () => {
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

describe('the emoji', () => {
  const text = emojiTable();
  const english = new EmojiTable(text, 'en');
  const chinese = new EmojiTable(text, 'zh-cn');
  const found = (typed: string) => english.search(typed).map((emoji) => emoji.text);

  it('are all that a room accepts as a reaction, each once', () => {
    const texts = english.all.map((emoji) => emoji.text);
    assert.ok(texts.length > 1500, `${texts.length}`);
    assert.equal(new Set(texts).size, texts.length);
    for (const each of texts) assert.equal(asEmoji(each), each);
    assert.ok(texts.every((each) => each.length <= 32));
    for (const each of commonReactions) assert.ok(texts.includes(each), each);
  });

  it('are found by shortcode, keyword and words, the likeliest first', () => {
    assert.equal(found('tada')[0], '🎉');
    assert.equal(found('+1')[0], '👍');
    assert.ok(found('party').includes('🎉'));
    assert.ok(found('thumbs up').includes('👍'));
    assert.ok(found('bug').includes('🐛'));
    assert.deepEqual(found(''), []);
    assert.deepEqual(found('xyzzy'), []);
    assert.equal(english.search('a', 7).length, 7);
  });

  it('are found in Chinese, too, whatever the display language', () => {
    assert.ok(found('庆祝').includes('🎉'));
    assert.ok(found('赞').includes('👍'));
    assert.ok(found('笑').length > 10);
  });

  it('have names in the display language', () => {
    assert.equal(english.find('🎉')?.label, 'party popper');
    assert.match(chinese.find('🎉')?.label ?? '', /\p{Script=Han}/u);
    assert.match(chinese.groups[0] ?? '', /\p{Script=Han}/u);
    assert.equal(english.groups.length, chinese.groups.length);
    for (const { group } of english.all) assert.ok(english.groups[group]);
  });

  it('take a skin tone where it applies, and give it back', () => {
    for (const emoji of english.all) {
      for (const tone of skinTones) {
        const toned = inTone(emoji, tone);
        assert.ok(asEmoji(toned), toned);
        const isSame = !emoji.hasTone || toned !== emoji.text;
        assert.ok(isSame, emoji.text);
        assert.ok(
          !emoji.hasTone ||
            withoutTone(toned) === emoji.text.replace('\ufe0f', '') ||
            withoutTone(toned) === emoji.text,
        );
      }
      assert.equal(inTone(emoji, ''), emoji.text);
    }
  });
});
