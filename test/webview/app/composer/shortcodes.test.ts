import { strict as assert } from 'node:assert';
import { withEmoji } from '../../../../src/webview/app/composer/shortcodes';
import type { Emoji } from '../../../../src/webview/app/emoji/emoji-table';
import { waitFor } from '../../../helpers/wait-for';
import { room } from '../room-scene';
import { usePanel } from '../use-panel';

describe('shortcodes in a text', () => {
  const known: Readonly<Record<string, string>> = { tada: '🎉', '+1': '👍', vector: '📐' };
  const table = {
    coded: (code: string) =>
      known[code] === undefined ? undefined : ({ text: known[code], hasTone: false } as Emoji),
  };
  const all = (text: string) => withEmoji(text, { start: 0, end: text.length }, table);

  it('become emoji where a word can start', () => {
    const texts: [string, string][] = [
      [':tada:', '🎉'],
      ['done :tada: and :+1:!', 'done 🎉 and 👍!'],
      ['改好了:tada:，谢谢', '改好了🎉，谢谢'],
      ['(see) :tada:)', '(see) 🎉)'],
    ];
    for (const [text, wanted] of texts) assert.equal(all(text), wanted, text);
  });

  it('stay text in code, names, paths, times and Chinese punctuation, and where there is no emoji', () => {
    for (const text of [
      'std::vector::size',
      'x ::vector:: y',
      'std:vector:x',
      '10:30:15',
      'at 10:+1:15',
      '/srv/:tada:/x',
      'C:\\:tada:\\x',
      'http://a/:tada:',
      '`x = :tada:`',
      '```\n:tada:',
      '结果：tada：',
      '结果：:tada:',
      ':nothing:',
      ':tada',
      ': tada :',
      ':tada:::tada:',
      'key:tada:value',
      '',
    ]) {
      assert.equal(all(text), undefined, text);
    }
  });

  it('are looked at only in the part that is asked for, and with what is before it', () => {
    assert.equal(withEmoji(':tada: :tada:', { start: 7, end: 13 }, table), '🎉');
    assert.equal(withEmoji('改好了:tada:', { start: 3, end: 9 }, table), '🎉');
    assert.equal(withEmoji('𠮷:tada:', { start: 2, end: 8 }, table), '🎉');
    assert.equal(withEmoji('好：:tada:', { start: 2, end: 8 }, table), undefined);
    assert.equal(withEmoji(':tada: :tad:+1:', { start: 11, end: 15 }, table), undefined);
    assert.equal(withEmoji('std:tada:', { start: 3, end: 9 }, table), undefined);
    assert.equal(withEmoji('`a :tada:', { start: 3, end: 9 }, table), undefined);
  });
});

describe('pasted shortcodes', () => {
  const panel = usePanel();

  /** Pastes as the browser does. */
  const paste = async (text: string) => {
    await panel.composer.focus();
    await panel.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await panel.page.evaluate((words) => navigator.clipboard.writeText(words), text);
    await panel.page.keyboard.press('ControlOrMeta+v');
  };
  const becomes = (text: string) =>
    waitFor(async () => (await panel.composer.inputValue()) === text, text);

  it('become emoji in the message box, and Undo brings them back', async () => {
    await panel.open(room([]));
    await panel.composer.fill('look ');
    await paste('at this :tada: now');
    await becomes('look at this 🎉 now');
    await panel.page.keyboard.press('ControlOrMeta+z');
    await becomes('look at this :tada: now');
  });

  it('stay text in several lines', async () => {
    await panel.open(room([]));
    await paste('a\n:tada: b');
    await paste(' and :tada: too');
    await becomes('a\n:tada: b and 🎉 too');
  });
});
