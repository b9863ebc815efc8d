import assert from 'node:assert/strict';
import { UsageError } from '../../src/cli/exit-codes';
import { parseCommand } from '../../src/cli/parse-command';
import { readSendArguments } from '../../src/cli/send-arguments';
import { english } from '../../src/strings/translate';

const read = (...args: string[]) =>
  readSendArguments(parseCommand('send', ['--room', 'Lab', ...args], english), { t: english });

const usual = { room: 'Lab', files: [], goal: 'hub', patience: 30_000 } as const;

describe('the arguments of send', () => {
  it('are a text, from the command line or the input', () => {
    assert.deepEqual(read('two', 'words'), { ...usual, text: { text: 'two words' } });
    assert.deepEqual(read('-'), { ...usual, text: 'stdin' });
    assert.deepEqual(read('--', '--text'), { ...usual, text: { text: '--text' } });
  });

  it('are files, and how long to wait for what', () => {
    const args = ['--file', 'a', '--file', 'b', '--wait', 'received', '--timeout', '5'];
    const found = read(...args);
    assert.deepEqual(found, { ...usual, files: ['a', 'b'], goal: 'received', patience: 5000 });
  });

  it('are a card', () => {
    const place = ['--path', 'a.c', '--line', '3'];
    const request = { path: 'a.c', line: 3 };
    assert.deepEqual(read('--card', 'code', ...place).card, {
      ...{ type: 'code', request, content: undefined },
    });
    assert.deepEqual(
      read('--card', 'error', ...place, '--end-line', '4', '--source', 'gcc', '--content', 'b.c')
        .card,
      { type: 'error', request: { ...request, endLine: 4 }, content: 'b.c', source: 'gcc' },
    );
  });

  it('must fit together', () => {
    const place = ['--path', 'a.c', '--line', '3'];
    const wrong = [
      [],
      ['x', '--wait', 'all'],
      ['x', '--timeout', '0'],
      ['x', '--timeout', '1e3'],
      ['x', '--path', 'a.c'],
      ['--card', 'patch', ...place],
      ['--card', 'code', '--path', 'a.c'],
      ['--card', 'code', ...place, '--source', 'gcc'],
      ['--card', 'code', ...place, '--line', '0'],
      ['--card', 'code', ...place, '--content', '-', '-'],
      ['x', '--colour'],
    ];
    for (const args of wrong) assert.throws(() => read(...args), UsageError, args.join(' '));
    assert.throws(() => read('--card', 'patch', ...place), /made in the editor/);
    assert.throws(
      () => readSendArguments(parseCommand('send', ['x'], english), { t: english }),
      /--room/,
    );
  });
});
