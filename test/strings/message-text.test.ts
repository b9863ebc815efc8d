import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { drawnBeginning } from '../../src/strings/message-text';

describe('the text of a message in the editor', () => {
  it('is as it is drawn, or in a room of plain text as it is', () => {
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
