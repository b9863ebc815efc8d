import assert from 'node:assert/strict';
import { paragraph } from '../../src/text/paragraph';

describe('sentences in a paragraph', () => {
  const cases: readonly [string, readonly string[]][] = [
    ['One. Two? Three!', ['One.', 'Two?', 'Three!']],
    ['磁盘已满。房间会自动继续。', ['磁盘已满。', '房间会自动继续。']],
    ['端口？留空则任选。', ['端口？', '留空则任选。']],
    ['房间是“实验三。”它在这里！看', ['房间是“实验三。”', '它在这里！', '看']],
    ['正在检查… 按 Esc 停止。', ['正在检查…', '按 Esc 停止。']],
    ['One. Two.', ['One.', '', 'Two.']],
    ['', ['', '']],
  ];
  for (const [wanted, sentences] of cases) {
    it(`are joined as their language does: ${wanted}`, () => {
      assert.equal(paragraph(sentences), wanted);
    });
  }

  it('stay as they are inside, whoever wrote it', () => {
    assert.equal(paragraph(['Ann: 你好。 我来了', 'Bo.']), 'Ann: 你好。 我来了 Bo.');
  });
});
