import { strict as assert } from 'node:assert';
import type { OutputLines } from '../../../src/ui/terminal/captured-output';
import { errorLines, lineText, partOf } from '../../../src/ui/terminal/output-part';

const output = (texts: readonly string[], gaps: OutputLines['gaps'] = []): OutputLines => ({
  lines: texts.map((text) => (text === '' ? [] : [{ text, style: '' }])),
  gaps,
});
const shown = ({ lines, gaps }: OutputLines) => ({ lines: lines.map(lineText), gaps });
const letters = [...'abcdefgh'];

describe('the part of an output that is sent', () => {
  it('is all of it, or its last lines', () => {
    assert.deepEqual(shown(partOf(output(letters), 'all')), { lines: letters, gaps: [] });
    assert.deepEqual(shown(partOf(output(letters), 3)), {
      lines: ['f', 'g', 'h'],
      gaps: [{ after: 0, lines: 5 }],
    });
    assert.deepEqual(shown(partOf(output(letters), 100)), { lines: letters, gaps: [] });
  });

  it('leaves out marked lines', () => {
    assert.deepEqual(shown(partOf(output(letters), 'all', new Set([0, 3, 4, 7]))), {
      lines: ['b', 'c', 'f', 'g'],
      gaps: [
        { after: 0, lines: 1 },
        { after: 2, lines: 2 },
        { after: 4, lines: 1 },
      ],
    });
  });

  it('joins new gaps with those that are there', () => {
    const before = output(letters, [
      { after: 2, lines: 10 },
      { after: 8, lines: 1 },
    ]);
    assert.deepEqual(shown(partOf(before, 'all', new Set([1, 2]))).gaps, [
      { after: 1, lines: 12 },
      { after: 6, lines: 1 },
    ]);
    assert.deepEqual(shown(partOf(before, 2)).gaps, [
      { after: 0, lines: 16 },
      { after: 2, lines: 1 },
    ]);
  });

  const errorsOf = (texts: readonly string[]) => [...errorLines(texts)].sort((a, b) => a - b);

  it('is the errors and two lines around them', () => {
    const lines = ['1', '2', '3', 'main.c:4: error: ‘x’ undeclared', '5', '6', '7', '8'];
    assert.deepEqual(errorsOf(lines), [1, 2, 3, 4, 5]);
    for (const line of [
      'FAILED (errors=1)',
      'TypeError: x',
      '编译失败',
      'E   assert 1 == 2',
      '✖ adds',
    ]) {
      assert.deepEqual(errorsOf([line]), [0], line);
    }
    for (const line of ['0 errors', 'no errors found', 'terror', 'ok']) {
      assert.deepEqual(errorsOf([line]), [], line);
    }
  });

  it('has whole tracebacks', () => {
    const lines = [
      ...['start', '', '', '', 'Traceback (most recent call last):', '  File "a.py", line 1'],
      ...['    f()', '  File "b.py", line 2', '    1/0', 'ZeroDivisionError: x', 'a', 'b', 'c'],
    ];
    assert.deepEqual(errorsOf(lines), [4, 5, 6, 7, 8, 9, 10, 11]);
  });
});
