import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { drawnBeginning, quoteLine } from '../../src/strings/message-text';

describe('the text of a message in the editor', () => {
  it('is without Markdown marks, or unchanged in a plain-text room', () => {
    assert.equal(drawnBeginning('**a** `b`\n- c', false), 'a b\nc');
    assert.equal(drawnBeginning('**a** `b`\n- c', true), '**a** `b`\n- c');
    assert.equal(drawnBeginning('x\n'.repeat(2000), false), 'x\n'.repeat(2000).slice(0, 4096));
  });

  it('loads the parser only when there is a text to read', () => {
    const script = `
      const { drawnBeginning } = require('./src/strings/message-text.ts');
      const isLoaded = () => Object.keys(require.cache).some((file) => file.includes('markdown-it'));
      const before = isLoaded();
      drawnBeginning('a', false);
      process.stdout.write([before, isLoaded()].join());
    `;
    const { stdout } = spawnSync(process.execPath, ['--import', 'tsx', '--eval', script], {
      encoding: 'utf8',
    });
    assert.equal(stdout, 'false,true');
  });
});

describe('the quote of a message', () => {
  it('is its first line that isn’t blank', () => {
    assert.equal(quoteLine('\n  \n hello  there \nmore'), 'hello there');
    assert.equal(quoteLine(''), '');
  });

  it('is without Markdown marks', () => {
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

  it('has at most 120 graphemes', () => {
    const family = '👩‍👩‍👧';
    assert.equal(quoteLine(family.repeat(50)), family.repeat(50));
    const cut = quoteLine('x'.repeat(500));
    assert.equal(cut.length, 120);
    assert.ok(cut.endsWith('…'));
  });
});
