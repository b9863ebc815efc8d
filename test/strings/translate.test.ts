import assert from 'node:assert/strict';
import { fillIn } from '../../src/strings/translate';

describe('a text with values in it', () => {
  it('fills them in wherever the placeholder occurs', () => {
    assert.equal(fillIn('{1} and {0}, {1}', ['a', 2]), '2 and a, 2');
    assert.equal(fillIn('{0} {1} {2}', ['{1}', '$&']), '{1} $& {2}');
  });

  it('puts no space between Chinese characters, but one beside Latin words', () => {
    const cases = [
      ['{0} 的房间', '安安', '安安的房间'],
      ['{0} 的房间', 'Ann', 'Ann 的房间'],
      ['正在加入 {0}…', '安安的房间', '正在加入安安的房间…'],
      ['正在加入 {0}…', 'Lab 3', '正在加入 Lab 3…'],
      ['正在 {0} 等待 {1} 分钟', '𠮷', '正在𠮷等待 {1} 分钟'],
      ['还有 {0} 人', 3, '还有 3 人'],
      ['{0} joined.', '小博', '小博 joined.'],
    ] as const;
    for (const [text, value, filled] of cases) assert.equal(fillIn(text, [value]), filled);
  });
});
