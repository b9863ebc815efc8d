import assert from 'node:assert/strict';
import {
  comparisonTitle,
  elsewhereText,
  linesText,
  movedLinesText,
  noSuchFileText,
  tooLargeText,
} from '../../src/strings/code-text';
import { english as t } from '../../src/strings/translate';

describe('words about code', () => {
  it('distinguish one line from several', () => {
    assert.equal(linesText(3, 3, t), 'line 3');
    assert.equal(linesText(3, 5, t), 'lines 3–5');
    assert.equal(movedLinesText(14, 14, t), 'moved to line 14');
    assert.equal(movedLinesText(14, 16, t), 'moved to lines 14–16');
    assert.equal(elsewhereText('lib/a.c', 14, 14, t), 'in lib/a.c, line 14');
    assert.equal(elsewhereText('lib/a.c', 14, 16, t), 'in lib/a.c, lines 14–16');
  });

  it('say whose lines are compared', () => {
    assert.equal(comparisonTitle('Ann', 'main.c', t), 'Ann’s main.c ↔ yours');
    assert.equal(comparisonTitle(undefined, 'main.c', t), 'main.c as sent ↔ yours now');
  });

  it('say how much fits', () => {
    assert.match(tooLargeText({ line: 1, endLine: 2000 }, 812, t), /2000 lines.*first 812/);
    assert.match(tooLargeText({ line: 7, endLine: 7 }, 0, t), /^Line 7 is too long/);
  });

  it('say that a file doesn’t exist', () => {
    assert.match(noSuchFileText('main.c', true, t), /has no file “main\.c”/);
    assert.match(noSuchFileText('main.c', false, t), /Open a folder first/);
  });
});
