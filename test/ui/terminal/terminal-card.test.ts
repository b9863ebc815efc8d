import { strict as assert } from 'node:assert';
import * as fc from 'fast-check';
import { readCard } from '../../../src/protocol/card';
import { fitsEntry } from '../../../src/protocol/message-text';
import { CapturedOutput } from '../../../src/ui/terminal/captured-output';
import {
  type CommandOutput,
  commandOutput,
  lineWithoutFolders,
  terminalCard,
} from '../../../src/ui/terminal/terminal-card';

function output(data: string): CommandOutput['output'] {
  const captured = new CapturedOutput();
  captured.push(data);
  return captured.read();
}

const cardOf = (data: string) => terminalCard({ facts: {}, output: output(data) });

describe('a terminal card', () => {
  it('has texts and their styles', () => {
    const card = cardOf('a\r\n\u001b[31mred\r\nstill\u001b[m plain\r\n\r\nz\r\n');
    assert.deepEqual(card.output, ['a\n', ['red', '31'], '\n', ['still', '31'], ' plain\n\nz']);
    assert.deepEqual(readCard(card), card);
  });

  it('has the facts that are known', () => {
    const facts = { command: 'make', folder: 'src', exit: 2, duration: 31 };
    assert.deepEqual(terminalCard({ facts, output: output('') }), {
      type: 'terminal',
      ...facts,
      output: [],
    });
  });

  it('gives back the output that it was made of', () => {
    const line = fc.array(
      fc.tuple(fc.constantFrom('', '31', '1;44'), fc.stringMatching(/^[a-z 你]{1,6}$/)),
      { maxLength: 4 },
    );
    void fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 8 }), (lines) => {
        const data = lines
          .map((parts) => parts.map(([style, text]) => `\u001b[${style}m${text}\u001b[m`).join(''))
          .join('\n');
        const given = output(data);
        const card = terminalCard({ facts: {}, output: given });
        assert.deepEqual(commandOutput(card).output.lines, given.lines);
      }),
    );
  });

  it('keeps the beginning and the end of a long output, and says how much is missing', () => {
    const lines = Array.from({ length: 5000 }, (_, index) => `line ${index + 1}`);
    const card = cardOf(lines.join('\n'));
    assert.ok(fitsEntry('x'.repeat(16 * 1024), card));
    const { lines: kept, gaps } = commandOutput(card).output;
    const texts = kept.map((line) => line.map(({ text }) => text).join(''));
    const [gap] = gaps;
    assert.ok(gap && gaps.length === 1 && gap.after > 500);
    assert.deepEqual(texts, [...lines.slice(0, gap.after), ...lines.slice(gap.after + gap.lines)]);
    assert.ok(texts.length - gap.after > 2 * gap.after, 'more of the end');
  });

  it('is valid and fits for any output', () => {
    for (const data of [
      'x'.repeat(300_000),
      '你'.repeat(300_000),
      `${'"\\'.repeat(1000)}\n`.repeat(300),
      `${'\n'.repeat(200_000)}x`,
      Array.from({ length: 20_000 }, (_, i) => `\u001b[38;2;${i % 255};${i % 7};9mx`).join(''),
      Array.from({ length: 20_000 }, (_, i) => `\u001b[3${i % 8}mx\n`).join(''),
      `e${'\u0301'.repeat(9)}`.repeat(20_000),
    ]) {
      const card = cardOf(data);
      assert.deepEqual(readCard(card), card, data.slice(0, 20));
      assert.ok(fitsEntry('x'.repeat(16 * 1024), card), data.slice(0, 20));
    }
  });

  it('fits with many gaps', () => {
    const lines = output(Array.from({ length: 8000 }, (_, i) => `${i}`).join('\n')).lines;
    const gaps = lines.map((_, after) => ({ after, lines: 1 }));
    const card = terminalCard({ facts: {}, output: { lines, gaps } });
    assert.ok(fitsEntry('', card));
    assert.deepEqual(readCard(card), card);
  });
});

describe('the user’s folders in a line', () => {
  const folders = { home: '/home/ann', workspace: [{ path: '/srv/ws/lab', name: '' }] };
  const shown = (data: string) =>
    lineWithoutFolders(output(data).lines[0] ?? [], folders).map(({ text, style }) =>
      style === '' ? text : [text, style],
    );

  it('are left out, also where colors split them, and styles stay in place', () => {
    for (const [data, line] of [
      ['at /home/ann/a.js', ['at ~/a.js']],
      ['\u001b[36m/home/\u001b[1mann\u001b[m/a.js', [['~', '36'], '/a.js']],
      ['x /ho\u001b[31mme/a\u001b[32mnn/b\u001b[m c', ['x ~', ['/b', '32'], ' c']],
      ['/home/ann\u001b[31m /home/ann/x', ['~', [' ~/x', '31']]],
      [
        '\u001b[1m/srv/ws/lab/hub.c:3:\u001b[31m no\u001b[m',
        [
          ['hub.c:3:', '1'],
          [' no', '1;31'],
        ],
      ],
      ['\u001b[1m/srv/ws\u001b[m/lab/hub.c  10', ['hub.c              10']],
      [
        '\u001b[31m/home/\u001b[32manna',
        [
          ['/home/', '31'],
          ['anna', '32'],
        ],
      ],
    ] as const) {
      assert.deepEqual(shown(data), line, data);
    }
  });

  it('leave the columns of a table where they are, but no blanks in front of a pipe', () => {
    for (const [line, expected] of [
      ['/srv/ws/lab/hub.py     40   2', 'hub.py                 40   2'],
      ['│ /srv/ws/lab/a.py │ 3 │', '│ a.py             │ 3 │'],
      ['| /srv/ws/lab/a.py | 3 |', '| a.py             | 3 |'],
      ['/srv/ws/lab/a.py | 3 |', 'a.py             | 3 |'],
      ['$ cat /srv/ws/lab/src/a.c | grep foo | wc', '$ cat src/a.c | grep foo | wc'],
      ['$ cat /home/ann/notes.txt | wc -l', '$ cat ~/notes.txt | wc -l'],
    ] as const) {
      assert.deepEqual(shown(line), [expected]);
    }
  });

  it('are left out the same way wherever colors split the line', () => {
    const text = 'a /home/ann/b /home/anna file:///home/ann /srv/ws/lab/hub.c  10 |';
    for (let at = 0; at < text.length; at += 1) {
      const line = shown(`${text.slice(0, at)}\u001b[31m${text.slice(at)}`).map((run) =>
        typeof run === 'string' ? run : run[0],
      );
      assert.equal(line.join(''), 'a ~/b /home/anna file:///~ hub.c              10 |', `${at}`);
    }
  });
});
