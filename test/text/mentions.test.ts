import assert from 'node:assert/strict';
import { isMentioned } from '../../src/strings/message-text';
import { MentionNames } from '../../src/text/mentions';
import { assertLinear } from '../helpers/cpu-time';

function mentions(text: string, own: readonly string[], others: () => readonly string[]): boolean {
  return isMentioned(text, { plain: false, names: new MentionNames(others(), own) });
}

function mentionsAnn(text: string, others: readonly string[] = ['Ben']): boolean {
  return mentions(text, ['Ann'], () => others);
}

describe('a mention', () => {
  it('is @ and the name, in any case', () => {
    for (const text of ['@ann, look', 'thanks @Ann', '(@ANN)', '@Ann', 'Anna and @Ann.', '@@Ann']) {
      assert.ok(mentionsAnn(text), text);
    }
  });

  it('is neither a name without @ nor part of a word or an address', () => {
    for (const text of [
      'Ann, look',
      '@Anna',
      '@planning',
      '@ann2',
      '',
      '@ Ann',
      'me@ann.com',
      '@',
    ]) {
      assert.ok(!mentionsAnn(text), text);
    }
  });

  it('needs no spaces in scripts without spaces', () => {
    const ming = (text: string) => mentions(text, ['小明'], () => ['小红']);
    assert.ok(ming('请@小明看一下'));
    assert.ok(ming('hi @小明'));
    assert.ok(!ming('@小红'));
    assert.ok(mentionsAnn('请@Ann看一下'));
  });

  it('matches the longest name only', () => {
    const members = ['Ann 2', 'Ann Lee'];
    assert.ok(!mentionsAnn('@Ann 2 look', members));
    assert.ok(!mentionsAnn('@ann lee', members));
    assert.ok(mentionsAnn('@Ann 3 times', members));
    assert.ok(mentionsAnn('@Ann 2 and @Ann', members));
    assert.ok(mentions('@Ann 2', ['Ann 2'], () => ['Ann', 'Ann Lee']));
  });

  it('of an own former name means the member who has it now', () => {
    const names = ['Ann', 'Annie'];
    assert.ok(!mentions('@Ann look', names, () => ['ann']));
    assert.ok(mentions('@Ann and @Annie', names, () => ['ann']));
    assert.ok(mentions('@Ann look', names, () => ['Ben']));
  });

  it('matches former names in any spelling', () => {
    assert.ok(mentions('@Zoe\u0308!', ['Ann', 'Zo\u00eb'], () => []));
    assert.ok(!mentions('@', [''], () => ['']));
  });

  it('accepts the full-width sign and letters of input methods', () => {
    for (const text of ['＠Ann', '看＠ａｎｎ', '@\u200bAnn']) assert.ok(mentionsAnn(text), text);
  });

  it('counts in emphasis, lists, quotes and labels, but not in code', () => {
    for (const text of [
      '**@Ann**',
      '- x\n  - @Ann',
      '> @Ann',
      '[@Ann](https://x.test/)',
      '# @Ann',
    ]) {
      assert.ok(mentionsAnn(text), text);
    }
    const code = ['`@Ann`', '```\n@Ann\n```', '    @Ann', '- a\n  ```\n  @Ann\n  ```'];
    for (const text of [...code, 'https://x.test/@Ann']) assert.ok(!mentionsAnn(text), text);
  });

  it('is found among many other literals', () => {
    assert.ok(mentionsAnn(`${'@Test\n'.repeat(500)}@Ann`));
    assert.ok(mentionsAnn(`${'@Ann 2 '.repeat(50)}@Ann`, ['Ann 2']));
  });

  it('costs little in a hostile text', () => {
    const members = Array.from({ length: 500 }, (_, i) => `ann ${i}`);
    const names = members.slice(0, 100);
    // A text is searched whenever its message changes, even for a reaction.
    assertLinear((length) => {
      assert.ok(!mentionsAnn('@'.repeat(length), members));
      assert.ok(!mentions('@'.repeat(length), names, () => members));
      assert.ok(!mentionsAnn('@ann 7 '.repeat(length / 8), members));
    }, 8000);
  });
});
