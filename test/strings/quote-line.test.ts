import assert from 'node:assert/strict';
import { quoteLine } from '../../src/strings/quote-line';

describe('the quote of a message', () => {
  it('is its first line with something in it', () => {
    assert.equal(quoteLine('\n  \n hello  there \nmore'), 'hello there');
    assert.equal(quoteLine(''), '');
  });

  it('has the plainest Markdown taken off', () => {
    const lines: [string, string][] = [
      ['**Look** at `recv()`', 'Look at recv()'],
      ['## Plan', 'Plan'],
      ['> - quoted', 'quoted'],
      ['3. third', 'third'],
      ['[the page](https://example.com/a) says', 'the page says'],
      ['```c\nint a;\n```', 'int a;'],
      ['#include <stdio.h>', '#include <stdio.h>'],
      ['a * b * c and snake_case', 'a * b * c and snake_case'],
      ['```', '```'],
      ['**', '**'],
    ];
    for (const [text, quote] of lines) assert.equal(quoteLine(text), quote);
  });

  it('has at most 120 characters as people count them', () => {
    const family = '👩‍👩‍👧';
    assert.equal(quoteLine(family.repeat(50)), family.repeat(50));
    const cut = quoteLine('x'.repeat(500));
    assert.equal(cut.length, 120);
    assert.ok(cut.endsWith('…'));
  });
});
