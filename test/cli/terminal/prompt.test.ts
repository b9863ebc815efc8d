import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Line, plainText } from '../../../src/cli/terminal/colors';
import { Prompt } from '../../../src/cli/terminal/prompt';
import { TerminalEmulator } from '../../helpers/terminal-emulator';

function open(columns = 40, rows = 10) {
  const screen = new TerminalEmulator(columns, rows);
  const prompt = new Prompt(screen, false);
  const type = (text: string, cursor = text.length) =>
    prompt.showDraft({ label: '> ', text, cursor });
  type('');
  return { screen, prompt, type };
}

describe('Prompt', () => {
  it('stays below what is printed', () => {
    const { screen, prompt, type } = open();
    prompt.print([], [['Lab 3, 2 people']]);
    type('half a wo');
    prompt.print([['12:03 Ann: hello'], ['12:04 Ben: 你好']]);
    assert.deepEqual(screen.shown, [
      '12:03 Ann: hello',
      '12:04 Ben: 你好',
      'Lab 3, 2 people',
      '> half a wo',
    ]);
    assert.deepEqual(screen.cursor, { text: '> half a wo', row: 3, column: 11 });
  });

  it('draws nothing else while the user types at the end', () => {
    const { screen, type } = open();
    type('你');
    const written: string[] = [];
    const write = screen.write.bind(screen);
    screen.write = (text) => {
      written.push(text);
      write(text);
    };
    type('你好');
    type('你好!');
    assert.deepEqual(written, ['好', '!']);
  });

  it('keeps the cursor where it is in a draft of several rows', () => {
    const { screen, prompt, type } = open(10);
    type('你好你好你好你好 abc', 3);
    prompt.print([['one'], ['two']]);
    // Two columns of the label and four characters fill the first row.
    assert.deepEqual(screen.shown, ['one', 'two', '> 你好你好', '你好你好 a', 'bc']);
    assert.deepEqual(screen.cursor, { text: '> 你好你好', row: 2, column: 8 });
  });

  it('puts the cursor on a row of its own after a full one', () => {
    const { screen, prompt, type } = open(10);
    type('12345678');
    assert.deepEqual(screen.cursor, { text: '', row: 1, column: 0 });
    type('123456789');
    prompt.print([['x']]);
    assert.deepEqual(screen.shown, ['x', '> 12345678', '9']);
  });

  it('shows the rows around the cursor of a draft that is taller than the terminal', () => {
    const { screen, prompt, type } = open(20, 6);
    const text = Array.from({ length: 12 }, (_, row) => `line ${row}`).join('\n');
    type(text);
    prompt.print([['hello']]);
    assert.deepEqual(screen.history, ['hello', 'line 8', 'line 9', 'line 10', 'line 11']);
    type(text, 0);
    assert.equal(screen.cursor.text, '> line 0');
    prompt.print([['again']]);
    assert.deepEqual(screen.history.slice(0, 3), ['hello', 'again', '> line 0']);
  });

  it('cuts status lines that don’t fit, and leaves no trace of them', () => {
    const { screen, prompt } = open(20);
    prompt.print([], [['Ann, Ben and Claudia are typing…']]);
    assert.equal(screen.shown[0], 'Ann, Ben and Clau…');
    prompt.print([], []);
    assert.deepEqual(screen.shown, ['>']);
  });

  it('is whole after the terminal has become narrower and wider', () => {
    const { screen, prompt, type } = open(30);
    prompt.print([], [['Lab 3, 2 people, Ann is typing']]);
    type('a draft that is long enough to wrap 你好');
    for (const columns of [17, 60, 11, 30]) {
      screen.resize(columns);
      prompt.redraw();
      prompt.print([[`now ${columns}`]]);
    }
    assert.deepEqual(screen.history, [
      ...['now 17', 'now 60', 'now 11', 'now 30', 'Lab 3, 2 people, Ann is typ…'],
      ...['> a draft that is long enough ', 'to wrap 你好'].map((row) => row.trimEnd()),
    ]);
  });

  it('leaves a clean line when it is erased', () => {
    const { screen, prompt, type } = open();
    prompt.print([['hello']]);
    prompt.print([], [['status']]);
    type('draft');
    prompt.erase();
    assert.deepEqual(screen.shown, ['hello']);
    assert.deepEqual(screen.cursor, { text: '', row: 1, column: 0 });
  });

  it('shows what is typed, whatever it is and wherever the cursor is', () => {
    const text = fc.array(
      fc.constantFrom('a', 'bc ', '好', '👩‍💻', 'é', '\n', '\t', '\u202e', 'ｗ'),
    );
    const step = fc.record({
      text: text.map((parts) => parts.join('')),
      back: fc.nat({ max: 12 }),
      print: fc.boolean(),
      columns: fc.option(fc.integer({ min: 8, max: 30 })),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        const { screen, prompt, type } = open(20, 60);
        const printed: Line[] = [];
        for (const { text: draft, back, print, columns } of steps) {
          type(draft, boundary(draft, draft.length - back));
          if (columns !== null) {
            screen.resize(columns, 60);
            prompt.redraw();
          }
          if (!print) continue;
          const line: Line = [`line ${printed.length}`];
          printed.push(line);
          prompt.print([line]);
        }
        type('');
        assert.deepEqual(screen.history, [...printed.map(plainText), '>']);
        assert.deepEqual(screen.unknown, []);
      }),
      { numRuns: 300 },
    );
  });
});

/** The nearest place at or before `wanted` that isn't inside a character. */
function boundary(text: string, wanted: number): number {
  let at = 0;
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    if (at + segment.length > wanted) break;
    at += segment.length;
  }
  return at;
}
