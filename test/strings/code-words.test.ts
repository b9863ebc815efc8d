import assert from 'node:assert/strict';
import {
  comparisonTitle,
  elsewhereWords,
  linesWords,
  movedLinesWords,
  noSuchFileWords,
  tooLargeWords,
} from '../../src/strings/code-words';
import { english as t } from '../../src/strings/translate';

describe('words about code', () => {
  it('distinguish one line from several', () => {
    assert.equal(linesWords(3, 3, t), 'line 3');
    assert.equal(linesWords(3, 5, t), 'lines 3–5');
    assert.equal(movedLinesWords(14, 14, t), 'moved to line 14');
    assert.equal(movedLinesWords(14, 16, t), 'moved to lines 14–16');
    assert.equal(elsewhereWords('lib/a.c', 14, 14, t), 'in lib/a.c, line 14');
    assert.equal(elsewhereWords('lib/a.c', 14, 16, t), 'in lib/a.c, lines 14–16');
  });

  it('say whose lines are compared', () => {
    assert.equal(comparisonTitle('Ann', 'main.c', t), 'Ann’s main.c ↔ yours');
    assert.equal(comparisonTitle(undefined, 'main.c', t), 'main.c as sent ↔ yours now');
  });

  it('say how much fits', () => {
    assert.match(tooLargeWords({ line: 1, endLine: 2000 }, 812, t), /2000 lines.*first 812/);
    assert.match(tooLargeWords({ line: 7, endLine: 7 }, 0, t), /^Line 7 is too long/);
  });

  it('say that a file doesn’t exist', () => {
    assert.match(noSuchFileWords('main.c', true, t), /has no file “main\.c”/);
    assert.match(noSuchFileWords('main.c', false, t), /Open a folder first/);
  });
});
