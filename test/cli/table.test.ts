import assert from 'node:assert/strict';
import { fittedTable } from '../../src/cli/table';
import { textWidth } from '../../src/cli/terminal/text-width';

const rows = [
  ['Room', 'Members', 'ID'],
  ['Lab 3', 'Ann, Ben', '12345678'],
  ['计算机网络实验第三组的房间', 'Ann, Ben, Chen, Dora, Emil, Fritz, Gao, Hana', 'abcdefab'],
];

describe('a table', () => {
  it('is aligned, also with Chinese names', () => {
    const [head = '', first = '', second = ''] = fittedTable(rows, [0, 1], Infinity);
    const start = textWidth(head.slice(0, head.indexOf('Members')));
    assert.equal(textWidth(first.slice(0, first.indexOf('Ann'))), start);
    assert.equal(textWidth(second.slice(0, second.indexOf('Ann'))), start);
    assert.equal(first.endsWith('12345678'), true);
  });

  it('cuts its long columns, the longest first, and never exceeds the terminal', () => {
    const lines = fittedTable(rows, [0, 1], 66);
    for (const line of lines) assert.ok(textWidth(line) <= 66, line);
    assert.match(lines[2] ?? '', /^计算机网络实验第三组的房间 {2}Ann, .*… +abcdefab$/);
    for (let width = 1; width < 60; width += 1) {
      for (const line of fittedTable(rows, [0, 1], width)) assert.ok(textWidth(line) <= width);
    }
  });
});
